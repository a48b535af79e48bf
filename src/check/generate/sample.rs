//! Valid values: the smallest a schema accepts, or one with every declared member.

use serde_json::{Map, Value, json};

use super::shape::Shape;
use super::types::JsonType;
use super::{number, text};
use crate::spec::{Api, Schema};

/// How deep values nest: deeper optional members are left out, deeper required ones refused.
const DEPTH: usize = 10;

/// How many items or members are built at most, whatever a schema asks for.
const MANY: usize = 1_000;

/// How much of a value is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Required members only.
    Minimal,
    /// Every declared member.
    Full,
}

/// A valid value of `schema`; `name` makes free strings readable. `None` where the schema asks for
/// what this generator does not build (recursion among required members, say).
pub fn sample(api: &Api, schema: &Schema, extent: Extent, name: &str) -> Option<Value> {
    value(api, schema, extent, name, DEPTH)
}

fn value(api: &Api, schema: &Schema, extent: Extent, name: &str, depth: usize) -> Option<Value> {
    if depth == 0 {
        return None;
    }
    let shape = Shape::of(api, schema);
    if let Some(fixed) = fixed(&shape) {
        return Some(fixed);
    }
    let kind = preferred(&shape)?;
    Some(match kind {
        JsonType::Null => Value::Null,
        JsonType::Boolean => Value::Bool(true),
        JsonType::Integer => number::sample(&shape, true),
        JsonType::Number => number::sample(&shape, false),
        JsonType::String => Value::String(text::sample(&shape, name)),
        JsonType::Array => array(api, &shape, extent, name, depth)?,
        JsonType::Object => object(api, &shape, extent, depth)?,
    })
}

/// The value a schema fixes (`const`), offers first (`enum`), or shows (`example`, `examples`)
/// where it is hard to build otherwise (`pattern`).
fn fixed(shape: &Shape<'_>) -> Option<Value> {
    if let Some(value) = shape.first("const") {
        return Some(value.clone());
    }
    if let Some(Value::Array(values)) = shape.first("enum") {
        return values.iter().find(|value| !value.is_null()).or(values.first()).cloned();
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
        ("items", JsonType::Array),
        ("prefixItems", JsonType::Array),
        ("minimum", JsonType::Number),
        ("maximum", JsonType::Number),
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

fn object(api: &Api, shape: &Shape<'_>, extent: Extent, depth: usize) -> Option<Value> {
    let mut members = Map::new();
    for property in shape.properties() {
        if !property.required && extent == Extent::Minimal {
            continue;
        }
        match value(api, &property.schema, extent, property.name, depth - 1) {
            Some(member) => members.insert(property.name.to_owned(), member),
            None if property.required => return None,
            None => continue,
        };
    }
    for name in shape.required() {
        members.entry(name).or_insert_with(|| Value::String(name.to_owned()));
    }
    let is_open = shape.keyword("additionalProperties").all(|allowed| allowed == true);
    if extent == Extent::Full && members.is_empty() && is_open {
        members.insert("note".to_owned(), Value::from("sample"));
        members.insert("nested".to_owned(), json!({ "list": [1, null, "text"], "flag": true }));
    }
    let least = shape.at_least("minProperties");
    let mut spare = (0..MANY).map(|index| format!("member-{index}"));
    while members.len() < least {
        members.insert(spare.next()?, Value::String("sample".to_owned()));
    }
    Some(Value::Object(members))
}

fn array(api: &Api, shape: &Shape<'_>, extent: Extent, name: &str, depth: usize) -> Option<Value> {
    let wanted = usize::from(extent == Extent::Full);
    let least = shape.at_least("minItems").max(wanted);
    let most = shape.at_most("maxItems").unwrap_or(MANY);
    let unique = shape.first("uniqueItems") == Some(&Value::Bool(true));
    let mut items = Vec::new();
    while items.len() < least.min(most).min(MANY) {
        let item = match shape.element(items.len()) {
            Some(schema) => value(api, &schema, extent, name, depth - 1),
            None => Some(Value::String(format!("item-{}", items.len()))),
        };
        match item {
            Some(item) if unique => items.push(distinct(item, items.len())),
            Some(item) => items.push(item),
            None if extent == Extent::Full && items.is_empty() => break,
            None => return None,
        }
    }
    Some(Value::Array(items))
}

/// The item, made different from its neighbours where its type lets that be done.
fn distinct(item: Value, index: usize) -> Value {
    match item {
        Value::String(text) if index > 0 => Value::String(format!("{text}-{index}")),
        Value::Number(number) if index > 0 => match (number.as_i64(), i64::try_from(index)) {
            (Some(whole), Ok(index)) => Value::from(whole.saturating_add(index)),
            _ => Value::Number(number),
        },
        other => other,
    }
}
