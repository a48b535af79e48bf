//! Fills the holes of a step: a step and the values of its bindings make a request.

use std::collections::BTreeMap;

use base64::Engine;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::form;
use crate::check::{Fill, Payload, RequestTemplate};
use crate::spec::{ParameterPlace, Pointer};
use crate::wire::Request;

/// Everything but the unreserved characters of RFC 3986 §2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The request that a step describes, its credential apart. `values` holds every binding the step
/// names.
pub(super) fn request(step: &RequestTemplate, values: &BTreeMap<String, Value>) -> Request {
    let mut request = Request {
        method: step.method.clone(),
        path: step.path.clone(),
        headers: Vec::new(),
        body: body(&step.payload, values),
        until_close: step.until_close,
    };
    for (place, name, fill) in &step.parameters {
        let (text, is_encoded) = match fill {
            Fill::Literal(text) | Fill::MadeUp(text) => (text.clone(), false),
            Fill::Encoded(text) => (text.clone(), true),
            Fill::Bound(binding) => (values.get(binding).map(text_of).unwrap_or_default(), false),
        };
        let encoded = || if is_encoded { text.clone() } else { encode(&text) };
        match place {
            ParameterPlace::Path => {
                request.path = request.path.replace(&format!("{{{name}}}"), &encoded());
            }
            ParameterPlace::Query => add_encoded_query(&mut request, name, &encoded()),
            ParameterPlace::Header => request.headers.push((name.clone(), text)),
            ParameterPlace::Cookie => add_cookie(&mut request, name, &text),
        }
    }
    if let Some(content_type) = &step.content_type {
        let is_multipart = matches!(step.payload, Payload::Multipart { .. });
        let parameter = if is_multipart { form::BOUNDARY_PARAMETER } else { "" };
        request.headers.push(("Content-Type".to_owned(), format!("{content_type}{parameter}")));
    }
    request
}

/// Adds a query parameter, percent-encoded.
pub(super) fn add_query(request: &mut Request, name: &str, text: &str) {
    add_encoded_query(request, name, &encode(text));
}

fn add_encoded_query(request: &mut Request, name: &str, encoded: &str) {
    let separator = if request.path.contains('?') { '&' } else { '?' };
    request.path.push(separator);
    request.path.push_str(&encode(name));
    request.path.push('=');
    request.path.push_str(encoded);
}

/// Adds a cookie to the one `Cookie` header (RFC 6265 §5.4).
pub(super) fn add_cookie(request: &mut Request, name: &str, text: &str) {
    let pair = format!("{name}={}", encode(text));
    let known = request.headers.iter_mut().find(|(header, _)| header == "Cookie");
    match known {
        Some((_, cookies)) => {
            cookies.push_str("; ");
            cookies.push_str(&pair);
        }
        None => request.headers.push(("Cookie".to_owned(), pair)),
    }
}

pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

pub(super) fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn body(payload: &Payload, values: &BTreeMap<String, Value>) -> Option<Vec<u8>> {
    match payload {
        Payload::None => None,
        Payload::Form { value, bound } => {
            Some(form::urlencoded(&filled(value, bound, values)).into_bytes())
        }
        Payload::Multipart { value, bound, files } => {
            Some(form::multipart(&filled(value, bound, values), files).into_bytes())
        }
        Payload::Text(text) => Some(text.clone().into_bytes()),
        Payload::Base64(text) => {
            base64::engine::general_purpose::STANDARD.decode(text).ok().or(Some(Vec::new()))
        }
        Payload::Json { value, bound, raw } => {
            let mut value = filled(value, bound, values);
            let mut marks = Vec::new();
            for (index, (place, text)) in raw.iter().enumerate() {
                let mark = format!("\u{e000}{index}");
                if let Some(hole) = value.pointer_mut(place.as_str()) {
                    *hole = Value::String(mark.clone());
                    marks.push((format!("\"{mark}\""), text));
                }
            }
            let json = value.to_string();
            let json = (marks.iter())
                .fold(json, |json, (mark, text)| json.replacen(mark, &text.to_string(), 1));
            Some(json.into_bytes())
        }
    }
}

/// The value with what its bindings stand for.
fn filled(
    value: &Value,
    bound: &BTreeMap<Pointer, String>,
    values: &BTreeMap<String, Value>,
) -> Value {
    let mut value = value.clone();
    for (place, binding) in bound {
        if let (Some(hole), Some(bound)) = (value.pointer_mut(place.as_str()), values.get(binding))
        {
            *hole = bound.clone();
        }
    }
    value
}
