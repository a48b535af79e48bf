//! Judging by the bytes of an answer: those after its end, and a text that must not be in it.

use super::case::{AnsweredCheck, excerpt, fail, skip};
use crate::check::model::Outcome;
use crate::wire::Response;

pub(super) fn nothing_more(case: &AnsweredCheck<'_>) -> Outcome {
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

pub(super) fn not_echoed(case: &AnsweredCheck<'_>, text: &str) -> Outcome {
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
