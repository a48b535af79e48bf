//! What a schema says about one value, with `$ref`, `allOf` and a choice of alternatives folded in.

use serde_json::{Map, Value};

use super::types::Types;
use crate::spec::{Api, Schema};

/// How many schemas may nest by `$ref`, `allOf` and alternatives before the fold stops: recursion
/// among these alone never ends.
const FOLD_DEPTH: usize = 12;

/// A schema with everything that applies to the same value folded in.
///
/// Of `anyOf` and `oneOf` the first alternative that is not `null` alone is folded in;
/// [`Shape::types`] still speaks for all of them.
pub struct Shape<'a> {
    api: &'a Api,
    fragments: Vec<(Schema, &'a Map<String, Value>)>,
    types: Types,
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
        Self::fold(api, schema, FOLD_DEPTH)
    }

    fn fold(api: &'a Api, schema: &Schema, depth: usize) -> Self {
        let mut shape = Self { api, fragments: Vec::new(), types: Types::ANY };
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

    fn choose(&mut self, schema: &Schema, keyword: &str, count: usize, depth: usize) {
        let null = Types::of_values([&Value::Null]);
        let mut allowed = Types::NONE;
        let mut chosen = None;
        for index in 0..count {
            let alternative = schema.join([keyword, &index.to_string()]);
            let types = Self::fold(self.api, &alternative, depth - 1).types;
            allowed = allowed.union(types);
            let usable = types != Types::NONE && types != null;
            if chosen.is_none() && usable {
                chosen = Some(alternative);
            }
        }
        if count == 0 {
            return;
        }
        let types = self.types.intersection(allowed);
        if let Some(alternative) = chosen {
            self.add(&alternative, depth - 1);
        }
        self.types = types;
    }

    /// The JSON types the schema allows, all alternatives counted.
    pub fn types(&self) -> Types {
        self.types
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
