//! Judging by the content of an answer.

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::{Case, excerpt, refusal, skip, unique};
use crate::check::generate::{JsonType, Types};
use crate::check::{Expectation, Outcome};
use crate::http::Response;
use crate::spec::{Pointer, Schema, is_json};

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let verdict = match &case.check.expectation {
        Expectation::MediaType { status, media_types } => {
            case.success(*status).and_then(|response| media_type(case, response, media_types))
        }
        Expectation::Content { status, schema, elsewhere } => {
            case.success(*status).and_then(|response| content(case, response, schema, elsewhere))
        }
        Expectation::Member { status, pointer, types } => case
            .success(*status)
            .and_then(json)
            .and_then(|body| member(case, &body, pointer, *types)),
        Expectation::Absent { status, pointer } => {
            case.success(*status).and_then(json).and_then(|body| absent(case, &body, pointer))
        }
        Expectation::UniqueMembers => unique_members(case),
        Expectation::Equals { status, pointer, value, types } => case
            .success(*status)
            .and_then(json)
            .and_then(|body| equals(case, &body, pointer, value, *types)),
        Expectation::Header { status, name, required, types } => case
            .success(*status)
            .and_then(|response| header(case, response, name, *required, *types)),
        Expectation::RefusalContent => refusal::content(case),
        Expectation::OffenderNamed { name } => refusal::offender_named(case, name),
        other => Err(skip(format!("{other:?} is judged elsewhere"))),
    };
    verdict.err().unwrap_or(Outcome::Pass)
}

/// `Err` carries every outcome but `Pass`, so that judges read as a row of questions.
pub(super) type Judged = Result<(), Outcome>;

fn media_type(case: &Case<'_>, response: &Response, declared: &[String]) -> Judged {
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
    case: &Case<'_>,
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
            known.extend(errors(case, &earlier, schema, elsewhere)?.iter().map(Violation::cause));
        }
    }
    let found = errors(case, &body, schema, elsewhere)?;
    match found.into_iter().find(|error| !known.contains(&error.cause())) {
        None => Ok(()),
        Some(error) => Err(case.fail(error.expected(), error.told(), &error.cause())),
    }
}

fn absent(case: &Case<'_>, body: &Value, pattern: &Pointer) -> Judged {
    match pattern.places(body).into_iter().find(|place| place.lookup(body).is_some()) {
        None => Ok(()),
        Some(place) => {
            let cause = format!("`{pattern}` is there");
            Err(case.fail(format!("no `{place}`"), "it is there", &cause))
        }
    }
}

fn unique_members(case: &Case<'_>) -> Judged {
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
pub(super) struct Violation {
    place: Pointer,
    told: String,
    keyword: String,
}

impl Violation {
    pub(super) fn expected(&self) -> String {
        format!("content that obeys `{}` at {}", self.keyword, self.where_it_is())
    }

    pub(super) fn told(&self) -> String {
        format!("{}: {}", self.where_it_is(), excerpt(&self.told))
    }

    pub(super) fn cause(&self) -> String {
        format!("{} breaks `{}`", self.where_it_is(), self.keyword)
    }

    fn where_it_is(&self) -> String {
        if self.place.is_root() { "the top".to_owned() } else { format!("`{}`", self.place) }
    }
}

pub(super) fn first_error(
    case: &Case<'_>,
    body: &Value,
    schema: &Schema,
) -> Result<Option<Violation>, Outcome> {
    Ok(errors(case, body, schema, &[])?.into_iter().next())
}

/// Everything that a schema has against a value, but for what is told elsewhere.
fn errors(
    case: &Case<'_>,
    body: &Value,
    schema: &Schema,
    elsewhere: &[(Pointer, Types)],
) -> Result<Vec<Violation>, Outcome> {
    let validator = case.api.validator(schema).map_err(|error| Outcome::Inconclusive {
        reason: error.to_string(),
        target_at_fault: false,
    })?;
    if validator.is_valid(body) {
        return Ok(Vec::new());
    }
    let violations = validator.iter_errors(body).filter_map(|error| {
        let mut place = Pointer::from_escaped(error.instance_path().to_string());
        if let ValidationErrorKind::Required { property } = error.kind() {
            place = place.join(property.as_str().unwrap_or_default());
        }
        let keyword = error.schema_path().to_string();
        let keyword = keyword.rsplit('/').next().unwrap_or_default().to_owned();
        let violation = Violation { told: error.to_string(), place, keyword };
        (!is_told_elsewhere(body, &violation.place, elsewhere)).then_some(violation)
    });
    Ok(violations.collect())
}

/// True where a member check tells what is wrong at `place`: it is absent, or of a wrong type.
fn is_told_elsewhere(body: &Value, place: &Pointer, elsewhere: &[(Pointer, Types)]) -> bool {
    elsewhere.iter().any(|(pattern, types)| {
        pattern.covers(place)
            && place.lookup(body).is_none_or(|value| !types.contains(JsonType::of(value)))
    })
}

fn json(response: &Response) -> Result<Value, Outcome> {
    response.json().ok_or_else(|| skip("the content is not JSON: see response_schema"))
}

fn member(case: &Case<'_>, body: &Value, pattern: &Pointer, types: Types) -> Judged {
    let places = pattern.places(body);
    if places.is_empty() {
        return Err(skip(format!("what holds `{pattern}` is not in the answer")));
    }
    for place in places {
        let actual = match place.lookup(body) {
            None => "absent".to_owned(),
            Some(value) if types.contains(JsonType::of(value)) => continue,
            Some(value) => {
                format!("{} {}", JsonType::of(value).word(), excerpt(&value.to_string()))
            }
        };
        let cause = format!("`{pattern}` is {}", actual.split(' ').next().unwrap_or_default());
        return Err(case.fail(format!("`{place}`: {types}"), actual, &cause));
    }
    Ok(())
}

fn equals(case: &Case<'_>, body: &Value, place: &Pointer, value: &Value, types: Types) -> Judged {
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
    case: &Case<'_>,
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
