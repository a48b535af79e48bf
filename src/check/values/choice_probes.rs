//! Each value of an enumeration and each alternative, and what is none of them.

use serde_json::{Map, Value};

use crate::check::model::{JsonType, Types};
use crate::check::values::sample::{sample, sample_of};
use crate::check::values::text_probes::swapped_case;
use crate::check::values::{Constraint, Extent, Probes, Shape};
use crate::spec::{Api, Schema};

/// How many values of one enumeration, or alternatives of one choice, are tried.
const MANY: usize = 16;

/// True where the schema lists the values it takes.
pub(in crate::check) fn is_fixed(shape: &Shape<'_>) -> bool {
    shape.first("enum").is_some() || shape.first("const").is_some()
}

pub(in crate::check) fn add(
    probes: &mut Probes,
    api: &Api,
    schema: &Schema,
    shape: &Shape<'_>,
    name: &str,
) {
    enumeration(probes, shape);
    alternatives(probes, api, schema, shape, name);
    if let Some(excluded) = shape.excluded() {
        let value = sample(api, &excluded, Extent::Minimal, name);
        probes.refuse(Constraint::Alternative, "excluded", value);
    }
}

fn enumeration(probes: &mut Probes, shape: &Shape<'_>) {
    let listed: Vec<&Value> = match (shape.first("const"), shape.first("enum")) {
        (Some(value), _) => vec![value],
        (None, Some(Value::Array(values))) => values.iter().collect(),
        _ => return,
    };
    let values: Vec<&Value> = listed.into_iter().filter(|value| !value.is_null()).collect();
    for value in values.iter().take(MANY) {
        let label = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let label = format!("value_{}", label.chars().take(40).collect::<String>());
        probes.accept(Constraint::Enumeration, &label, Some((*value).clone()));
    }
    let texts: Vec<&str> = values.iter().filter_map(|value| value.as_str()).collect();
    if let Some(first) = texts.first() {
        let unlisted = Value::from("cp-harness-unlisted");
        probes.refuse(Constraint::Enumeration, "unlisted", Some(unlisted));
        let swapped = Value::String(swapped_case(first));
        probes.refuse(Constraint::Enumeration, "other_case", Some(swapped));
        let padded = Value::String(format!(" {first} "));
        probes.refuse(Constraint::Enumeration, "padded", Some(padded));
    } else if let Some(most) = values.iter().filter_map(|value| value.as_i64()).max() {
        let unlisted = Value::from(most.saturating_add(1));
        probes.refuse(Constraint::Enumeration, "unlisted", Some(unlisted));
    } else if let [Value::Bool(only)] = values.as_slice() {
        probes.refuse(Constraint::Enumeration, "unlisted", Some(Value::Bool(!only)));
    }
}

fn alternatives(probes: &mut Probes, api: &Api, schema: &Schema, shape: &Shape<'_>, name: &str) {
    let mut objects: Vec<(&'static str, Map<String, Value>)> = Vec::new();
    let is_choice = shape.alternatives().len() > 1;
    for alternative in shape.alternatives().iter().take(if is_choice { MANY } else { 0 }) {
        let chosen = Shape::choosing(api, schema, alternative);
        let value = sample_of(api, &chosen, Extent::Minimal, name);
        if let Some(Value::Object(members)) = &value {
            objects.push((alternative.keyword(), members.clone()));
        }
        let label = format!("{}_{}", alternative.keyword(), alternative.index());
        probes.accept(Constraint::Alternative, &label, value);
    }
    if !objects.is_empty() {
        let nothing = Value::Object(Map::new());
        probes.refuse(Constraint::Alternative, "no_alternative", Some(nothing));
    }
    if let [(keyword, one), (_, other), ..] = objects.as_slice()
        && *keyword == "oneOf"
    {
        let mut both = one.clone();
        both.extend(other.clone());
        let both = Value::Object(both);
        probes.refuse(Constraint::Alternative, "two_alternatives", Some(both));
    }
    several_types(probes, api, schema, shape, name);
}

/// A value of each type that `type` lists, where it lists several.
fn several_types(probes: &mut Probes, api: &Api, schema: &Schema, shape: &Shape<'_>, name: &str) {
    if !shape.first("type").is_some_and(Value::is_array) || is_fixed(shape) {
        return;
    }
    let kinds: Vec<JsonType> =
        shape.types().iter().filter(|kind| *kind != JsonType::Null).collect();
    for kind in kinds.iter().filter(|_| kinds.len() > 1) {
        let one = Shape::of(api, schema).only(Types::from_keyword(&Value::from(kind.word())));
        let value = sample_of(api, &one, Extent::Minimal, name);
        let value = value.filter(|value| JsonType::of(value) == *kind);
        probes.accept(Constraint::Alternative, &format!("type_{}", kind.word()), value);
    }
}
