//! Input that no caller sends on purpose, and that servers fall over.

use std::sync::Arc;

use base64::Engine;
use serde_json::{Map, Value, json};

use super::generate::{Extent, JsonType, Member, Types, sample};
use super::ports::is_id;
use super::subject::Subject;
use super::{Fill, Payload, Step, Verbatim};
use crate::spec::{ParameterPlace, Pointer};

/// How many characters a long string has: beyond common column and buffer sizes, within common
/// limits for a whole request.
const LONG: u32 = 100_000;

const LONE_SURROGATE: &str = "\"\\ud800\"";
const ODD_UNICODE: &str = "\u{202e}\u{feff}e\u{301}\u{1f469}\u{200d}\u{1f52c}\u{10ffff}";
const INJECTION: &str = "'; DROP TABLE workers; -- ${7*7} {{7*7}} ../../etc/passwd";

/// How deep nesting goes: beyond what a parser should follow, small on the wire.
const DEEP: u32 = 2_000;

/// How many members an object has that has many.
const MANY: u32 = 5_000;

/// A hostile request.
pub(super) struct HostileCase {
    /// What is hostile, and where: `null_character:hostname`.
    pub(super) name: String,
    /// The request.
    pub(super) step: Arc<Step>,
}

impl HostileCase {
    /// True where RFC 8259 itself says that readers differ: on lone surrogates (§8.2), numbers
    /// beyond their range (§6), and members given twice (§4).
    pub(super) fn is_unpredictable(&self) -> bool {
        UNPREDICTABLE.contains(&self.kind())
    }

    /// True where the request is of an ordinary size, and its numbers are: an answer that repeats
    /// them is one that readers read.
    pub(super) fn is_small(&self) -> bool {
        !LARGE.contains(&self.kind())
    }

    fn kind(&self) -> &str {
        self.name.split(':').next().unwrap_or_default()
    }
}

const LARGE: [&str; 6] = [
    "long_string",
    "long",
    "many_members",
    "deep_member",
    "undeclared_deep_nesting",
    "huge_integer",
];

const UNPREDICTABLE: [&str; 5] = [
    "lone_surrogate",
    "beyond_floats",
    "undeclared_lone_surrogate",
    "undeclared_beyond_floats",
    "repeated_member",
];

/// Every hostile request, built once for a subject.
pub(super) fn hostile<'s>(subject: &'s Subject<'_>) -> &'s [HostileCase] {
    subject.hostile.get_or_init(|| {
        let cases = bodies(subject).into_iter().chain(parameters(subject));
        cases.map(|(name, step)| HostileCase { name, step: Arc::new(step) }).collect()
    })
}

fn bodies(subject: &Subject<'_>) -> Vec<(String, Step)> {
    let Some(Value::Object(minimal)) = subject.minimal_body() else {
        return Vec::new();
    };
    let mut cases = Vec::new();
    for member in subject.members() {
        let ids = if is_id(member.own_name()) { ids(member.types) } else { Vec::new() };
        let hostile = values(member.types, subject.takes_json()).into_iter().chain(ids);
        cases.extend(hostile.filter_map(|(case, value)| {
            let step = with_value(subject, member, value)?;
            Some((format!("{case}:{}", member.name()), step))
        }));
    }
    if !subject.takes_json() {
        return cases;
    }
    let undeclared = [
        ("undeclared_lone_surrogate", Verbatim::text(LONE_SURROGATE)),
        ("undeclared_beyond_floats", Verbatim::text("1e400")),
        ("undeclared_deep_nesting", deep_nesting()),
        ("repeated_member", Verbatim::text("1, \"cp_harness\": 2")),
        ("many_members", Verbatim::pieces(&[("0", 1), (",\"member_{n}\":{n}", MANY)])),
    ];
    for (case, text) in undeclared {
        cases.push((case.to_owned(), with_undeclared(subject, minimal, text)));
    }
    let bytes = base64::engine::general_purpose::STANDARD.encode(b"{\"sample\": \"\xff\xfe\"}");
    let step = subject.with_payload(Payload::Base64(bytes));
    cases.push(("invalid_utf8".to_owned(), step));
    cases
}

/// A value, or text that stands for one that no JSON value can hold.
enum Hostile {
    Value(Value),
    Text(Verbatim),
    /// A member of this name more, with this text.
    Member(&'static str, Verbatim),
}

/// What members of these types are sent. Databases and languages end at different places: at a NUL,
/// at 32 or 64 bits, at a few hundred characters, at a hundred levels.
fn values(types: Types, is_json: bool) -> Vec<(&'static str, Hostile)> {
    let mut values = Vec::new();
    if types.contains(JsonType::String) {
        values.extend([
            ("long_string", long_string(is_json)),
            ("empty_string", Hostile::Value(json!(""))),
            ("null_character", Hostile::Value(json!("a\u{0}b"))),
            ("control_characters", Hostile::Value(json!("\u{1}\u{8}\u{1b}[31m\u{7f}\r\n\t"))),
            ("odd_unicode", Hostile::Value(json!(ODD_UNICODE))),
            ("lone_surrogate", Hostile::Text(Verbatim::text(LONE_SURROGATE))),
            ("injection", Hostile::Value(json!(INJECTION))),
        ]);
    }
    if types.contains(JsonType::Integer) {
        values.extend([
            ("negative", Hostile::Value(json!(-1))),
            ("beyond_32_bits", Hostile::Value(json!(1_i64 << 32))),
            ("beyond_64_bits", Hostile::Text(Verbatim::text("18446744073709551616"))),
            ("huge_integer", Hostile::Text(Verbatim::pieces(&[("1", 400)]))),
        ]);
    }
    if types.contains(JsonType::Number) {
        values.push(("beyond_floats", Hostile::Text(Verbatim::text("1e400"))));
    }
    if types.contains(JsonType::Object) {
        values.extend([
            ("nameless_member", Hostile::Member("", Verbatim::text("null"))),
            ("odd_member", Hostile::Member("a.b/~\u{0}", Verbatim::text("[{}, \"\\u0000\"]"))),
            ("deep_member", Hostile::Member("deep", deep_nesting())),
        ]);
    }
    values
}

/// What members that identify something are sent: ids nobody gave out, of forms that look-ups trip
/// over.
fn ids(types: Types) -> Vec<(&'static str, Hostile)> {
    if !types.contains(JsonType::String) {
        return Vec::new();
    }
    ODD_IDS.iter().map(|(case, text)| (*case, Hostile::Value(json!(text)))).collect()
}

const ODD_IDS: [(&str, &str); 5] = [
    ("unknown_id", "00000000-0000-4000-8000-000000000000"),
    ("number_like_id", "12345678901234567890"),
    ("zero_id", "0"),
    ("path_like_id", "../../workers"),
    ("wildcard_id", "%"),
];

fn deep_nesting() -> Verbatim {
    Verbatim::pieces(&[("[", DEEP), ("]", DEEP)])
}

/// A long string: in JSON as text, as a plan of many members would hold a copy for each.
fn long_string(is_json: bool) -> Hostile {
    if is_json {
        return Hostile::Text(Verbatim::pieces(&[("\"", 1), ("a", LONG), ("\"", 1)]));
    }
    Hostile::Value(Value::String((0..LONG).map(|_| 'a').collect()))
}

/// The minimal body with a declared member that holds something hostile.
fn with_value(subject: &Subject<'_>, member: &Member, value: Hostile) -> Option<Step> {
    if !subject.takes_json() && !matches!(value, Hostile::Value(_)) {
        return None;
    }
    let place = member.pointer(false);
    let (value, raw_text) = match value {
        Hostile::Value(value) => (value, None),
        Hostile::Text(text) => (Value::Null, Some((place, text))),
        Hostile::Member(name, text) => {
            let mut object = sample(subject.api, &member.schema, Extent::Minimal, "")?;
            object.as_object_mut()?.insert(name.to_owned(), Value::Null);
            (object, Some((place.join(name), text)))
        }
    };
    let mut step = subject.with_body(subject.body_with(member, value)?);
    if let (Payload::Json { raw, .. }, Some((place, text))) = (&mut step.payload, raw_text) {
        raw.insert(place, text);
    }
    Some(step)
}

/// The minimal body with one undeclared member that holds `text` as it stands.
fn with_undeclared(subject: &Subject<'_>, minimal: &Map<String, Value>, text: Verbatim) -> Step {
    let mut body = minimal.clone();
    body.insert("cp_harness".to_owned(), Value::Null);
    let mut step = subject.with_body(Value::Object(body));
    if let Payload::Json { raw, .. } = &mut step.payload {
        raw.insert(Pointer::root().join("cp_harness"), text);
    }
    step
}

fn parameters(subject: &Subject<'_>) -> Vec<(String, Step)> {
    let mut cases = Vec::new();
    for parameter in subject.parameters() {
        if !matches!(parameter.place, ParameterPlace::Path | ParameterPlace::Query) {
            continue;
        }
        let literal = |text: &str| Fill::Literal(text.to_owned());
        let encoded = |text: &str| Fill::Encoded(text.to_owned());
        for (case, fill) in [
            ("unknown", literal("00000000-0000-4000-8000-000000000000")),
            ("long", literal(&"a".repeat(2_000))),
            ("odd_unicode", literal("\u{202e}\u{1f52c}\u{10ffff}")),
            ("null_character", literal("a\u{0}b")),
            ("encoded_slash", literal("../a/b%2f")),
            ("number_like", literal("12345678901234567890")),
            ("reserved", literal("a b+c&d=e;f#g?h\"<>'")),
            ("invalid_utf8", encoded("%ff%fe")),
            ("no_encoding", encoded("%zz")),
            ("cut_encoding", encoded("a%2")),
        ] {
            let piece = (parameter.place, parameter.name.clone(), fill);
            let step = subject.with_pieces(subject.minimal(), parameter, vec![piece]);
            cases.push((format!("{case}:{}", parameter.name), step));
        }
    }
    cases
}
