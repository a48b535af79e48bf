//! What a schema says about one value, with `$ref`, `allOf` and a choice of alternatives folded in.

use serde_json::{Map, Value};

use crate::check::model::Types;
use crate::check::values::pattern::matching;
use crate::spec::{Api, Schema};

/// How many schemas may nest by `$ref`, `allOf` and alternatives before the fold stops: recursion
/// among these alone never ends.
const FOLD_DEPTH: usize = 12;

/// A schema with everything that applies to the same value folded in.
///
/// Of `anyOf` and `oneOf` the first alternative that is not `null` alone is folded in;
/// [`Shape::types`] still speaks for all of them, and [`Shape::choosing`] folds in another one.
pub struct Shape<'a> {
    api: &'a Api,
    fragments: Vec<(Schema, &'a Map<String, Value>)>,
    types: Types,
    alternatives: Vec<Alternative>,
    choice: Option<Alternative>,
    tags: Vec<(String, String)>,
}

/// One alternative of an `anyOf` or `oneOf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The schema that offers it.
    owner: Schema,
    keyword: &'static str,
    index: usize,
}

impl Alternative {
    /// The alternative itself.
    pub fn schema(&self) -> Schema {
        self.owner.join([self.keyword, &self.index.to_string()])
    }

    /// `anyOf` or `oneOf`.
    pub fn keyword(&self) -> &'static str {
        self.keyword
    }

    /// Its place among the others, from 0.
    pub fn index(&self) -> usize {
        self.index
    }
}

/// A member that a schema declares for an object.
pub struct Property<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its schema.
    pub schema: Schema,
    /// True where an object without it is invalid.
    pub required: bool,
}

impl<'a> Shape<'a> {
    /// The shape of `schema`.
    pub fn of(api: &'a Api, schema: &Schema) -> Self {
        Self::fold(api, schema, FOLD_DEPTH, None)
    }

    /// The shape of `schema` with this alternative folded in, and its types alone.
    pub fn choosing(api: &'a Api, schema: &Schema, choice: &Alternative) -> Self {
        Self::fold(api, schema, FOLD_DEPTH, Some(choice.clone()))
    }

    /// The same shape, of this type alone.
    #[must_use]
    pub fn only(mut self, types: Types) -> Self {
        self.types = self.types.intersection(types);
        self
    }

    fn fold(api: &'a Api, schema: &Schema, depth: usize, choice: Option<Alternative>) -> Self {
        let mut shape = Self {
            api,
            fragments: Vec::new(),
            types: Types::ANY,
            alternatives: Vec::new(),
            choice,
            tags: Vec::new(),
        };
        shape.add(schema, depth);
        shape
    }

    fn add(&mut self, schema: &Schema, depth: usize) {
        if depth == 0 || self.fragments.iter().any(|(known, _)| known == schema) {
            return;
        }
        let keywords = match self.api.schema(schema) {
            Value::Object(keywords) => keywords,
            Value::Bool(false) => {
                self.types = Types::NONE;
                return;
            }
            _ => return,
        };
        self.fragments.push((schema.clone(), keywords));
        self.narrow(keywords);
        if let Some(target) = self.api.reference(schema) {
            self.add(&target, depth - 1);
        }
        for index in 0..array_len(keywords, "allOf") {
            self.add(&schema.join(["allOf", &index.to_string()]), depth - 1);
        }
        for keyword in ["anyOf", "oneOf"] {
            self.choose(schema, keyword, array_len(keywords, keyword), depth);
        }
    }

    fn narrow(&mut self, keywords: &Map<String, Value>) {
        if let Some(keyword) = keywords.get("type") {
            self.types = self.types.intersection(Types::from_keyword(keyword));
        }
        if let Some(Value::Array(values)) = keywords.get("enum") {
            self.types = self.types.intersection(Types::of_values(values));
        }
        if let Some(value) = keywords.get("const") {
            self.types = self.types.intersection(Types::of_values([value]));
        }
    }

    fn choose(&mut self, schema: &Schema, keyword: &'static str, count: usize, depth: usize) {
        if count == 0 {
            return;
        }
        let null = Types::of_values([&Value::Null]);
        let mut allowed = Types::NONE;
        let mut chosen: Option<(Alternative, Types)> = None;
        for index in 0..count {
            let alternative = Alternative { owner: schema.clone(), keyword, index };
            let types = Self::fold(self.api, &alternative.schema(), depth - 1, None).types;
            allowed = allowed.union(types);
            if types == Types::NONE || types == null {
                continue;
            }
            let wanted = self.choice.as_ref() == Some(&alternative);
            self.alternatives.push(alternative.clone());
            if chosen.is_none() || wanted {
                chosen = Some((alternative, types));
            }
        }
        let mut types = self.types.intersection(allowed);
        if let Some((alternative, own)) = chosen {
            if self.choice.as_ref() == Some(&alternative) {
                types = self.types.intersection(own);
            }
            self.tag(schema, &alternative);
            self.add(&alternative.schema(), depth - 1);
        }
        self.types = types;
    }

    /// What a discriminator says of an alternative: the member that names it, and its name (`OpenAPI`
    /// 3.1 §4.8.25: a key of `mapping`, or else the name of the schema).
    fn tag(&mut self, owner: &Schema, alternative: &Alternative) {
        let Some(discriminator) = self.api.schema(owner).get("discriminator") else {
            return;
        };
        let Some(member) = discriminator.get("propertyName").and_then(Value::as_str) else {
            return;
        };
        let target = self.api.reference(&alternative.schema()).and_then(|end| end.pointer.last());
        let Some(target) = target else { return };
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let mapped = mapping.into_iter().flatten().find(|(_, leads)| {
            let leads = leads.as_str().unwrap_or_default();
            leads.rsplit('/').next() == Some(target.as_str())
        });
        let name = mapped.map_or(target.clone(), |(name, _)| name.clone());
        self.tags.push((member.to_owned(), name));
    }

    /// The value by which a discriminator knows the alternative folded in, for the member `name`.
    pub fn tag_of(&self, name: &str) -> Option<&str> {
        self.tags.iter().find(|(member, _)| member == name).map(|(_, tag)| tag.as_str())
    }

    /// The alternatives that apply to the value, those that are `null` alone apart.
    pub fn alternatives(&self) -> &[Alternative] {
        &self.alternatives
    }

    /// The JSON types the schema allows, all alternatives counted.
    pub fn types(&self) -> Types {
        self.types
    }

    /// The schema that `not` excludes.
    pub fn excluded(&self) -> Option<Schema> {
        let (schema, _) =
            self.fragments.iter().find(|(_, keywords)| keywords.contains_key("not"))?;
        Some(schema.join(["not"]))
    }

    /// True where a keyword is `true` somewhere.
    pub fn is_marked(&self, name: &'a str) -> bool {
        self.keyword(name).any(|value| *value == Value::Bool(true))
    }

    /// Schemas of members without a name of their own, each with a name that falls under it:
    /// `patternProperties` and `additionalProperties`.
    pub fn unnamed(&self) -> Vec<(String, Schema)> {
        const NAME: &str = "another";
        let mut unnamed = Vec::new();
        for (schema, keywords) in &self.fragments {
            let patterns = keywords.get("patternProperties").and_then(Value::as_object);
            for pattern in patterns.into_iter().flat_map(Map::keys) {
                if let Some(name) = matching(pattern, 0) {
                    unnamed.push((name, schema.join(["patternProperties", pattern])));
                }
            }
            if keywords.get("additionalProperties").is_some_and(Value::is_object) {
                unnamed.push((NAME.to_owned(), schema.join(["additionalProperties"])));
            }
        }
        unnamed
    }

    /// Every value a keyword has among the folded schemas, the outermost first.
    pub fn keyword(&self, name: &'a str) -> impl Iterator<Item = &'a Value> + '_ {
        self.fragments.iter().filter_map(move |(_, keywords)| keywords.get(name))
    }

    /// The outermost value of a keyword.
    pub fn first(&self, name: &'a str) -> Option<&'a Value> {
        self.keyword(name).next()
    }

    /// The largest value of a numeric keyword: the one that binds among lower bounds.
    pub fn largest(&self, name: &'a str) -> Option<f64> {
        self.keyword(name).filter_map(Value::as_f64).reduce(f64::max)
    }

    /// The smallest value of a numeric keyword: the one that binds among upper bounds.
    pub fn smallest(&self, name: &'a str) -> Option<f64> {
        self.keyword(name).filter_map(Value::as_f64).reduce(f64::min)
    }

    /// The largest value of a keyword that counts (`minItems`); 0 where there is none.
    pub fn at_least(&self, name: &'a str) -> usize {
        self.counts(name).max().unwrap_or(0)
    }

    /// The smallest value of a keyword that counts (`maxItems`).
    pub fn at_most(&self, name: &'a str) -> Option<usize> {
        self.counts(name).min()
    }

    fn counts(&self, name: &'a str) -> impl Iterator<Item = usize> + '_ {
        self.keyword(name).filter_map(Value::as_u64).filter_map(|count| usize::try_from(count).ok())
    }

    /// The members the schema declares, in its order, each once.
    pub fn properties(&self) -> Vec<Property<'a>> {
        let mut properties: Vec<Property<'a>> = Vec::new();
        for (schema, keywords) in &self.fragments {
            let Some(Value::Object(declared)) = keywords.get("properties") else {
                continue;
            };
            for name in declared.keys() {
                if properties.iter().all(|property| property.name != name) {
                    let schema = schema.join(["properties", name]);
                    let required = self.requires(name);
                    properties.push(Property { name, schema, required });
                }
            }
        }
        properties
    }

    fn requires(&self, name: &str) -> bool {
        self.required().any(|required| required == name)
    }

    /// The names that `required` lists.
    pub fn required(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.keyword("required")
            .filter_map(Value::as_array)
            .flat_map(|names| names.iter().filter_map(Value::as_str))
    }

    /// How many elements have a schema of their own, by their index.
    pub fn leading(&self) -> usize {
        self.keyword("prefixItems").filter_map(Value::as_array).map(Vec::len).max().unwrap_or(0)
    }

    /// The schema of the element at `index` of an array.
    pub fn element(&self, index: usize) -> Option<Schema> {
        self.fragments.iter().find_map(|(schema, keywords)| {
            if index < array_len(keywords, "prefixItems") {
                Some(schema.join(["prefixItems", &index.to_string()]))
            } else {
                keywords.get("items").map(|_| schema.join(["items"]))
            }
        })
    }
}

fn array_len(keywords: &Map<String, Value>, name: &str) -> usize {
    keywords.get(name).and_then(Value::as_array).map_or(0, Vec::len)
}
