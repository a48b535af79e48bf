//! In how many places two requests differ.

use cp_harness::check::{
    Check, Credential, Expectation, Payload, Plan, RequestTemplate, StatusExpectation,
};
use serde_json::Value;

/// Holds each request that varies a valid one against it: they differ in one place. Where the check
/// does not send the valid one, it is the minimal or the full request of the operation. Returns how
/// many were held against it.
pub(super) fn judge(plan: &Plan) -> usize {
    let mut judged = 0;
    for check in plan.checks.iter().filter(|check| varies(check)) {
        let (last, before) = check.steps.split_last().unwrap();
        let known = ["accepts_minimal", "accepts_full"].map(|rule| valid(plan, check, rule));
        let plain = before.first().map_or(known, |plain| [Some(plain), None]);
        let differences = plain.into_iter().flatten().map(|valid| places(valid, last));
        let fewest = differences.min().unwrap();
        // An empty string may be the valid value; whatever is hostile differs at most there.
        let hostile =
            matches!(check.expectation, Expectation::Status(StatusExpectation::NoServerError));
        assert!(fewest == 1 || (hostile && fewest == 0), "{}: {last:#?}", check.id);
        judged += 1;
    }
    judged
}

/// True for checks whose last request is meant to differ from a valid one.
fn varies(check: &Check) -> bool {
    // What laws compare is several requests, not a valid one with a wrong one.
    if matches!(check.expectation, Expectation::Law { .. }) {
        return false;
    }
    let step = check.steps.last().unwrap();
    let hostile =
        matches!(check.expectation, Expectation::Status(StatusExpectation::NoServerError));
    let method = check.rule.contains("method")
        || ["allow_header", "head_as_get", "head_no_content", "trace_echo"].contains(&check.rule);
    // A stranger who also sends wrong content is the question here.
    let both = check.rule == "auth_before_content";
    let auth = step.credential != Credential::Valid;
    let refused =
        matches!(check.expectation, Expectation::Status(StatusExpectation::Refused { .. }));
    let optional = ["accepts_null", "accepts_without_optional", "accepts_charset"];
    // Here it is the value of one place that is another, as a whole.
    let wholes = ["refuses_no_alternative", "refuses_member_count", "refuses_missing_dependent"];
    !method
        && !both
        && !wholes.contains(&check.rule)
        && (hostile || auth || refused || optional.contains(&check.rule))
}

fn valid<'p>(plan: &'p Plan, check: &Check, rule: &str) -> Option<&'p RequestTemplate> {
    let same =
        |other: &&std::sync::Arc<Check>| other.rule == rule && other.operation == check.operation;
    plan.checks.iter().find(same)?.steps.last().map(std::sync::Arc::as_ref)
}

/// Places where two requests differ. No content at all comes without a media type: one place.
fn places(valid: &RequestTemplate, other: &RequestTemplate) -> usize {
    let content = match (&valid.payload, &other.payload) {
        (Payload::Json { .. }, Payload::None) => {
            assert_eq!(other.content_type, None);
            return 1 + places_beside_content(valid, other);
        }
        (one, other) => of_payload(one, other),
    };
    let media_type = usize::from(valid.content_type != other.content_type);
    content + media_type + places_beside_content(valid, other)
}

fn places_beside_content(valid: &RequestTemplate, other: &RequestTemplate) -> usize {
    assert_eq!((&valid.operation, &valid.path), (&other.operation, &other.path));
    let parameters = valid.parameters.iter().filter(|one| !other.parameters.contains(one)).count();
    let more = other.parameters.len().saturating_sub(valid.parameters.len());
    let method = usize::from(valid.method != other.method);
    parameters.max(more) + method + usize::from(valid.credential != other.credential)
}

fn of_payload(one: &Payload, other: &Payload) -> usize {
    match (one, other) {
        (Payload::Json { value, bound, .. }, Payload::Json { value: other, bound: others, .. }) => {
            // What still has its made-up value is bound on both sides.
            for place in bound.keys().filter(|place| !others.contains_key(place)) {
                assert_ne!(value.pointer(place.as_str()), other.pointer(place.as_str()));
            }
            of_value(value, other)
        }
        (one, other) => usize::from(one != other),
    }
}

fn of_value(one: &Value, other: &Value) -> usize {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            // Thousands of added members are one case: an object with many.
            let added = b.keys().any(|name| !a.contains_key(name));
            let inside = a.iter().map(|(name, one)| match b.get(name) {
                Some(other) => of_value(one, other),
                None => 1,
            });
            inside.sum::<usize>() + usize::from(added)
        }
        (one, other) => usize::from(one != other),
    }
}
