//! Requests that are wrong in exactly one place, and what their refusal may look like.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::check::cases::boundary::BoundaryCases;
use crate::check::cases::invalid_request::{InvalidRequest, Invalidity};
use crate::check::model::{
    Expectation, Fill, JsonType, Payload, RequestTemplate, StatusExpectation,
};
use crate::check::request::operation_under_test::OperationUnderTest;
use crate::check::request::parameter;
use crate::check::values::wrong_types;
use crate::spec::{Location, Operation, ParameterPlace, StatusPattern};

/// Statuses by which an operation says that the request itself is wrong.
const FAULT_STATUSES: [u16; 6] = [400, 411, 413, 414, 415, 422];

/// What the refusal of a request has to look like.
pub(in crate::check) fn refused(operation: &Operation, refusal: &InvalidRequest) -> Expectation {
    let mut tolerated = refusal.fault.tolerated();
    tolerated.extend(refusal.tolerated);
    // The request looks like a valid one, so that an odd answer to it is none of a wrong type.
    let only_success = refusal.fault == Invalidity::CoercibleType;
    StatusExpectation::Refused { statuses: statuses(operation), tolerated, only_success }.into()
}

/// What the refusal of a request has to look like that may be wrong in any way.
pub(in crate::check) fn for_any_fault(operation: &Operation) -> Expectation {
    let tolerated = vec![400, 404, 413, 422];
    StatusExpectation::Refused { statuses: statuses(operation), tolerated, only_success: false }
        .into()
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

/// Every request that is wrong in one place, those just outside of a constraint included. Whatever the
/// schema turns out to accept is left out.
pub(in crate::check) fn build(
    under_test: &OperationUnderTest<'_>,
    boundary_cases: &BoundaryCases,
) -> Vec<InvalidRequest> {
    let mut refusals = Vec::new();
    if let Some(schema) = under_test.body_schema() {
        let location = under_test.api.location(schema);
        members(under_test, &mut refusals);
        whole_body(under_test, &location, &mut refusals);
    }
    parameters(under_test, &mut refusals);
    refusals.extend(boundary_cases.outside.iter().cloned());
    refusals
}

fn members(under_test: &OperationUnderTest<'_>, refusals: &mut Vec<InvalidRequest>) {
    for member in under_test.members() {
        let location = under_test.api.location(&member.schema);
        let offender = member.distinguished_by(under_test.api).map(str::to_owned);
        let mut add = |fault, case: String, body: Option<Value>| {
            if let Some(body) = body.filter(|body| !under_test.accepts(body)) {
                let (location, offender) = (location.clone(), offender.clone());
                let step = Arc::new(under_test.with_body(body));
                refusals.push(InvalidRequest {
                    fault,
                    case,
                    location,
                    step,
                    offender,
                    tolerated: &[],
                });
            }
        };
        if member.required {
            add(Invalidity::MissingMember, member.name(), under_test.body_without(member));
        }
        if !under_test.takes_json() {
            for (label, value) in parameter::mistyped_scalars(member.types) {
                let case = format!("{}={label}", member.name());
                add(Invalidity::WrongType, case, under_test.body_with(member, value));
            }
            continue;
        }
        for wrong in wrong_types(member.types) {
            let fault =
                if wrong.coercible { Invalidity::CoercibleType } else { Invalidity::WrongType };
            let case = format!("{}={}", member.name(), wrong.label);
            add(fault, case, under_test.body_with(member, wrong.value));
        }
        if !member.types.contains(JsonType::Null) {
            add(Invalidity::Null, member.name(), under_test.body_with(member, Value::Null));
        }
    }
}

fn whole_body(
    under_test: &OperationUnderTest<'_>,
    location: &Location,
    refusals: &mut Vec<InvalidRequest>,
) {
    let mut add = |fault, case: &str, step| {
        let (case, location, step) = (case.to_owned(), location.clone(), Arc::new(step));
        refusals.push(InvalidRequest {
            fault,
            case,
            location,
            step,
            offender: None,
            tolerated: &[],
        });
    };
    let text = |text: &str| under_test.with_payload(Payload::Text(text.to_owned()));
    let mangled = if under_test.takes_json() { mangled(under_test) } else { Vec::new() };
    for (case, malformed) in mangled {
        add(Invalidity::Malformed, case, text(&malformed));
    }
    for (case, value) in [
        ("array", json!([])),
        ("string", json!("text")),
        ("number", json!(7)),
        ("boolean", json!(true)),
        ("object", json!({})),
        ("null", Value::Null),
    ] {
        let other_type = match under_test.minimal_body() {
            Some(body) => JsonType::of(body) != JsonType::of(&value),
            None => false,
        };
        let null_means_nothing = value.is_null() && !under_test.is_body_required();
        if under_test.takes_json()
            && other_type
            && !null_means_nothing
            && !under_test.accepts(&value)
        {
            add(Invalidity::TopLevelType, case, under_test.with_body(value));
        }
    }
    if under_test.is_body_required() {
        let step =
            RequestTemplate { payload: Payload::None, content_type: None, ..under_test.minimal() };
        add(Invalidity::MissingBody, "absent", step);
        add(Invalidity::MissingBody, "empty", text(""));
    }
    for (case, media_type) in [("plain_text", "text/plain"), ("xml", "application/xml")] {
        if !under_test.declares_media_type(media_type) {
            let step = RequestTemplate {
                content_type: Some(media_type.to_owned()),
                ..under_test.minimal()
            };
            add(Invalidity::MediaType, case, step);
        }
    }
}

fn parameters(under_test: &OperationUnderTest<'_>, refusals: &mut Vec<InvalidRequest>) {
    for parameter in under_test.parameters() {
        let (place, name) = (parameter.place, parameter.name.as_str());
        let mut add = |fault, case: String, step| {
            let (location, offender) = (parameter.location.clone(), Some(name.to_owned()));
            let step = Arc::new(step);
            refusals.push(InvalidRequest { fault, case, location, step, offender, tolerated: &[] });
        };
        if parameter.required && place != ParameterPlace::Path {
            let step = under_test.without_parameter(under_test.minimal(), parameter);
            add(Invalidity::MissingParameter, name.to_owned(), step);
        }
        let mistyped = parameter::mistyped(under_test.api, parameter);
        let is_scalar = mistyped.iter().any(|(_, value)| !value.is_array());
        for (label, value) in mistyped {
            let step = under_test.with_parameter(under_test.minimal(), parameter, &value);
            add(Invalidity::MistypedParameter, format!("{name}={label}"), step);
        }
        if is_scalar && place == ParameterPlace::Query {
            let empty = vec![(place, name.to_owned(), Fill::Literal(String::new()))];
            let step = under_test.with_pieces(under_test.minimal(), parameter, empty);
            add(Invalidity::EmptyParameter, name.to_owned(), step);
        }
    }
}

/// The valid body, no longer JSON (RFC 8259) by one change.
fn mangled(under_test: &OperationUnderTest<'_>) -> Vec<(&'static str, String)> {
    let body = under_test.full_body().map(Value::to_string).unwrap_or_default();
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
