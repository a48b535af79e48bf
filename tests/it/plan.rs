//! The plan: the same bytes every time, and requests that are what their checks say they are.
#![expect(
    clippy::unwrap_used,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

mod difference;
mod family;
mod generator;

use std::collections::BTreeSet;

use cp_harness::check::{
    Check, ComparisonExpectation, Expectation, Payload, Plan, RequestTemplate, StatusExpectation,
};
use cp_harness::reference::fixtures::FixtureApi;
use cp_harness::spec::Api;
use serde_json::{Value, json};

use crate::common::{HEARTBEAT, document, embedded, plan};

#[test]
fn the_plan_is_the_same_bytes_every_time() {
    let bytes = || {
        let api = Api::embedded().unwrap();
        let plan = plan(&api, &[]);
        (serde_json::to_vec(&plan).unwrap(), plan.hash())
    };
    let (first, hash) = bytes();
    assert!(first == bytes().0);
    assert_eq!(hash, bytes().1);
    assert_eq!(hash, plan(&embedded(), &[]).hash());
    assert_ne!(hash, plan(&embedded(), &[HEARTBEAT]).hash());
}

#[test]
fn every_check_has_an_id_of_its_own_made_of_its_parts() {
    let plan = plan(&embedded(), &[]);
    let ids: BTreeSet<&str> = plan.checks.iter().map(|check| &*check.id).collect();
    assert_eq!(ids.len(), plan.checks.len());
    for check in &plan.checks {
        let Check { rule, operation, case, .. } = &**check;
        assert_eq!(check.id, format!("{rule}@{operation}#{case}"));
        assert!(check.location.line > 0, "{}", check.id);
    }
}

#[test]
fn these_checks_are_planned() {
    let plan = plan(&embedded(), &[]);
    let ids: Vec<&str> = plan.checks.iter().map(|check| &*check.id).collect();
    insta::assert_snapshot!("checks", ids.join("\n"));
}

#[test]
fn planned_requests_are_valid_or_wrong_as_they_are_said_to_be() {
    let api = embedded();
    let plan = plan(&api, &[]);
    assert!(judge_requests(&api, &plan) > 300);
}

#[test]
fn a_request_differs_from_the_valid_one_in_one_place() {
    for api in [&*embedded(), &**FixtureApi::Catalogue.api().unwrap()] {
        let plan = plan(api, &[]);
        assert!(difference::judge(&plan) > 5);
    }
}

/// What a step sends as JSON.
fn json(step: &RequestTemplate) -> Option<&Value> {
    match &step.payload {
        Payload::Json { value, raw, .. } if raw.is_empty() => Some(value),
        _ => None,
    }
}

/// True where a check's last request is refused for its JSON content.
fn is_refused_for_content(check: &Check) -> bool {
    let refused =
        matches!(check.expectation, Expectation::Status(StatusExpectation::Refused { .. }));
    // What is wrong with a parameter is named by its place.
    let in_parameter = ["path:", "query:", "header:", "cookie:"];
    if in_parameter.iter().any(|place| check.case.starts_with(place)) {
        return false;
    }
    let by_content = [
        "refuses_out_of_range",
        "refuses_no_multiple",
        "refuses_bad_length",
        "refuses_pattern_mismatch",
        "refuses_malformed_text",
        "refuses_unlisted_value",
        "refuses_item_count",
        "refuses_repeated_item",
        "refuses_undeclared_member",
        "refuses_member_count",
        "refuses_missing_dependent",
        "refuses_no_alternative",
        "refuses_missing_member",
        "refuses_wrong_type",
        "refuses_coercible_type",
        "refuses_null",
        "refuses_top_level_type",
    ];
    refused && by_content.contains(&check.rule)
}

/// Holds every request with JSON content against the schema of its operation: refused ones are
/// invalid, at one place, and all others valid. Returns how many were held against it.
fn judge_requests(api: &Api, plan: &Plan) -> usize {
    let mut judged = 0;
    for check in &plan.checks {
        let operation = api.operation(&check.operation).unwrap();
        let Some(body) = operation.json_body() else {
            continue;
        };
        let validator = api.validator(body.schema.as_ref().unwrap()).unwrap();
        let (last, before) = check.steps.split_last().unwrap();
        if is_refused_for_content(check) {
            let value = json(last).unwrap();
            let errors = validator.iter_errors(value);
            let places: BTreeSet<String> =
                errors.map(|error| error.instance_path().to_string()).collect();
            assert_eq!(places.len(), 1, "{}: {value} {places:?}", check.id);
            judged += 1;
        }
        let accepted = matches!(
            check.expectation,
            Expectation::Status(StatusExpectation::Accepted)
                | Expectation::Comparison(ComparisonExpectation::SameAnswer)
        );
        let valid = before.iter().chain(accepted.then_some(last));
        let valid = valid.filter(|step| step.operation == check.operation);
        for value in valid.filter_map(|step| json(step)) {
            assert!(validator.is_valid(value), "{}: {value}", check.id);
            judged += 1;
        }
    }
    judged
}

#[test]
fn operations_that_answer_ids_for_each_other_do_not_wait_for_each_other() {
    let operation = |needs: &str, answers: &str| {
        json!({ "post": {
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object",
                "required": [needs],
                "properties": { needs: { "type": "string" } },
            } } } },
            "responses": { "200": { "description": "", "content": { "application/json": { "schema": {
                "type": "object",
                "properties": { answers: { "type": "string" } },
            } } } } },
        } })
    };
    let text = json!({
        "openapi": "3.1.0",
        "info": { "title": "", "version": "" },
        "paths": { "/a": operation("b_id", "a_id"), "/b": operation("a_id", "b_id") },
    });
    let api = document(&text.to_string());
    let plan = plan(&api, &[]);
    let names: Vec<&str> = plan.producers.iter().map(|p| p.operation.as_str()).collect();
    assert_eq!(names, ["post_b"], "one may wait for the other, and not the other for it");
}

/// True where a document keeps members to answers: requests may then lack what `required` names.
fn has_read_only(api: &Api) -> bool {
    api.documents().iter().any(|document| document.root.to_string().contains("\"readOnly\""))
}
