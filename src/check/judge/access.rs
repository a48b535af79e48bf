//! Judging answers to calls at the door: other credentials, HEAD, TRACE, and secrets sent back.

use std::sync::Arc;

use super::{Case, excerpt, fail, skip};
use crate::check::{Expectation, Outcome};
use crate::http::{Exchange, Response};

pub(super) fn judge(case: &Case<'_>) -> Outcome {
    match &case.check.expectation {
        Expectation::RefusalDeclared => declared(case),
        Expectation::LikeGet => like_get(case),
        Expectation::NothingMore => nothing_more(case),
        Expectation::NotEchoed { text } => not_echoed(case, text),
        other => skip(format!("{other:?} is judged elsewhere")),
    }
}

/// The last answer, where the first is a success and those between them are refusals.
pub(super) fn unlike_first(case: &Case<'_>, exchanges: &[Arc<Exchange>]) -> Outcome {
    let statuses: Vec<u16> = exchanges
        .iter()
        .filter_map(|exchange| Some(exchange.result.as_ref().ok()?.status))
        .collect();
    let [first, between @ .., last] = statuses.as_slice() else {
        return skip("there is nothing to compare with");
    };
    if !(200..300).contains(first) {
        return skip(format!(
            "a token that the harness signs is not accepted ({first}): the key that signs the \
             target's tokens can be given with --jwt-key"
        ));
    }
    if let Some(status) = between.iter().find(|status| !matches!(status, 401 | 403)) {
        return skip(format!(
            "a token of nobody's is not refused ({status}): see auth_wrong_token"
        ));
    }
    match last {
        401 | 403 => Outcome::Pass,
        status => fail("401 or 403", case.answer(), format!("answered {status}")),
    }
}

fn declared(case: &Case<'_>) -> Outcome {
    let status = case.response.status;
    if !matches!(status, 401 | 403) {
        return skip(format!("answered {status}, neither 401 nor 403"));
    }
    let operation = case.api.operation(&case.check.operation);
    if operation.and_then(|operation| operation.response_for(status)).is_some() {
        return Outcome::Pass;
    }
    let actual = format!("{status}, which the documents do not declare");
    fail(format!("{status} among the declared responses"), actual, "undeclared")
}

fn like_get(case: &Case<'_>) -> Outcome {
    let get = case.plain.map_or(0, |plain| plain.status);
    if !(200..300).contains(&get) {
        return skip(format!("GET was not accepted ({get})"));
    }
    match case.response.status {
        status if status == get => Outcome::Pass,
        // A framework without HEAD has it for no operation: one cause.
        status @ (405 | 501) => {
            fail(format!("{get}, as to GET"), status.to_string(), format!("HEAD answered {status}"))
        }
        status => case.fail(
            format!("{get}, as to GET"),
            status.to_string(),
            &format!("HEAD answered {status}"),
        ),
    }
}

fn nothing_more(case: &Case<'_>) -> Outcome {
    let Response { status, stray, .. } = case.response;
    let part = if case.method == "HEAD" { "head" } else { "content" };
    if case.method != "HEAD" && matches!(status, 204 | 304) {
        return skip(format!("answered {status}: see no_content"));
    }
    if stray.is_empty() {
        return Outcome::Pass;
    }
    let shown = excerpt(&stray.escape_ascii().to_string());
    let actual = format!("{} bytes after the {part}: {shown}", stray.len());
    let expected = format!("nothing after the {part}");
    fail(expected, actual, format!("bytes after the {part}"))
}

fn not_echoed(case: &Case<'_>, text: &str) -> Outcome {
    let is_own = case.api.operation(&case.check.operation).is_some_and(|o| o.method == case.method);
    if case.response.is_success() == is_own {
        return skip(format!("answered {}", case.response.status));
    }
    let headers = case.response.headers.iter();
    let place = headers
        .filter(|(_, value)| value.contains(text))
        .map(|(name, _)| format!("header {}", name.to_ascii_lowercase()))
        .next()
        .or_else(|| {
            let body = String::from_utf8_lossy(&case.response.body);
            body.contains(text).then(|| "the content".to_owned())
        });
    match place {
        None => Outcome::Pass,
        Some(place) => {
            let actual = format!("in {place} of the answer ({})", case.response.status);
            case.fail("not sent back", actual, &format!("sent back in {place}"))
        }
    }
}
