//! Valid values: the smallest a schema accepts, or one with every declared member.

use serde_json::{Map, Value, json};

use super::strings;
use crate::check::model::JsonType;
use crate::check::values::{Property, Shape, number};
use crate::spec::{Api, Schema};

/// How deep values nest: deeper optional members are left out, deeper required ones refused.
const DEPTH: usize = 10;

/// How many items or members are built at most, whatever a schema asks for.
const MANY: usize = 1_000;

/// How many values one sample may be made of: every declared member of a large document's schema,
/// with the members of each, would be hundreds of thousands.
const VALUES: usize = 5_000;

/// How much of a value is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Required members only.
    Minimal,
    /// Every declared member.
    Full,
}

impl Extent {
    /// The name of the extent in the cases of checks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Full => "full",
        }
    }
}

/// A valid value of `schema` for a request; `name` makes free strings readable. `None` where the
/// schema asks for what this generator does not build (recursion among required members, say).
pub fn sample(api: &Api, schema: &Schema, extent: Extent, name: &str) -> Option<Value> {
    sample_of(api, &Shape::of(api, schema), extent, name)
}

/// A valid value of a shape.
pub fn sample_of(api: &Api, shape: &Shape<'_>, extent: Extent, name: &str) -> Option<Value> {
    Builder { api, extent, left: VALUES }.value(shape, name, DEPTH)
}

/// An array of a shape with exactly this many items.
pub(in crate::check) fn array_of(
    api: &Api,
    shape: &Shape<'_>,
    name: &str,
    count: usize,
) -> Option<Value> {
    let mut builder = Builder { api, extent: Extent::Minimal, left: VALUES };
    builder.items(shape, name, DEPTH, count).map(Value::Array)
}

struct Builder<'a> {
    api: &'a Api,
    extent: Extent,
    left: usize,
}

impl Builder<'_> {
    fn inner(&mut self, schema: &Schema, name: &str, depth: usize) -> Option<Value> {
        let shape = Shape::of(self.api, schema);
        self.value(&shape, name, depth)
    }

    fn value(&mut self, shape: &Shape<'_>, name: &str, depth: usize) -> Option<Value> {
        if depth == 0 || self.left == 0 {
            return None;
        }
        self.left -= 1;
        if let Some(fixed) = fixed(shape) {
            return Some(fixed);
        }
        Some(match preferred(shape)? {
            JsonType::Null => Value::Null,
            JsonType::Boolean => Value::Bool(true),
            JsonType::Integer => number::sample(shape, true),
            JsonType::Number => number::sample(shape, false),
            JsonType::String => Value::String(strings::sample(shape, name)),
            JsonType::Array => self.array(shape, name, depth)?,
            JsonType::Object => self.object(shape, depth)?,
        })
    }

    fn object(&mut self, shape: &Shape<'_>, depth: usize) -> Option<Value> {
        let mut members = Map::new();
        let most = shape.at_most("maxProperties").unwrap_or(usize::MAX);
        let required = shape.required().count();
        for property in shape.properties() {
            let optional = !property.required;
            let room = members.len().max(required) < most;
            if (optional && (self.extent == Extent::Minimal || !room))
                || is_marked(self.api, &property.schema, "readOnly")
            {
                continue;
            }
            match self.member(shape, &property, depth) {
                Some(member) => members.insert(property.name.to_owned(), member),
                None if property.required => return None,
                None => continue,
            };
        }
        let names = shape.properties();
        for name in shape.required().filter(|name| names.iter().all(|p| p.name != *name)) {
            members.entry(name).or_insert_with(|| Value::String(name.to_owned()));
        }
        if self.extent == Extent::Full {
            self.add_unnamed(shape, &mut members, most, depth);
        }
        self.fill_up(shape, &mut members, depth)?;
        Some(Value::Object(members))
    }

    /// Adds members until there are as many as the schema asks for: declared ones first.
    fn fill_up(
        &mut self,
        shape: &Shape<'_>,
        members: &mut Map<String, Value>,
        depth: usize,
    ) -> Option<()> {
        let least = shape.at_least("minProperties");
        if members.len() >= least {
            return Some(());
        }
        for property in shape.properties() {
            if members.len() < least
                && !members.contains_key(property.name)
                && !is_marked(self.api, &property.schema, "readOnly")
                && let Some(value) = self.member(shape, &property, depth)
            {
                members.insert(property.name.to_owned(), value);
            }
        }
        let unnamed = shape.unnamed();
        let is_closed = shape.first("additionalProperties") == Some(&Value::Bool(false));
        for index in 0..if is_closed { 0 } else { MANY } {
            if members.len() >= least {
                break;
            }
            let name = format!("member-{index}");
            let value = match unnamed.last() {
                Some((_, schema)) => self.inner(schema, &name, depth - 1)?,
                None => Value::String("sample".to_owned()),
            };
            members.entry(name).or_insert(value);
        }
        (members.len() >= least).then_some(())
    }

    fn member(
        &mut self,
        shape: &Shape<'_>,
        property: &Property<'_>,
        depth: usize,
    ) -> Option<Value> {
        let own = Shape::of(self.api, &property.schema);
        if let Some(tag) = shape.tag_of(property.name)
            && fixed(&own).is_none()
        {
            return Some(Value::String(tag.to_owned()));
        }
        self.value(&own, property.name, depth - 1)
    }

    /// Members without a name of their own, where the schema speaks of such.
    fn add_unnamed(
        &mut self,
        shape: &Shape<'_>,
        members: &mut Map<String, Value>,
        most: usize,
        depth: usize,
    ) {
        for (name, schema) in shape.unnamed() {
            if members.len() < most
                && !members.contains_key(&name)
                && let Some(value) = self.inner(&schema, &name, depth - 1)
            {
                members.insert(name, value);
            }
        }
        let is_open = shape.keyword("additionalProperties").all(|allowed| *allowed == true)
            && shape.first("unevaluatedProperties").is_none()
            && shape.first("propertyNames").is_none();
        if members.is_empty() && is_open && most >= 2 {
            members.insert("note".to_owned(), Value::from("sample"));
            members.insert("nested".to_owned(), json!({ "list": [1, null, "text"], "flag": true }));
        }
    }

    fn array(&mut self, shape: &Shape<'_>, name: &str, depth: usize) -> Option<Value> {
        let wanted = usize::from(self.extent == Extent::Full).max(match self.extent {
            Extent::Full => shape.leading(),
            Extent::Minimal => 0,
        });
        let least = shape.at_least("minItems");
        let most = shape.at_most("maxItems").unwrap_or(MANY).min(MANY);
        match self.items(shape, name, depth, least.max(wanted).min(most)) {
            Some(items) => Some(Value::Array(items)),
            None if least == 0 => Some(Value::Array(Vec::new())),
            None => None,
        }
    }

    fn items(
        &mut self,
        shape: &Shape<'_>,
        name: &str,
        depth: usize,
        count: usize,
    ) -> Option<Vec<Value>> {
        let unique = shape.is_marked("uniqueItems");
        let mut items: Vec<Value> = Vec::new();
        while items.len() < count {
            let index = items.len();
            let element = shape.element(index).map(|schema| Shape::of(self.api, &schema));
            let item = match &element {
                // What follows is as the first, which spares a long array its thousand samples.
                Some(_) if index > shape.leading() && !unique => items.last()?.clone(),
                Some(element) => self.value(element, name, depth - 1)?,
                None => Value::String(format!("item-{index}")),
            };
            let item = match element {
                Some(element) if unique && items.contains(&item) => {
                    distinct(&element, item, &items)?
                }
                _ => item,
            };
            items.push(item);
        }
        Some(items)
    }
}

/// True where a schema is marked `readOnly` or `writeOnly`, itself or where its `$ref` leads.
fn is_marked(api: &Api, schema: &Schema, mark: &str) -> bool {
    let marked = |schema: &Schema| api.schema(schema).get(mark) == Some(&Value::Bool(true));
    marked(schema) || marked(&api.follow(schema))
}

/// The value a schema fixes (`const`), offers first (`enum`), or shows (`example`, `examples`)
/// where it is hard to build otherwise (`pattern`).
fn fixed(shape: &Shape<'_>) -> Option<Value> {
    if let Some(value) = shape.first("const") {
        return Some(value.clone());
    }
    if let Some(Value::Array(values)) = shape.first("enum") {
        let offered = |value: &&Value| {
            let kind = JsonType::of(value);
            kind != JsonType::Null && shape.types().contains(kind)
        };
        return values.iter().find(offered).or(values.first()).cloned();
    }
    shape.first("pattern")?;
    let listed = shape.first("examples").and_then(|examples| examples.get(0));
    listed.or_else(|| shape.first("example")).cloned()
}

/// The type to build: what the keywords at hand are about, a string otherwise.
fn preferred(shape: &Shape<'_>) -> Option<JsonType> {
    let types = shape.types();
    let hints = [
        ("properties", JsonType::Object),
        ("additionalProperties", JsonType::Object),
        ("patternProperties", JsonType::Object),
        ("required", JsonType::Object),
        ("minProperties", JsonType::Object),
        ("items", JsonType::Array),
        ("prefixItems", JsonType::Array),
        ("minItems", JsonType::Array),
        ("minLength", JsonType::String),
        ("maxLength", JsonType::String),
        ("pattern", JsonType::String),
        ("minimum", JsonType::Number),
        ("maximum", JsonType::Number),
        ("exclusiveMinimum", JsonType::Number),
        ("exclusiveMaximum", JsonType::Number),
        ("multipleOf", JsonType::Number),
    ];
    let hinted = hints
        .into_iter()
        .find(|(keyword, kind)| types.contains(*kind) && shape.first(keyword).is_some())
        .map(|(_, kind)| kind);
    let order = [
        JsonType::String,
        JsonType::Object,
        JsonType::Array,
        JsonType::Number,
        JsonType::Integer,
        JsonType::Boolean,
        JsonType::Null,
    ];
    hinted.or_else(|| order.into_iter().find(|kind| types.contains(*kind)))
}

/// The item, made different from its neighbours where its schema lets that be done.
fn distinct(element: &Shape<'_>, item: Value, others: &[Value]) -> Option<Value> {
    if let Some(Value::Array(values)) = element.first("enum") {
        return values.iter().find(|value| !others.contains(value)).cloned();
    }
    let index = others.len();
    Some(match item {
        Value::String(text) => {
            let length = text.chars().count() + 1 + index.to_string().len();
            match element.at_most("maxLength") {
                _ if element.first("pattern").is_some() => {
                    Value::String(strings::of_length(element, &text, text.chars().count() + index)?)
                }
                Some(most) if length > most => Value::String(counted(index, text.chars().count())),
                _ => Value::String(format!("{text}-{index}")),
            }
        }
        Value::Number(number) => {
            let step = element.first("multipleOf").and_then(Value::as_i64).unwrap_or(1);
            match (number.as_i64(), i64::try_from(index)) {
                (Some(whole), Ok(index)) => {
                    let up = whole.saturating_add(index.saturating_mul(step));
                    let fits = element.smallest("maximum").is_none_or(|most| {
                        Value::from(up).as_f64().is_some_and(|number| number <= most)
                    });
                    let down = whole.saturating_sub(index.saturating_mul(step));
                    Value::from(if fits { up } else { down })
                }
                _ => return None,
            }
        }
        Value::Bool(flag) if index < 2 => Value::Bool(!flag),
        Value::Object(mut members) => {
            let free = members.values_mut().find(|value| value.is_string() || value.is_i64())?;
            *free = distinct(element, free.take(), others)?;
            Value::Object(members)
        }
        _ => return None,
    })
}

/// The index in letters, of exactly this length where it fits.
fn counted(mut index: usize, length: usize) -> String {
    let mut text = vec!['x'; length];
    for place in text.iter_mut().rev() {
        *place = char::from(b'a' + u8::try_from(index % 26).unwrap_or_default());
        index /= 26;
    }
    text.into_iter().collect()
}
