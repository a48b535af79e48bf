//! What a request to the gallery says, held against its document.

use http::{HeaderName, HeaderValue};
use jsonschema::error::ValidationErrorKind;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::forms::form;
use crate::check::generate::{Extent, JsonType, Shape, sample};
use crate::reference::mutants::call::Call;
use crate::reference::mutants::route::path_values;
use crate::spec::{Api, Header, Operation, Parameter, ParameterPlace, Schema};

/// What is not as declared, each by its name.
pub(super) fn problems(api: &Api, operation: &Operation, call: &Call) -> Vec<String> {
    let parameters = operation.parameters.iter();
    let mut problems: Vec<String> = parameters
        .filter(|parameter| !is_as_declared(api, parameter, given(operation, parameter, call)))
        .map(|parameter| parameter.name.clone())
        .collect();
    if let Some(body) = &operation.request_body
        && (body.required || !call.body.is_empty())
    {
        match content(api, operation, call) {
            Some((schema, content)) => problems.extend(wrong(api, schema, &content)),
            None => problems.push("content".to_owned()),
        }
    }
    problems
}

/// The content of a request with the schema it is held to; `None` where it cannot be read.
fn content<'o>(api: &Api, operation: &'o Operation, call: &Call) -> Option<(&'o Schema, Value)> {
    match operation.json_body() {
        Some(declared) => {
            let content = call.json().filter(|_| call.is_json())?;
            Some((declared.schema.as_ref()?, content))
        }
        None => form(api, operation, call),
    }
}

/// The text of a parameter, where the request gives one.
fn given(operation: &Operation, parameter: &Parameter, call: &Call) -> Option<String> {
    let name = parameter.name.as_str();
    let raw = match parameter.place {
        ParameterPlace::Header => return call.header(name).map(str::to_owned),
        ParameterPlace::Path => {
            let values = path_values(&operation.path, call.path())?;
            values.into_iter().find(|(known, _)| *known == name)?.1
        }
        ParameterPlace::Query => {
            let (_, query) = call.path.split_once('?')?;
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(known, _)| *known == name)?.1
        }
        ParameterPlace::Cookie => {
            let mut pairs = call.header("cookie")?.split("; ").filter_map(|p| p.split_once('='));
            pairs.find(|(known, _)| *known == name)?.1
        }
    };
    Some(percent_decode_str(raw).decode_utf8_lossy().into_owned())
}

fn is_as_declared(api: &Api, parameter: &Parameter, given: Option<String>) -> bool {
    match (given, &parameter.schema) {
        (None, _) => !parameter.required,
        (Some(_), None) => true,
        (Some(text), Some(schema)) => {
            let is_text = Shape::of(api, schema).types().contains(JsonType::String);
            let read = if is_text { None } else { serde_json::from_str(&text).ok() };
            wrong(api, schema, &read.unwrap_or(Value::String(text))).is_empty()
        }
    }
}

/// The names of what the schema has against the value.
fn wrong(api: &Api, schema: &Schema, value: &Value) -> Vec<String> {
    let Ok(validator) = api.validator(schema) else { return vec!["schema".to_owned()] };
    let shape = Shape::of(api, schema);
    let is_made_here = |name: &str| {
        let own = shape.properties().into_iter().find(|property| property.name == name);
        own.is_some_and(|own| Shape::of(api, &own.schema).is_marked("readOnly"))
    };
    let name = |error: jsonschema::ValidationError<'_>| {
        let place = error.instance_path().to_string();
        match error.kind() {
            // What the server makes itself is not asked for (OpenAPI 3.1 §4.8.24.2, `readOnly`).
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                let is_asked = !(place.is_empty() && is_made_here(name));
                is_asked.then(|| format!("{place}/{name}"))
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                Some(format!("{place}/{}", unexpected.join(" ")))
            }
            _ => Some(format!("{place} {error}")),
        }
    };
    validator.iter_errors(value).filter_map(name).collect()
}

/// A declared header with a valid text.
pub(super) fn header(api: &Api, header: &Header) -> Option<(HeaderName, HeaderValue)> {
    let value = sample(api, header.schema.as_ref()?, Extent::Full, &header.name)?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Some((HeaderName::try_from(&header.name).ok()?, HeaderValue::try_from(text).ok()?))
}
