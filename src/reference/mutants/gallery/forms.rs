//! Forms as the gallery reads them: pairs of names and texts, typed by their schema.

use serde_json::{Map, Value};

use crate::check::generate::{JsonType, Shape};
use crate::reference::mutants::call::Call;
use crate::spec::{Api, Operation, Schema};

/// The content of a form, with the schema it is held to; `None` where it is no declared form.
pub(super) fn form<'o>(
    api: &Api,
    operation: &'o Operation,
    call: &Call,
) -> Option<(&'o Schema, Value)> {
    let sent = call.header("content-type")?.to_ascii_lowercase();
    let mut declared = operation.request_body.as_ref()?.content.iter();
    let content = declared.find(|content| sent.starts_with(&content.name.to_ascii_lowercase()))?;
    let schema = content.schema.as_ref()?;
    let pairs = if sent.starts_with("multipart/") {
        parts(&String::from_utf8_lossy(&call.body))
    } else {
        url::form_urlencoded::parse(&call.body).into_owned().collect()
    };
    Some((schema, Value::Object(typed(api, schema, pairs))))
}

/// The parts of a form, of which there are no files here.
fn parts(text: &str) -> Vec<(String, String)> {
    let parts = text.split("form-data; name=\"").skip(1);
    let pair = |part: &str| {
        let (name, rest) = part.split_once('"')?;
        let (_, content) = rest.split_once("\r\n\r\n")?;
        Some((name.to_owned(), content.split_once("\r\n--")?.0.to_owned()))
    };
    parts.filter_map(pair).collect()
}

fn typed(api: &Api, schema: &Schema, pairs: Vec<(String, String)>) -> Map<String, Value> {
    let shape = Shape::of(api, schema);
    let is_text = |name: &str| {
        let own = shape.properties().into_iter().find(|property| property.name == name);
        own.is_none_or(|own| Shape::of(api, &own.schema).types().contains(JsonType::String))
    };
    let value = |name: &str, text: String| {
        let read = if is_text(name) { None } else { serde_json::from_str(&text).ok() };
        read.unwrap_or(Value::String(text))
    };
    pairs
        .into_iter()
        .map(|(name, text)| {
            let value = value(&name, text);
            (name, value)
        })
        .collect()
}
