//! Forms: a value as `application/x-www-form-urlencoded` or `multipart/form-data`.

use serde_json::Value;

use super::fill::{encode, text_of};

/// What stands between parts; no generated value holds it.
const BOUNDARY: &str = "cp-harness-7d9f1c4e";

/// The parameter of `Content-Type` that names the boundary.
pub(super) const BOUNDARY_PARAMETER: &str = "; boundary=cp-harness-7d9f1c4e";

/// A form as text: `a=1&list=x&list=y&object[b]=2`. `null` is left out, as text has none.
pub(super) fn urlencoded(value: &Value) -> String {
    let mut pairs = Vec::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        add_pairs(name, value, &mut pairs);
    }
    let pair = |(name, text): &(String, String)| format!("{}={}", encode(name), encode(text));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn add_pairs(name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| add_pairs(name, item, pairs)),
        Value::Object(members) => {
            for (member, value) in members {
                add_pairs(&format!("{name}[{member}]"), value, pairs);
            }
        }
        scalar => pairs.push((name.to_owned(), text_of(scalar))),
    }
}

/// A form in parts ([RFC 7578](https://www.rfc-editor.org/rfc/rfc7578)); `files` are sent with a
/// file's name.
pub(super) fn multipart(value: &Value, files: &[String]) -> String {
    let mut text = String::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let is_file = files.contains(name);
        match value {
            Value::Null => {}
            Value::Array(items) => {
                text.extend(items.iter().map(|item| part(name, item, is_file)));
            }
            value => text.push_str(&part(name, value, is_file)),
        }
    }
    text + &format!("--{BOUNDARY}--\r\n")
}

fn part(name: &str, value: &Value, is_file: bool) -> String {
    // RFC 7578 §2 takes over how HTML writes names.
    let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let (file, kind) = match value {
        _ if is_file => ("; filename=\"sample.bin\"", "Content-Type: application/octet-stream\r\n"),
        Value::Object(_) | Value::Array(_) => ("", "Content-Type: application/json\r\n"),
        _ => ("", ""),
    };
    let text = text_of(value);
    format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n{kind}\r\n{text}\r\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_form_repeats_lists_and_brackets_members() {
        let value = json!({"a b": "x&y", "n": 1, "list": ["é", true], "o": {"k": 2}, "no": null});
        assert_eq!(urlencoded(&value), "a%20b=x%26y&n=1&list=%C3%A9&list=true&o%5Bk%5D=2");
    }

    #[test]
    fn parts_are_texts_files_and_json() {
        let value = json!({"a": "x", "f": "bytes", "o": {"k": 2}});
        let lines = multipart(&value, &["f".to_owned()]);
        let lines: Vec<&str> = lines.split("\r\n").collect();
        let boundary = format!("--{BOUNDARY}");
        assert_eq!(
            lines,
            [
                &boundary,
                "Content-Disposition: form-data; name=\"a\"",
                "",
                "x",
                &boundary,
                "Content-Disposition: form-data; name=\"f\"; filename=\"sample.bin\"",
                "Content-Type: application/octet-stream",
                "",
                "bytes",
                &boundary,
                "Content-Disposition: form-data; name=\"o\"",
                "Content-Type: application/json",
                "",
                "{\"k\":2}",
                &format!("{boundary}--"),
                "",
            ]
        );
        assert!(BOUNDARY_PARAMETER.ends_with(BOUNDARY));
    }
}
