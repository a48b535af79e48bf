//! Input that no caller sends on purpose, and that servers fall over.

use std::sync::Arc;

use base64::Engine;
use serde_json::{Map, Value, json};

use crate::check::cases::robustness_kind::RobustnessKind;
use crate::check::model::{Fill, JsonType, Payload, RequestTemplate, Types, Verbatim};
use crate::check::request::operation_under_test::OperationUnderTest;
use crate::check::values::existence::{OWN_PREFIX, UNKNOWN_UUID};
use crate::check::values::identifier::is_id;
use crate::check::values::{Extent, Member, sample};
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

/// A request that tests robustness: unusual and often invalid, never to be answered with a 5xx.
pub(in crate::check) struct RobustnessCase {
    /// What is unusual.
    pub(in crate::check) kind: RobustnessKind,
    /// Where, by the name of the member or parameter; `None` for the body as a whole.
    pub(in crate::check) place: Option<String>,
    /// The request.
    pub(in crate::check) step: Arc<RequestTemplate>,
}

impl RobustnessCase {
    fn new(kind: RobustnessKind, place: Option<String>, step: RequestTemplate) -> Self {
        Self { kind, place, step: Arc::new(step) }
    }

    /// The case for check ids: `null_character:hostname`.
    pub(in crate::check) fn name(&self) -> String {
        let word = self.kind.word();
        self.place.as_ref().map_or_else(|| word.to_owned(), |place| format!("{word}:{place}"))
    }
}

/// Every robustness request of an operation.
pub(in crate::check) fn build(under_test: &OperationUnderTest<'_>) -> Vec<RobustnessCase> {
    bodies(under_test).into_iter().chain(parameters(under_test)).collect()
}

fn bodies(under_test: &OperationUnderTest<'_>) -> Vec<RobustnessCase> {
    let Some(Value::Object(minimal)) = under_test.minimal_body() else {
        return Vec::new();
    };
    let mut cases = Vec::new();
    for member in under_test.members() {
        let ids = if is_id(member.own_name()) { ids(member.types) } else { Vec::new() };
        let robustness = values(member.types, under_test.takes_json()).into_iter().chain(ids);
        cases.extend(robustness.filter_map(|(kind, value)| {
            let step = with_value(under_test, member, value)?;
            Some(RobustnessCase::new(kind, Some(member.name()), step))
        }));
    }
    if !under_test.takes_json() {
        return cases;
    }
    let undeclared = [
        (RobustnessKind::UndeclaredLoneSurrogate, Verbatim::text(LONE_SURROGATE)),
        (RobustnessKind::UndeclaredBeyondFloats, Verbatim::text("1e400")),
        (RobustnessKind::UndeclaredDeepNesting, deep_nesting()),
        (RobustnessKind::RepeatedMember, Verbatim::text("1, \"cp_harness\": 2")),
        (RobustnessKind::ManyMembers, Verbatim::pieces(&[("0", 1), (",\"member_{n}\":{n}", MANY)])),
    ];
    for (kind, text) in undeclared {
        let step = with_undeclared(under_test, minimal, text);
        cases.push(RobustnessCase::new(kind, None, step));
    }
    let bytes = base64::engine::general_purpose::STANDARD.encode(b"{\"sample\": \"\xff\xfe\"}");
    let step = under_test.with_payload(Payload::Base64(bytes));
    cases.push(RobustnessCase::new(RobustnessKind::InvalidUtf8, None, step));
    cases
}

/// A value, or text that stands for one that no JSON value can hold.
enum RobustnessValue {
    Value(Value),
    Text(Verbatim),
    /// A member of this name more, with this text.
    Member(&'static str, Verbatim),
}

/// What members of these types are sent. Databases and languages end at different places: at a NUL,
/// at 32 or 64 bits, at a few hundred characters, at a hundred levels.
fn values(types: Types, is_json: bool) -> Vec<(RobustnessKind, RobustnessValue)> {
    let mut values = Vec::new();
    if types.contains(JsonType::String) {
        values.extend([
            (RobustnessKind::LongString, long_string(is_json)),
            (RobustnessKind::EmptyString, RobustnessValue::Value(json!(""))),
            (RobustnessKind::NullCharacter, RobustnessValue::Value(json!("a\u{0}b"))),
            (
                RobustnessKind::ControlCharacters,
                RobustnessValue::Value(json!("\u{1}\u{8}\u{1b}[31m\u{7f}\r\n\t")),
            ),
            (RobustnessKind::OddUnicode, RobustnessValue::Value(json!(ODD_UNICODE))),
            (RobustnessKind::LoneSurrogate, RobustnessValue::Text(Verbatim::text(LONE_SURROGATE))),
            (RobustnessKind::Injection, RobustnessValue::Value(json!(INJECTION))),
        ]);
    }
    if types.contains(JsonType::Integer) {
        values.extend([
            (RobustnessKind::Negative, RobustnessValue::Value(json!(-1))),
            (RobustnessKind::Beyond32Bits, RobustnessValue::Value(json!(1_i64 << 32))),
            (
                RobustnessKind::Beyond64Bits,
                RobustnessValue::Text(Verbatim::text("18446744073709551616")),
            ),
            (RobustnessKind::HugeInteger, RobustnessValue::Text(Verbatim::pieces(&[("1", 400)]))),
        ]);
    }
    if types.contains(JsonType::Number) {
        values.push((RobustnessKind::BeyondFloats, RobustnessValue::Text(Verbatim::text("1e400"))));
    }
    if types.contains(JsonType::Object) {
        values.extend([
            (RobustnessKind::NamelessMember, RobustnessValue::Member("", Verbatim::text("null"))),
            (
                RobustnessKind::OddMember,
                RobustnessValue::Member("a.b/~\u{0}", Verbatim::text("[{}, \"\\u0000\"]")),
            ),
            (RobustnessKind::DeepMember, RobustnessValue::Member("deep", deep_nesting())),
        ]);
    }
    values
}

/// What members that identify something are sent: ids nobody gave out, of forms that look-ups trip
/// over.
fn ids(types: Types) -> Vec<(RobustnessKind, RobustnessValue)> {
    if !types.contains(JsonType::String) {
        return Vec::new();
    }
    ODD_IDS.iter().map(|(kind, text)| (*kind, RobustnessValue::Value(json!(text)))).collect()
}

const ODD_IDS: [(RobustnessKind, &str); 5] = [
    (RobustnessKind::UnknownId, UNKNOWN_UUID),
    (RobustnessKind::NumberLikeId, "12345678901234567890"),
    (RobustnessKind::ZeroId, "0"),
    (RobustnessKind::PathLikeId, "../../workers"),
    (RobustnessKind::WildcardId, "%"),
];

fn deep_nesting() -> Verbatim {
    Verbatim::pieces(&[("[", DEEP), ("]", DEEP)])
}

/// A long string: in JSON as text, as a plan of many members would hold a copy for each.
fn long_string(is_json: bool) -> RobustnessValue {
    if is_json {
        return RobustnessValue::Text(Verbatim::pieces(&[("\"", 1), ("a", LONG), ("\"", 1)]));
    }
    RobustnessValue::Value(Value::String((0..LONG).map(|_| 'a').collect()))
}

/// The minimal body with a declared member that holds an unusual value.
fn with_value(
    under_test: &OperationUnderTest<'_>,
    member: &Member,
    value: RobustnessValue,
) -> Option<RequestTemplate> {
    if !under_test.takes_json() && !matches!(value, RobustnessValue::Value(_)) {
        return None;
    }
    let place = member.pointer(false);
    let (value, raw_text) = match value {
        RobustnessValue::Value(value) => (value, None),
        RobustnessValue::Text(text) => (Value::Null, Some((place, text))),
        RobustnessValue::Member(name, text) => {
            let mut object = sample(under_test.api, &member.schema, Extent::Minimal, "")?;
            object.as_object_mut()?.insert(name.to_owned(), Value::Null);
            (object, Some((place.join(name), text)))
        }
    };
    let mut step = under_test.with_body(under_test.body_with(member, value)?);
    if let (Payload::Json { raw, .. }, Some((place, text))) = (&mut step.payload, raw_text) {
        raw.insert(place, text);
    }
    Some(step)
}

/// The minimal body with one undeclared member that holds `text` as it stands.
fn with_undeclared(
    under_test: &OperationUnderTest<'_>,
    minimal: &Map<String, Value>,
    text: Verbatim,
) -> RequestTemplate {
    let mut body = minimal.clone();
    body.insert("cp_harness".to_owned(), Value::Null);
    let mut step = under_test.with_body(Value::Object(body));
    if let Payload::Json { raw, .. } = &mut step.payload {
        raw.insert(Pointer::root().join("cp_harness"), text);
    }
    step
}

fn parameters(under_test: &OperationUnderTest<'_>) -> Vec<RobustnessCase> {
    let mut cases = Vec::new();
    for parameter in under_test.parameters() {
        if !matches!(parameter.place, ParameterPlace::Path | ParameterPlace::Query) {
            continue;
        }
        // In the path it names something: with this before it, nothing that exists.
        let lead = if parameter.place == ParameterPlace::Path { OWN_PREFIX } else { "" };
        let literal = |text: &str| Fill::Literal(text.to_owned());
        let led = |text: &str| Fill::Literal(format!("{lead}{text}"));
        let encoded = |text: &str| Fill::Encoded(format!("{lead}{text}"));
        for (kind, fill) in [
            (RobustnessKind::Unknown, literal(UNKNOWN_UUID)),
            (RobustnessKind::Long, literal(&"a".repeat(2_000))),
            (RobustnessKind::OddUnicode, led("\u{202e}\u{1f52c}\u{10ffff}")),
            (RobustnessKind::NullCharacter, led("a\u{0}b")),
            (RobustnessKind::EncodedSlash, literal("../a/b%2f")),
            (RobustnessKind::NumberLike, literal("12345678901234567890")),
            (RobustnessKind::Reserved, led("a b+c&d=e;f#g?h\"<>'")),
            (RobustnessKind::InvalidUtf8, encoded("%ff%fe")),
            (RobustnessKind::NoEncoding, encoded("%zz")),
            (RobustnessKind::CutEncoding, encoded("a%2")),
        ] {
            let piece = (parameter.place, parameter.name.clone(), fill);
            let step = under_test.with_pieces(under_test.minimal(), parameter, vec![piece]);
            cases.push(RobustnessCase::new(kind, Some(parameter.name.clone()), step));
        }
    }
    cases
}
