//! Judging by the content of an answer.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::case::{AnsweredCheck, Judged, excerpt, skip};
use super::{refused, unique, wire_bytes};
use crate::check::model::{ContentExpectation, JsonType, Outcome, Types};
use crate::spec::{Pointer, Schema, is_json};
use crate::wire::Response;

pub(super) fn judge(case: &AnsweredCheck<'_>, expected: &ContentExpectation) -> Outcome {
    let verdict = match expected {
        ContentExpectation::MediaType { status, media_types } => {
            case.success(*status).and_then(|response| media_type(case, response, media_types))
        }
        ContentExpectation::Content { status, schema, elsewhere } => {
            case.success(*status).and_then(|response| content(case, response, schema, elsewhere))
        }
        ContentExpectation::Member { status, pointer, types } => case
            .success(*status)
            .and_then(json)
            .and_then(|body| member(case, &body, pointer, *types)),
        ContentExpectation::Absent { status, pointer } => {
            case.success(*status).and_then(json).and_then(|body| absent(case, &body, pointer))
        }
        ContentExpectation::UniqueMembers => unique_members(case),
        ContentExpectation::Equals { status, pointer, value, types } => case
            .success(*status)
            .and_then(json)
            .and_then(|body| equals(case, &body, pointer, value, *types)),
        ContentExpectation::Header { status, name, required, types } => case
            .success(*status)
            .and_then(|response| header(case, response, name, *required, *types)),
        ContentExpectation::RefusalContent => refused::content(case),
        ContentExpectation::OffenderNamed { name } => refused::offender_named(case, name),
        ContentExpectation::NothingMore => return wire_bytes::nothing_more(case),
        ContentExpectation::NotEchoed { text } => return wire_bytes::not_echoed(case, text),
    };
    verdict.err().unwrap_or(Outcome::Pass)
}

fn media_type(case: &AnsweredCheck<'_>, response: &Response, declared: &[String]) -> Judged {
    if response.body.is_empty() {
        return Err(skip("there is no content"));
    }
    let mut given = response.header_values("content-type");
    let first = given.next();
    if let Some(other) = given.find(|other| Some(*other) != first) {
        let actual = format!("{} and {other}", first.unwrap_or_default());
        return Err(case.fail("one Content-Type", actual, "content has two types"));
    }
    let actual = response.media_type();
    if declared.iter().any(|declared| covers(declared, &actual)) {
        return Ok(());
    }
    let shown = if actual.is_empty() { "no Content-Type".to_owned() } else { actual };
    Err(case.fail(declared.join(" or "), &shown, &format!("content is {shown}")))
}

/// True where the declared media type or range covers `actual`.
pub(super) fn covers(declared: &str, actual: &str) -> bool {
    let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match declared.strip_suffix("/*") {
        Some("*") => true,
        Some(kind) => actual.split('/').next() == Some(kind),
        None => declared == actual,
    }
}

fn content(
    case: &AnsweredCheck<'_>,
    response: &Response,
    schema: &Schema,
    elsewhere: &[(Pointer, Types)],
) -> Judged {
    let Some(body) = response.json() else {
        if !response.body.is_empty() && !is_json(&response.media_type()) {
            return Err(skip("the content is not JSON: see response_media_type"));
        }
        if case.earlier.iter().any(|earlier| earlier.json().is_none()) {
            return Err(skip("a plain answer is not JSON either"));
        }
        return Err(case.fail("JSON content", case.answer(), "content is not JSON"));
    };
    let mut known = Vec::new();
    for earlier in case.earlier.iter().filter(|earlier| earlier.status == response.status) {
        if let Some(earlier) = earlier.json() {
            known.extend(
                errors(case, &earlier, schema, elsewhere)?.iter().map(SchemaViolation::cause),
            );
        }
    }
    let found = errors(case, &body, schema, elsewhere)?;
    match found.into_iter().find(|error| !known.contains(&error.cause())) {
        None => Ok(()),
        Some(error) => Err(case.fail(error.expected(), error.describe(), &error.cause())),
    }
}

fn absent(case: &AnsweredCheck<'_>, body: &Value, pattern: &Pointer) -> Judged {
    match pattern.places(body).into_iter().find(|place| place.lookup(body).is_some()) {
        None => Ok(()),
        Some(place) => {
            let cause = format!("`{pattern}` is there");
            Err(case.fail(format!("no `{place}`"), "it is there", &cause))
        }
    }
}

fn unique_members(case: &AnsweredCheck<'_>) -> Judged {
    if !case.response.is_success() || !is_json(&case.response.media_type()) {
        return Err(skip("the answer is no success with JSON content"));
    }
    match unique::repeated(&case.response.body) {
        None => Ok(()),
        Some(name) => {
            let cause = format!("`{name}` is named twice");
            Err(case.fail("unique names", &cause, &cause))
        }
    }
}

/// One thing that a schema has against a value.
pub(super) struct SchemaViolation {
    pub(super) place: Pointer,
    described: String,
    keyword: String,
}

impl SchemaViolation {
    pub(super) fn of(error: &ValidationError<'_>) -> Self {
        let mut place = Pointer::from_escaped(error.instance_path().to_string());
        if let ValidationErrorKind::Required { property } = error.kind() {
            place = place.join(property.as_str().unwrap_or_default());
        }
        let keyword = error.schema_path().to_string();
        let keyword = keyword.rsplit('/').next().unwrap_or_default().to_owned();
        Self { described: error.to_string(), place, keyword }
    }

    pub(super) fn expected(&self) -> String {
        format!("content that obeys `{}` at {}", self.keyword, self.where_it_is())
    }

    pub(super) fn describe(&self) -> String {
        format!("{}: {}", self.where_it_is(), excerpt(&self.described))
    }

    pub(super) fn cause(&self) -> String {
        format!("{} breaks `{}`", self.where_it_is(), self.keyword)
    }

    fn where_it_is(&self) -> String {
        if self.place.is_root() { "the top".to_owned() } else { format!("`{}`", self.place) }
    }
}

pub(super) fn first_error(
    case: &AnsweredCheck<'_>,
    body: &Value,
    schema: &Schema,
) -> Result<Option<SchemaViolation>, Outcome> {
    Ok(errors(case, body, schema, &[])?.into_iter().next())
}

/// Keywords about what kind of value stands at a place, whatever the value is.
const STRUCTURAL: [&str; 2] = ["type", "required"];

/// Everything that a schema has against a value, but for what is reported elsewhere, and for what it
/// has against values that the harness itself sent.
fn errors(
    case: &AnsweredCheck<'_>,
    body: &Value,
    schema: &Schema,
    elsewhere: &[(Pointer, Types)],
) -> Result<Vec<SchemaViolation>, Outcome> {
    let validator = case.api.validator(schema).map_err(|error| Outcome::Inconclusive {
        reason: error.to_string(),
        target_at_fault: false,
    })?;
    if validator.is_valid(body) {
        return Ok(Vec::new());
    }
    let sent = case.sent();
    let violations = validator.iter_errors(body).filter_map(|error| {
        let violation = SchemaViolation::of(&error);
        let (place, keyword) = (&violation.place, violation.keyword.as_str());
        let is_own = !STRUCTURAL.contains(&keyword)
            && place.lookup(body).is_some_and(|value| sent.holds(place, value));
        let is_due = !is_own && !is_reported_elsewhere(body, place, elsewhere);
        is_due.then_some(violation)
    });
    Ok(violations.collect())
}

/// True where a member check says what is wrong at `place`: it is absent, or of a wrong type.
pub(super) fn is_reported_elsewhere(
    body: &Value,
    place: &Pointer,
    elsewhere: &[(Pointer, Types)],
) -> bool {
    elsewhere.iter().any(|(pattern, types)| {
        pattern.covers(place)
            && place.lookup(body).is_none_or(|value| !types.contains(JsonType::of(value)))
    })
}

fn json(response: &Response) -> Result<Value, Outcome> {
    response.json().ok_or_else(|| skip("the content is not JSON: see response_schema"))
}

fn member(case: &AnsweredCheck<'_>, body: &Value, pattern: &Pointer, types: Types) -> Judged {
    let places = pattern.places(body);
    if places.is_empty() {
        return Err(skip(format!("what holds `{pattern}` is not in the answer")));
    }
    for place in places {
        let Some(actual) = misfit(body, &place, types) else { continue };
        let cause = format!("`{pattern}` is {}", actual.split(' ').next().unwrap_or_default());
        return Err(case.fail(format!("`{place}`: {types}"), actual, &cause));
    }
    Ok(())
}

/// What stands at the place of a member instead of a value with one of these types; `None` where such
/// a value does.
pub(super) fn misfit(body: &Value, place: &Pointer, types: Types) -> Option<String> {
    match place.lookup(body) {
        None => Some("absent".to_owned()),
        Some(value) if types.contains(JsonType::of(value)) => None,
        Some(value) => {
            Some(format!("{} {}", JsonType::of(value).word(), excerpt(&value.to_string())))
        }
    }
}

fn equals(
    case: &AnsweredCheck<'_>,
    body: &Value,
    place: &Pointer,
    value: &Value,
    types: Types,
) -> Judged {
    let (expected, cause) = (format!("`{place}`: {value}"), format!("`{place}` differs"));
    match place.lookup(body) {
        None if place.places(body).is_empty() => {
            Err(skip(format!("what holds `{place}` is not in the answer")))
        }
        None => Err(case.fail(expected, "absent", &cause)),
        Some(actual) if !types.contains(JsonType::of(actual)) => {
            Err(skip(format!("`{place}` has a wrong type: see response_schema")))
        }
        Some(actual) if equal(actual, value) => Ok(()),
        Some(actual) if case.sent().holds(place, actual) => {
            Err(skip(format!("`{place}` is what the request said")))
        }
        Some(actual) => Err(case.fail(expected, excerpt(&actual.to_string()), &cause)),
    }
}

/// Equality as JSON Schema 2020-12 §4.2.2 defines it: 60 and 60.0 are one number.
fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        _ => one == other,
    }
}

fn header(
    case: &AnsweredCheck<'_>,
    response: &Response,
    name: &str,
    required: bool,
    types: Types,
) -> Judged {
    let Some(text) = response.header(name) else {
        return if required {
            Err(case.fail(format!("header {name}"), "absent", &format!("no header {name}")))
        } else {
            Err(skip(format!("the answer has no header {name}")))
        };
    };
    let read = serde_json::from_str::<Value>(text).unwrap_or(Value::String(text.to_owned()));
    let fits = types.contains(JsonType::of(&read)) || types.contains(JsonType::String);
    if fits || types.contains(JsonType::Array) || types.contains(JsonType::Object) {
        return Ok(());
    }
    Err(case.fail(format!("{name}: {types}"), text, &format!("header {name} has a wrong type")))
}
