//! Methods that a path declares, and requests with methods it does not.

use super::auth;
use crate::check::model::{Draft, Expectation, Payload, RequestTemplate};
use crate::check::request::operation_under_test::OperationUnderTest;
use crate::spec::Operation;

/// Methods worth trying: HEAD, OPTIONS and TRACE are often answered for the server as a whole.
const TRIED: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The methods that the documents declare for the path of this operation.
pub(in crate::check) fn declared(under_test: &OperationUnderTest<'_>) -> Vec<String> {
    same_path(under_test).map(|operation| operation.method.clone()).collect()
}

/// One check for every method that the path does not declare.
pub(in crate::check) fn drafts(
    under_test: &OperationUnderTest<'_>,
    expectation: impl Into<Expectation>,
) -> Vec<Draft> {
    let expectation = expectation.into();
    let location = &under_test.operation.location;
    undeclared(under_test)
        .into_iter()
        .map(|step| Draft::new(step.method.clone(), location, step, &expectation))
        .collect()
}

/// HEAD where GET is declared, with a look at the wire after it.
pub(in crate::check) fn head(under_test: &OperationUnderTest<'_>) -> Option<RequestTemplate> {
    let is_get = under_test.operation.method == "GET";
    is_get.then(|| RequestTemplate { until_close: true, ..bare("HEAD", under_test.minimal()) })
}

/// TRACE with a credential that nobody issued: a client sends no real one with it
/// (RFC 9110 §9.3.8). Asked once a path, by its first operation.
pub(in crate::check) fn trace(under_test: &OperationUnderTest<'_>) -> Option<RequestTemplate> {
    let stranger = auth::stranger(under_test).filter(|_| is_first(under_test))?;
    let declared = same_path(under_test).any(|operation| operation.method == "TRACE");
    (!declared).then(|| bare("TRACE", stranger))
}

/// The request with another method, and no content.
fn bare(method: &str, step: RequestTemplate) -> RequestTemplate {
    RequestTemplate {
        method: method.to_owned(),
        payload: Payload::None,
        content_type: None,
        consumes: false,
        ..step
    }
}

fn is_first(under_test: &OperationUnderTest<'_>) -> bool {
    same_path(under_test).next().is_some_and(|first| first.name == under_test.operation.name)
}

/// A request for every method that the path does not declare; asked once a path, by its first
/// operation.
fn undeclared(under_test: &OperationUnderTest<'_>) -> Vec<RequestTemplate> {
    if !is_first(under_test) {
        return Vec::new();
    }
    let answered: Vec<&str> = same_url(under_test).collect();
    TRIED
        .into_iter()
        .filter(|method| !answered.contains(method))
        .map(|method| bare(method, under_test.minimal()))
        .collect()
}

/// The methods of every path template that a URL of this path fits as well: `/jobs/{id}` for
/// `/jobs/latest`. `OpenAPI` lets the concrete template win, and servers the one with the method.
fn same_url<'a>(under_test: &OperationUnderTest<'a>) -> impl Iterator<Item = &'a str> {
    let path = &under_test.operation.path;
    let operations = under_test.api.operations().iter();
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

fn same_path<'a>(under_test: &OperationUnderTest<'a>) -> impl Iterator<Item = &'a Operation> {
    let path = &under_test.operation.path;
    under_test.api.operations().iter().filter(move |operation| operation.path == *path)
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
