//! Input that no caller sends on purpose, and that servers fall over.

use base64::Engine;
use serde_json::{Map, Value, json};

use super::generate::{JsonType, Member};
use super::subject::{Subject, with_parameter};
use super::{Fill, Payload, Step};
use crate::spec::ParameterPlace;

/// How many characters a long string has: beyond common column and buffer sizes, within common
/// limits for a whole request.
const LONG: usize = 100_000;

/// How deep nesting goes: beyond what a parser should follow, small on the wire.
const DEEP: usize = 2_000;

/// How many members an object has that has many.
const MANY: usize = 5_000;

/// Every hostile request, each with its case.
pub(super) fn hostile(subject: &Subject<'_>) -> Vec<(String, Step)> {
    let mut cases = bodies(subject);
    cases.extend(parameters(subject));
    cases
}

fn bodies(subject: &Subject<'_>) -> Vec<(String, Step)> {
    let Some(Value::Object(minimal)) = subject.minimal_body() else {
        return Vec::new();
    };
    let mut cases: Vec<(String, Step)> = Vec::new();
    let text = |member: &&Member| member.types.contains(JsonType::String);
    let target = subject.members().iter().rfind(text).or(subject.members().last());
    if let Some(member) = target {
        let mut add = |case: &str, value: Value| {
            let body = subject.body_with(member, value);
            cases.extend(body.map(|body| (case.to_owned(), subject.with_body(body))));
        };
        add("long_string", json!("a".repeat(LONG)));
        add("odd_unicode", json!("\u{202e}\u{feff}e\u{301}\u{1f469}\u{200d}\u{1f52c}\u{10ffff}"));
        add("control_characters", json!("\u{1}\u{8}\u{1b}[31m\u{7f}\r\n\t"));
        add("null_character", json!("a\u{0}b"));
        add("empty_string", json!(""));
        add("injection", json!("'; DROP TABLE workers; -- ${7*7} {{7*7}} ../../etc/passwd"));
    }
    for (case, text) in [
        ("lone_surrogate", "\"\\ud800\"".to_owned()),
        ("huge_integer", "1".repeat(400)),
        ("huge_float", "1e400".to_owned()),
        ("deep_nesting", format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP))),
        ("repeated_member", "1, \"cp_harness\": 2".to_owned()),
    ] {
        cases.push((case.to_owned(), with_raw_member(subject, minimal, text)));
    }
    let mut many = minimal.clone();
    many.extend((0..MANY).map(|index| (format!("member_{index}"), Value::from(index))));
    cases.push(("many_members".to_owned(), subject.with_body(Value::Object(many))));
    let bytes = base64::engine::general_purpose::STANDARD.encode(b"{\"sample\": \"\xff\xfe\"}");
    let step = subject.with_payload(Payload::Base64(bytes));
    cases.push(("invalid_utf8".to_owned(), step));
    cases
}

/// The minimal body with one undeclared member that holds `text` as it stands.
fn with_raw_member(subject: &Subject<'_>, minimal: &Map<String, Value>, text: String) -> Step {
    let mut body = minimal.clone();
    body.insert("cp_harness".to_owned(), Value::Null);
    let mut step = subject.with_body(Value::Object(body));
    if let Payload::Json { raw, .. } = &mut step.payload {
        raw.insert(crate::spec::Pointer::root().join("cp_harness"), text);
    }
    step
}

fn parameters(subject: &Subject<'_>) -> Vec<(String, Step)> {
    let mut cases = Vec::new();
    for parameter in subject.parameters() {
        if !matches!(parameter.place, ParameterPlace::Path | ParameterPlace::Query) {
            continue;
        }
        for (case, text) in [
            ("unknown", "00000000-0000-4000-8000-000000000000".to_owned()),
            ("long", "a".repeat(2_000)),
            ("odd_unicode", "\u{202e}\u{1f52c}\u{10ffff}".to_owned()),
            ("null_character", "a\u{0}b".to_owned()),
            ("encoded_slash", "../a/b%2f".to_owned()),
        ] {
            let fill = Fill::Literal(text);
            let step = with_parameter(subject.minimal(), parameter.place, &parameter.name, fill);
            cases.push((format!("{case}:{}", parameter.name), step));
        }
    }
    cases
}
