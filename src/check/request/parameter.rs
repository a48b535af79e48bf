//! The text of parameters: a valid one, and ones their schema refuses.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::check::model::{Fill, JsonType, Types};
use crate::check::values::{Extent, Shape, sample as value_of, wrong_types};
use crate::spec::{Api, Parameter, ParameterPlace};

/// Everything but the unreserved characters of RFC 3986 §2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The longest text that a URL or header is asked to carry, in bytes: all of it has to fit where
/// servers allow 8 KiB.
const LONGEST: usize = 3_000;

/// What carries a value: one text, or several where a style says so.
pub(in crate::check) type Pieces = Vec<(ParameterPlace, String, Fill)>;

/// A valid value for a parameter.
pub(in crate::check) fn sample(api: &Api, parameter: &Parameter) -> Option<Value> {
    let Some(schema) = &parameter.schema else {
        return Some(Value::String(parameter.name.clone()));
    };
    let valid = |value: &Value| api.validator(schema).is_ok_and(|v| v.is_valid(value));
    let carried = |value: &Value| !pieces(parameter, value).is_empty();
    let built = value_of(api, schema, Extent::Full, &parameter.name);
    built.filter(|value| valid(value) && carried(value)).or_else(|| parameter.example.clone())
}

/// Values whose text no reading turns into a type the schema allows, each with a label for the
/// check's id.
///
/// Any text is a string, so a parameter that may be one has none.
pub(in crate::check) fn mistyped(api: &Api, parameter: &Parameter) -> Vec<(&'static str, Value)> {
    let Some(schema) = &parameter.schema else {
        return Vec::new();
    };
    let types = Shape::of(api, schema).types();
    if parameter.is_content || types == Types::NONE {
        return Vec::new();
    }
    if !types.contains(JsonType::Array) {
        return mistyped_scalars(types);
    }
    let element = Shape::of(api, schema).element(0).filter(|_| is_plain(types));
    let types = element.map_or(Types::ANY, |element| Shape::of(api, &element).types());
    let listed = |(label, value)| (label, Value::Array(vec![value]));
    mistyped_scalars(types).into_iter().map(listed).collect()
}

/// Scalars whose text cannot be read as any of `types`.
pub(in crate::check) fn mistyped_scalars(types: Types) -> Vec<(&'static str, Value)> {
    let structured = [JsonType::String, JsonType::Array, JsonType::Object];
    if types == Types::NONE || structured.iter().any(|kind| types.contains(*kind)) {
        return Vec::new();
    }
    wrong_types(types)
        .into_iter()
        .filter(|wrong| !wrong.coercible && matches!(wrong.label, "string" | "fraction"))
        .map(|wrong| (wrong.label, wrong.value))
        .collect()
}

/// True where text of these types is read in one way only, `null` apart, which no text is.
pub(in crate::check) fn is_plain(types: Types) -> bool {
    let number = |kind| if kind == JsonType::Integer { JsonType::Number } else { kind };
    let mut kinds = types.iter().filter(|kind| *kind != JsonType::Null).map(number);
    let first = kinds.next();
    first.is_some() && kinds.all(|kind| Some(kind) == first)
}

/// True where the pieces reach the target as they are: no client, proxy or server on the way has
/// reason to change or drop them.
pub(in crate::check) fn travels(pieces: &Pieces) -> bool {
    let is_safe = |(place, _, fill): &(ParameterPlace, String, Fill)| {
        let text = match fill {
            Fill::Literal(text) | Fill::Encoded(text) | Fill::MadeUp(text) => text,
            Fill::Bound(_) => return true,
        };
        let fits = !text.is_empty() && text.len() <= LONGEST;
        fits && match place {
            ParameterPlace::Path => {
                !text.contains(['/', '\\', '\0']) && !matches!(text.as_str(), "." | "..")
            }
            ParameterPlace::Query => true,
            ParameterPlace::Header => {
                text.bytes().all(|b| b.is_ascii_graphic() || b == b' ') && text.trim() == text
            }
            ParameterPlace::Cookie => {
                text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
            }
        }
    };
    !pieces.is_empty() && pieces.iter().all(is_safe)
}

/// A value in the style of its parameter (`OpenAPI` 3.1 §4.8.12.2, RFC 6570). What cannot be
/// written so is left out: an empty list is no parameter at all.
pub(in crate::check) fn pieces(parameter: &Parameter, value: &Value) -> Pieces {
    let (place, name) = (parameter.place, parameter.name.as_str());
    let one = |fill: Fill| vec![(place, name.to_owned(), fill)];
    if parameter.is_content {
        return one(Fill::Literal(value.to_string()));
    }
    let style = parameter.style.as_str();
    match (place, value) {
        (ParameterPlace::Query, Value::Array(items)) if parameter.explode => {
            items.iter().map(|item| (place, name.to_owned(), Fill::Literal(scalar(item)))).collect()
        }
        (ParameterPlace::Query, Value::Array(items)) => {
            let between = match style {
                "spaceDelimited" => "%20",
                "pipeDelimited" => "%7C",
                _ => ",",
            };
            if items.is_empty() { Vec::new() } else { one(Fill::Encoded(joined(items, between))) }
        }
        (ParameterPlace::Query, Value::Object(members)) if style == "deepObject" => {
            let named = |(member, value): (&String, &Value)| {
                (place, format!("{name}[{member}]"), Fill::Literal(scalar(value)))
            };
            members.iter().map(named).collect()
        }
        (ParameterPlace::Query, Value::Object(members)) if parameter.explode => members
            .iter()
            .map(|(member, value)| (place, member.clone(), Fill::Literal(scalar(value))))
            .collect(),
        (ParameterPlace::Path, value) if style == "label" || style == "matrix" => {
            one(Fill::Encoded(prefixed(parameter, value)))
        }
        (ParameterPlace::Path | ParameterPlace::Query, Value::Array(_) | Value::Object(_)) => {
            one(Fill::Encoded(simple(parameter, value, &encode)))
        }
        (_, value) => one(Fill::Literal(simple(parameter, value, &str::to_owned))),
    }
}

/// Everything but unreserved characters, percent-encoded.
fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn joined(items: &[Value], between: &str) -> String {
    items.iter().map(|item| encode(&scalar(item))).collect::<Vec<_>>().join(between)
}

/// Style `simple`: items and members one after the other, between commas.
fn simple(parameter: &Parameter, value: &Value, encode: &dyn Fn(&str) -> String) -> String {
    let text = |value: &Value| encode(&scalar(value));
    let between = if parameter.explode { "=" } else { "," };
    match value {
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| format!("{}{between}{}", encode(name), text(member)))
            .collect::<Vec<_>>()
            .join(","),
        other => text(other),
    }
}

/// Styles `label` (`.a.b`) and `matrix` (`;name=a;name=b`).
fn prefixed(parameter: &Parameter, value: &Value) -> String {
    let name = encode(&parameter.name);
    let is_label = parameter.style == "label";
    match value {
        Value::Array(items) if parameter.explode && !is_label => {
            format!(";{name}={}", joined(items, &format!(";{name}=")))
        }
        Value::Array(items) if parameter.explode => format!(".{}", joined(items, ".")),
        Value::Object(members) if parameter.explode => {
            let lead = if is_label { '.' } else { ';' };
            let member = |(name, value): (&String, &Value)| {
                format!("{lead}{}={}", encode(name), encode(&scalar(value)))
            };
            members.iter().map(member).collect()
        }
        value if is_label => format!(".{}", simple(parameter, value, &encode)),
        value => format!(";{name}={}", simple(parameter, value, &encode)),
    }
}

/// The text of a scalar; a structure inside another has no style, and travels as JSON.
pub(in crate::check) fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Location;
    use serde_json::json;

    fn describe(place: ParameterPlace, style: &str, explode: bool, value: &Value) -> Vec<String> {
        let parameter = Parameter {
            name: "p".to_owned(),
            place,
            required: true,
            schema: None,
            is_content: false,
            style: style.to_owned(),
            explode,
            example: None,
            location: Location::default(),
        };
        let pieces = pieces(&parameter, value).into_iter();
        pieces
            .map(|(_, name, fill)| match fill {
                Fill::Literal(text) => format!("{name}: {text}"),
                Fill::Encoded(text) => format!("{name}: {text} (encoded)"),
                Fill::Bound(text) | Fill::MadeUp(text) => text,
            })
            .collect()
    }

    #[test]
    fn each_style_is_written_as_the_specification_shows_it() {
        use ParameterPlace::{Header, Path, Query};
        let (list, object) = (json!(["blue", "a,b"]), json!({"R": 100, "G": 200}));
        for (place, style, explode, value, expected) in [
            (Query, "form", true, &list, vec!["p: blue", "p: a,b"]),
            (Query, "form", false, &list, vec!["p: blue,a%2Cb (encoded)"]),
            (Query, "pipeDelimited", false, &list, vec!["p: blue%7Ca%2Cb (encoded)"]),
            (Query, "spaceDelimited", false, &list, vec!["p: blue%20a%2Cb (encoded)"]),
            (Query, "form", true, &object, vec!["R: 100", "G: 200"]),
            (Query, "form", false, &object, vec!["p: R,100,G,200 (encoded)"]),
            (Query, "deepObject", true, &object, vec!["p[R]: 100", "p[G]: 200"]),
            (Path, "simple", false, &object, vec!["p: R,100,G,200 (encoded)"]),
            (Path, "simple", true, &object, vec!["p: R=100,G=200 (encoded)"]),
            (Path, "label", false, &list, vec!["p: .blue,a%2Cb (encoded)"]),
            (Path, "label", true, &list, vec!["p: .blue.a%2Cb (encoded)"]),
            (Path, "matrix", false, &list, vec!["p: ;p=blue,a%2Cb (encoded)"]),
            (Path, "matrix", true, &list, vec!["p: ;p=blue;p=a%2Cb (encoded)"]),
            (Path, "matrix", true, &object, vec!["p: ;R=100;G=200 (encoded)"]),
            (Path, "simple", false, &json!("a b"), vec!["p: a b"]),
            (Header, "simple", false, &object, vec!["p: R,100,G,200"]),
            (Query, "form", false, &json!([]), vec![]),
        ] {
            assert_eq!(
                describe(place, style, explode, value),
                expected,
                "{style} {explode} {value}"
            );
        }
    }

    #[test]
    fn text_of_one_type_is_read_in_one_way() {
        let types = |text: &str| Types::from_keyword(&serde_json::from_str(text).unwrap());
        assert!(is_plain(types("[\"integer\", \"null\"]")) && is_plain(types("\"number\"")));
        assert!(!is_plain(types("[\"integer\", \"string\"]")) && !is_plain(types("\"null\"")));
    }
}
