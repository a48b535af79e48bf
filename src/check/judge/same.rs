//! Judging that two requests mean the same: their answers are equal but for what differs anyway.

use std::sync::Arc;

use serde_json::Value;

use super::{Case, excerpt, skip};
use crate::check::Outcome;
use crate::http::{Exchange, Response};
use crate::spec::Pointer;

/// The first and the last exchange are the same request; the one between should mean the same.
pub(super) fn judge(case: &Case<'_>, exchanges: &[Arc<Exchange>]) -> Outcome {
    let [first, without, _] = exchanges else {
        return skip("there is nothing to compare with");
    };
    let (Ok(first), Ok(without)) = (&first.result, &without.result) else {
        return skip("there is nothing to compare with");
    };
    let last = case.response;
    if !without.is_success() {
        let status = without.status;
        return skip(format!("the shorter request was not accepted ({status})"));
    }
    if first.status != last.status {
        let (one, other) = (first.status, last.status);
        return skip(format!("equal requests were answered {one} and {other}"));
    }
    if last.status != without.status {
        let (expected, actual) = (without.status.to_string(), case.answer());
        return case.fail(expected, actual, &format!("answered {}", last.status));
    }
    match difference(first, without, last) {
        None => Outcome::Pass,
        Some((place, expected, actual)) => case.fail(
            format!("{place} as without it: {expected}"),
            actual,
            &format!("{place} differs"),
        ),
    }
}

/// The first place where `without` differs from `first` although `first` and `last` agree there,
/// with both values.
fn difference(
    first: &Response,
    without: &Response,
    last: &Response,
) -> Option<(String, String, String)> {
    if let (Some(first), Some(without), Some(last)) = (first.json(), without.json(), last.json()) {
        return unlike(&Pointer::root(), &first, &without, &last);
    }
    let differs = first.body == last.body && first.body != without.body;
    let text = |response: &Response| excerpt(&String::from_utf8_lossy(&response.body));
    differs.then(|| ("the content".to_owned(), text(without), text(last)))
}

fn unlike(
    place: &Pointer,
    first: &Value,
    without: &Value,
    last: &Value,
) -> Option<(String, String, String)> {
    match (first, without, last) {
        (Value::Object(a), Value::Object(b), Value::Object(c)) => {
            let added = b.keys().filter(|name| !a.contains_key(*name));
            a.keys().chain(added).find_map(|name| {
                let inner = place.join(name);
                match (a.get(name), b.get(name), c.get(name)) {
                    (Some(a), Some(b), Some(c)) => unlike(&inner, a, b, c),
                    (Some(a), None, Some(_)) => Some(told(&inner, "absent", &a.to_string())),
                    (None, Some(b), None) => Some(told(&inner, &b.to_string(), "absent")),
                    _ => None,
                }
            })
        }
        (a, b, c) if a == c && a != b => Some(told(place, &b.to_string(), &a.to_string())),
        _ => None,
    }
}

fn told(place: &Pointer, expected: &str, actual: &str) -> (String, String, String) {
    let place = if place.is_root() { "the content".to_owned() } else { format!("`{place}`") };
    (place, excerpt(expected), excerpt(actual))
}
