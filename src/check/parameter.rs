//! The text of parameters: a valid one, and ones their schema refuses.

use serde_json::Value;

use super::generate::{Extent, JsonType, Shape, Types, sample as value_of, wrong_types};
use crate::spec::{Api, Parameter};

/// A valid text for a parameter.
pub(super) fn sample(api: &Api, parameter: &Parameter) -> Option<String> {
    let Some(schema) = &parameter.schema else {
        return Some(parameter.name.clone());
    };
    let value = value_of(api, schema, Extent::Full, &parameter.name)?;
    let valid = api.validator(schema).is_ok_and(|validator| validator.is_valid(&value));
    let value = if valid { value } else { parameter.example.clone()? };
    Some(text(parameter, &value))
}

/// Texts that no reading turns into a type the schema allows, each with a label for the check's id.
///
/// Any text is a string, so a parameter that may be one has none.
pub(super) fn mistyped(api: &Api, parameter: &Parameter) -> Vec<(&'static str, String)> {
    let Some(schema) = &parameter.schema else {
        return Vec::new();
    };
    let types = Shape::of(api, schema).types();
    let structured = [JsonType::String, JsonType::Array, JsonType::Object];
    if parameter.is_content || types == Types::NONE || structured.iter().any(|k| types.contains(*k))
    {
        return Vec::new();
    }
    wrong_types(types)
        .into_iter()
        .filter(|wrong| !wrong.coercible && matches!(wrong.label, "string" | "fraction"))
        .map(|wrong| (wrong.label, text(parameter, &wrong.value)))
        .collect()
}

/// A value in the style of its parameter (`OpenAPI` 3.1 §4.8.12.2, RFC 6570), not yet
/// percent-encoded: arrays are joined by commas, an object's members are listed in turn.
fn text(parameter: &Parameter, value: &Value) -> String {
    match value {
        _ if parameter.is_content => value.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            items.iter().map(|item| text(parameter, item)).collect::<Vec<_>>().join(",")
        }
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| format!("{name},{}", text(parameter, member)))
            .collect::<Vec<_>>()
            .join(","),
        other => other.to_string(),
    }
}
