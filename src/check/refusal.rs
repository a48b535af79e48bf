//! Requests that are wrong in exactly one place, and what their refusal may look like.

use std::sync::Arc;

use serde_json::{Value, json};

use super::fault::{Fault, Refusal};
use super::generate::{JsonType, wrong_types};
use super::rule::Draft;
use super::subject::Subject;
use super::{Expectation, Fill, Payload, Step, constraint, parameter};
use crate::spec::{Location, Operation, ParameterPlace, StatusPattern};

/// Statuses by which an operation tells that the request itself is wrong.
const FAULT_STATUSES: [u16; 6] = [400, 411, 413, 414, 415, 422];

/// What the refusal of a request has to look like.
fn refused(operation: &Operation, refusal: &Refusal) -> Expectation {
    let mut tolerated = refusal.fault.tolerated();
    tolerated.extend(refusal.tolerated);
    Expectation::Refused { statuses: statuses(operation), tolerated }
}

/// What the refusal of a request has to look like that may be wrong in any way.
pub(super) fn for_any_fault(operation: &Operation) -> Expectation {
    Expectation::Refused { statuses: statuses(operation), tolerated: vec![400, 404, 413, 422] }
}

/// The declared statuses that say that the request is wrong.
fn statuses(operation: &Operation) -> Vec<StatusPattern> {
    operation
        .responses
        .iter()
        .map(|response| response.status)
        .filter(|status| match status {
            StatusPattern::Code(code) => FAULT_STATUSES.contains(code),
            StatusPattern::Class(class) => *class == 4,
            StatusPattern::Default => true,
        })
        .collect()
}

/// The checks that requests with `fault` are refused.
pub(super) fn drafts(subject: &Subject<'_>, fault: Fault) -> Vec<Draft> {
    let matching = refusals(subject).iter().filter(|refusal| refusal.fault == fault);
    matching
        .map(|refusal| {
            let (case, step) = (refusal.case.clone(), refusal.step.clone());
            Draft::new(case, &refusal.location, step, refused(subject.operation, refusal))
        })
        .collect()
}

/// Every request that is wrong in one place, built once for a subject. Whatever the schema turns
/// out to accept is left out.
pub(super) fn refusals<'s>(subject: &'s Subject<'_>) -> &'s [Refusal] {
    subject.refusals.get_or_init(|| build(subject))
}

fn build(subject: &Subject<'_>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if let Some(schema) = subject.body_schema() {
        let location = subject.api.location(schema);
        members(subject, &mut refusals);
        whole_body(subject, &location, &mut refusals);
    }
    parameters(subject, &mut refusals);
    refusals.extend(constraint::edges(subject).outside.iter().cloned());
    refusals
}

fn members(subject: &Subject<'_>, refusals: &mut Vec<Refusal>) {
    for member in subject.members() {
        let location = subject.api.location(&member.schema);
        let offender = member.told_by(subject.api).map(str::to_owned);
        let mut add = |fault, case: String, body: Option<Value>| {
            if let Some(body) = body.filter(|body| !subject.accepts(body)) {
                let (location, offender) = (location.clone(), offender.clone());
                let step = Arc::new(subject.with_body(body));
                refusals.push(Refusal { fault, case, location, step, offender, tolerated: &[] });
            }
        };
        if member.required {
            add(Fault::MissingMember, member.name(), subject.body_without(member));
        }
        if !subject.takes_json() {
            for (label, value) in parameter::mistyped_scalars(member.types) {
                let case = format!("{}={label}", member.name());
                add(Fault::WrongType, case, subject.body_with(member, value));
            }
            continue;
        }
        for wrong in wrong_types(member.types) {
            let fault = if wrong.coercible { Fault::CoercibleType } else { Fault::WrongType };
            let case = format!("{}={}", member.name(), wrong.label);
            add(fault, case, subject.body_with(member, wrong.value));
        }
        if !member.types.contains(JsonType::Null) {
            add(Fault::Null, member.name(), subject.body_with(member, Value::Null));
        }
    }
}

fn whole_body(subject: &Subject<'_>, location: &Location, refusals: &mut Vec<Refusal>) {
    let mut add = |fault, case: &str, step| {
        let (case, location, step) = (case.to_owned(), location.clone(), Arc::new(step));
        refusals.push(Refusal { fault, case, location, step, offender: None, tolerated: &[] });
    };
    let text = |text: &str| subject.with_payload(Payload::Text(text.to_owned()));
    let mangled = if subject.takes_json() { mangled(subject) } else { Vec::new() };
    for (case, malformed) in mangled {
        add(Fault::Malformed, case, text(&malformed));
    }
    for (case, value) in [
        ("array", json!([])),
        ("string", json!("text")),
        ("number", json!(7)),
        ("boolean", json!(true)),
        ("object", json!({})),
        ("null", Value::Null),
    ] {
        let other_type = match subject.minimal_body() {
            Some(body) => JsonType::of(body) != JsonType::of(&value),
            None => false,
        };
        let null_means_nothing = value.is_null() && !subject.is_body_required();
        if subject.takes_json() && other_type && !null_means_nothing && !subject.accepts(&value) {
            add(Fault::TopLevelType, case, subject.with_body(value));
        }
    }
    if subject.is_body_required() {
        let step = Step { payload: Payload::None, content_type: None, ..subject.minimal() };
        add(Fault::MissingBody, "absent", step);
        add(Fault::MissingBody, "empty", text(""));
    }
    for (case, media_type) in [("plain_text", "text/plain"), ("xml", "application/xml")] {
        if !subject.declares_media_type(media_type) {
            let step = Step { content_type: Some(media_type.to_owned()), ..subject.minimal() };
            add(Fault::MediaType, case, step);
        }
    }
}

fn parameters(subject: &Subject<'_>, refusals: &mut Vec<Refusal>) {
    for parameter in subject.parameters() {
        let (place, name) = (parameter.place, parameter.name.as_str());
        let mut add = |fault, case: String, step| {
            let (location, offender) = (parameter.location.clone(), Some(name.to_owned()));
            let step = Arc::new(step);
            refusals.push(Refusal { fault, case, location, step, offender, tolerated: &[] });
        };
        if parameter.required && place != ParameterPlace::Path {
            let step = subject.without_parameter(subject.minimal(), parameter);
            add(Fault::MissingParameter, name.to_owned(), step);
        }
        let mistyped = parameter::mistyped(subject.api, parameter);
        let is_scalar = mistyped.iter().any(|(_, value)| !value.is_array());
        for (label, value) in mistyped {
            let step = subject.with_parameter(subject.minimal(), parameter, &value);
            add(Fault::MistypedParameter, format!("{name}={label}"), step);
        }
        if is_scalar && place == ParameterPlace::Query {
            let empty = vec![(place, name.to_owned(), Fill::Literal(String::new()))];
            let step = subject.with_pieces(subject.minimal(), parameter, empty);
            add(Fault::EmptyParameter, name.to_owned(), step);
        }
    }
}

/// The valid body, no longer JSON (RFC 8259) by one change.
fn mangled(subject: &Subject<'_>) -> Vec<(&'static str, String)> {
    let body = subject.full_body().map(Value::to_string).unwrap_or_default();
    let mut cases = vec![("not_json", "sample=1&other=2".to_owned())];
    if let Some(open) = body.strip_suffix(['}', ']']) {
        let close = &body[open.len()..];
        cases.extend([
            ("truncated", open.to_owned()),
            ("trailing_comma", format!("{open},{close}")),
            ("trailing_text", format!("{body} sample")),
        ]);
    }
    if body.contains('"') {
        cases.push(("single_quotes", body.replace('"', "'")));
    }
    cases
}
