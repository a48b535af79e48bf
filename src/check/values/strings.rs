//! Strings that a schema accepts: by format, by pattern, by length.

use serde_json::Value;

use super::Shape;
use super::existence::UNKNOWN_UUID;
use super::identifier::is_identifier;
use super::pattern::matching;

/// The longest string that is built, in characters, whatever a schema asks for.
const LONGEST: usize = 1_000_000;

/// A string the shape accepts, as far as format, pattern and length say; `name` makes it
/// readable where the schema leaves it free.
pub(in crate::check) fn sample(shape: &Shape<'_>, name: &str) -> String {
    let minimum = shape.at_least("minLength").min(LONGEST);
    let maximum = shape.at_most("maxLength");
    if let Some(pattern) = shape.first("pattern").and_then(Value::as_str)
        && let Some(text) = matching(pattern, minimum)
    {
        return text;
    }
    if let Some(format) = shape.first("format").and_then(Value::as_str)
        && let Some(text) = of_format(format)
    {
        let length = text.chars().count();
        let grown = (length < minimum).then(|| grow(format, text, minimum)).flatten();
        return grown.unwrap_or_else(|| text.to_owned());
    }
    let mut text: String = name.chars().map(|c| if c == '_' { '-' } else { c }).collect();
    if text.is_empty() {
        "sample".clone_into(&mut text);
    }
    if is_identifier(name) {
        // What it names may not be anybody's by chance.
        text = format!("{text}-{UNKNOWN_UUID}");
    }
    let length = text.chars().count();
    text.extend(std::iter::repeat_n('x', minimum.saturating_sub(length)));
    match maximum {
        Some(maximum) if maximum >= minimum => text.chars().take(maximum).collect(),
        _ => text,
    }
}

/// A string of exactly `length` characters that the shape accepts otherwise, as far as its pattern
/// and format let one be built.
pub(in crate::check) fn of_length(shape: &Shape<'_>, name: &str, length: usize) -> Option<String> {
    if length > LONGEST {
        return None;
    }
    let text = if let Some(pattern) = shape.first("pattern").and_then(Value::as_str) {
        matching(pattern, length)?
    } else if let Some(format) = shape.first("format").and_then(Value::as_str)
        && let Some(text) = of_format(format)
    {
        grow(format, text, length)?
    } else {
        let plain = if name.is_empty() { "sample" } else { name };
        plain.replace('_', "-").chars().chain(std::iter::repeat('x')).take(length).collect()
    };
    (text.chars().count() == length).then_some(text)
}

/// A longer value of a format, where its length is free.
fn grow(format: &str, text: &str, length: usize) -> Option<String> {
    let missing = length.checked_sub(text.chars().count())?;
    match format {
        // RFC 5321 §4.5.3.1.1: 64 octets before the `@` at most.
        "email" | "idn-email" if missing <= 50 => Some("x".repeat(missing) + text),
        "uri" | "iri" | "url" | "uri-reference" | "iri-reference" | "json-pointer" => {
            Some(text.to_owned() + &"x".repeat(missing))
        }
        _ => None,
    }
}

/// A fixed value of each format that JSON Schema 2020-12 §7.3 and the `OpenAPI` format registry name.
fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2024-02-29T12:30:45Z",
        "date" => "2024-02-29",
        "time" => "12:30:45Z",
        "duration" => "P1DT12H",
        "email" | "idn-email" => "worker@example.com",
        "hostname" | "idn-hostname" => "worker.example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" | "iri" | "url" => "https://example.com/worker",
        "uri-reference" | "iri-reference" => "/worker",
        "uri-template" => "https://example.com/{worker}",
        // A letter first: a lax reader of numbers finds none in it.
        "uuid" => "af1c2a9e-8d4b-4c3f-9a57-0e1d2b3c4d5e",
        "json-pointer" => "/worker/0",
        "relative-json-pointer" => "1/worker",
        "regex" => "^worker-[0-9]+$",
        "byte" => "d29ya2Vy",
        _ => return None,
    })
}
