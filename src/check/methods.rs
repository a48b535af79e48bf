//! Methods that a path declares, and requests with methods it does not.

use super::auth;
use super::rule::Draft;
use super::subject::Subject;
use super::{Expectation, Payload, Step};
use crate::spec::Operation;

/// Methods worth trying: HEAD, OPTIONS and TRACE are often answered for the server as a whole.
const TRIED: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The methods that the documents declare for the path of this operation.
pub(super) fn declared(subject: &Subject<'_>) -> Vec<String> {
    same_path(subject).map(|operation| operation.method.clone()).collect()
}

/// One check for every method that the path does not declare.
pub(super) fn drafts(subject: &Subject<'_>, expectation: &Expectation) -> Vec<Draft> {
    let location = &subject.operation.location;
    undeclared(subject)
        .into_iter()
        .map(|step| Draft::new(step.method.clone(), location, step, expectation.clone()))
        .collect()
}

/// HEAD where GET is declared, with a look at the wire after it.
pub(super) fn head(subject: &Subject<'_>) -> Option<Step> {
    let is_get = subject.operation.method == "GET";
    is_get.then(|| Step { until_close: true, ..bare("HEAD", subject.minimal()) })
}

/// TRACE with a credential that nobody issued: a client sends no real one with it
/// (RFC 9110 §9.3.8). Asked once a path, by its first operation.
pub(super) fn trace(subject: &Subject<'_>) -> Option<Step> {
    let stranger = auth::stranger(subject).filter(|_| is_first(subject))?;
    let declared = same_path(subject).any(|operation| operation.method == "TRACE");
    (!declared).then(|| bare("TRACE", stranger))
}

/// The request with another method, and no content.
fn bare(method: &str, step: Step) -> Step {
    Step {
        method: method.to_owned(),
        payload: Payload::None,
        content_type: None,
        consumes: false,
        ..step
    }
}

fn is_first(subject: &Subject<'_>) -> bool {
    same_path(subject).next().is_some_and(|first| first.name == subject.operation.name)
}

/// A request for every method that the path does not declare; asked once a path, by its first
/// operation.
fn undeclared(subject: &Subject<'_>) -> Vec<Step> {
    if !is_first(subject) {
        return Vec::new();
    }
    let answered: Vec<&str> = same_url(subject).collect();
    TRIED
        .into_iter()
        .filter(|method| !answered.contains(method))
        .map(|method| bare(method, subject.minimal()))
        .collect()
}

/// The methods of every path template that a URL of this path fits as well: `/jobs/{id}` for
/// `/jobs/latest`. `OpenAPI` lets the concrete template win, and servers the one with the method.
fn same_url<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a str> {
    let path = &subject.operation.path;
    let operations = subject.api.operations().iter();
    operations
        .filter(move |operation| may_overlap(&operation.path, path))
        .map(|operation| operation.method.as_str())
}

fn may_overlap(one: &str, other: &str) -> bool {
    let segments = |path: &str| path.matches('/').count();
    let open = |segment: &str| segment.contains('{');
    segments(one) == segments(other)
        && one.split('/').zip(other.split('/')).all(|(a, b)| a == b || open(a) || open(b))
}

fn same_path<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a Operation> {
    let path = &subject.operation.path;
    subject.api.operations().iter().filter(move |operation| operation.path == *path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_overlap_where_one_url_fits_both() {
        for (one, other, expected) in [
            ("/jobs/{id}", "/jobs/latest", true),
            ("/jobs/latest", "/{kind}/latest", true),
            ("/jobs/{id}.json", "/jobs/latest", true),
            ("/jobs/latest", "/jobs/first", false),
            ("/jobs/{id}", "/jobs/{id}/start", false),
            ("/jobs", "/jobs", true),
        ] {
            assert_eq!(may_overlap(one, other), expected, "{one} {other}");
        }
    }
}
