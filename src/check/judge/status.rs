//! Judging by the status line and the headers.

use super::case::{AnsweredCheck, excerpt, fail, skip};
use crate::check::model::{Outcome, StatusExpectation};
use crate::spec::StatusPattern;

pub(super) fn judge(case: &AnsweredCheck<'_>, expected: &StatusExpectation) -> Outcome {
    match expected {
        StatusExpectation::Accepted => accepted(case),
        StatusExpectation::StatusDeclared { statuses } => declared(case, statuses),
        StatusExpectation::NoContent => no_content(case),
        StatusExpectation::Refused { statuses, tolerated, only_success } => {
            refused(case, statuses, tolerated, *only_success)
        }
        StatusExpectation::NotCalledInvalid => not_called_invalid(case),
        StatusExpectation::NoServerError => no_server_error(case),
        StatusExpectation::MethodRefused => method_refused(case),
        StatusExpectation::MethodNotAllowed => method_not_allowed(case),
        StatusExpectation::Allow { methods } => allow(case, methods),
        StatusExpectation::AllowAll { methods } => allow_all(case, methods),
        StatusExpectation::Unauthorized { tolerated } => unauthorized(case, tolerated),
        StatusExpectation::Challenge => challenge(case),
        StatusExpectation::RefusalDeclared => refusal_declared(case),
    }
}

fn accepted(case: &AnsweredCheck<'_>) -> Outcome {
    if case.response.is_success() {
        return Outcome::Pass;
    }
    if let Some(plain) = case.plain.filter(|plain| !plain.is_success()) {
        let status = plain.status;
        return skip(format!("the plain request was not accepted either ({status})"));
    }
    // RFC 9110 §15.5.10: not what the request says, but what the plain one left behind.
    if case.response.status == 409 && case.plain.is_some() {
        return skip("it conflicts with what the plain request made (409)");
    }
    case.fail("2xx", case.answer(), &format!("answered {}", case.response.status))
}

fn declared(case: &AnsweredCheck<'_>, statuses: &[StatusPattern]) -> Outcome {
    let status = case.response.status;
    if !case.response.is_success() {
        return skip(format!("the request was not accepted ({status})"));
    }
    let is_declared = |status| statuses.iter().any(|pattern| pattern.matches(status));
    if is_declared(status) {
        return Outcome::Pass;
    }
    // That defect is reported where the plain request is judged by itself.
    if case.earlier.iter().any(|plain| plain.is_success() && !is_declared(plain.status)) {
        return skip("a plain request is answered like this too");
    }
    case.fail(list(statuses), status.to_string(), &format!("answered {status}"))
}

fn no_content(case: &AnsweredCheck<'_>) -> Outcome {
    let response = case.response;
    if !matches!(response.status, 204 | 304) {
        return skip(format!("answered {}, which may have content", response.status));
    }
    if !response.stray.is_empty() {
        let bytes = response.stray.escape_ascii().to_string();
        let actual = format!("{} bytes after the head: {}", response.stray.len(), excerpt(&bytes));
        return case.fail("nothing after the head", actual, "content after the head");
    }
    // A zero length says nothing false; every other framing announces content that cannot come.
    let framing = ["transfer-encoding", "content-length"]
        .into_iter()
        .find_map(|name| Some((name, response.header(name).filter(|value| *value != "0")?)));
    match framing {
        Some((name, value)) => case.fail("no framing", format!("{name}: {value}"), "framing"),
        None => Outcome::Pass,
    }
}

fn refused(
    case: &AnsweredCheck<'_>,
    statuses: &[StatusPattern],
    tolerated: &[u16],
    only_success: bool,
) -> Outcome {
    let status = case.response.status;
    let expected = if statuses.is_empty() { "4xx".to_owned() } else { list(statuses) };
    if case.response.is_success() {
        return case.fail(expected, format!("accepted with {status}"), "accepted");
    }
    if matches!(status, 401 | 403) {
        let reason = format!("refused for its credential ({status}), not for what is wrong");
        return Outcome::Inconclusive { reason, target_at_fault: true };
    }
    let fits = statuses.is_empty() || statuses.iter().any(|pattern| pattern.matches(status));
    if (400..500).contains(&status) && (fits || tolerated.contains(&status)) {
        return Outcome::Pass;
    }
    if only_success {
        return skip(match status {
            400..500 => format!("refused with {status}: see refusal_documented"),
            500.. => format!("answered {status}: see never_server_error"),
            _ => format!("answered {status}, neither a success nor a refusal"),
        });
    }
    case.fail(expected, case.answer(), &format!("answered {status}"))
}

fn not_called_invalid(case: &AnsweredCheck<'_>) -> Outcome {
    if let Some(plain) = case.plain.filter(|plain| !plain.is_success()) {
        return skip(format!("the plain request was not accepted either ({})", plain.status));
    }
    if matches!(case.response.status, 400 | 415 | 422) {
        let cause = format!("answered {}", case.response.status);
        return case.fail("no refusal as invalid", case.answer(), &cause);
    }
    Outcome::Pass
}

fn no_server_error(case: &AnsweredCheck<'_>) -> Outcome {
    if case.response.status < 500 {
        return Outcome::Pass;
    }
    case.fail("a status below 500", case.answer(), &format!("answered {}", case.response.status))
}

fn method_refused(case: &AnsweredCheck<'_>) -> Outcome {
    let status = case.response.status;
    if case.response.is_success() || (status >= 500 && status != 501) {
        return fail("405", case.answer(), format!("answered {status}"));
    }
    Outcome::Pass
}

fn method_not_allowed(case: &AnsweredCheck<'_>) -> Outcome {
    match case.response.status {
        405 | 501 => Outcome::Pass,
        status @ (401 | 403) => skip(format!("refused for its credential ({status})")),
        status @ 300..=499 => fail("405", case.answer(), format!("answered {status}")),
        status => skip(format!("answered {status}: see undeclared_method_refused")),
    }
}

fn allow(case: &AnsweredCheck<'_>, methods: &[String]) -> Outcome {
    if case.response.status != 405 {
        return skip(format!("answered {}, not 405", case.response.status));
    }
    let expected = format!("Allow: {}", methods.join(", "));
    let Some(listed) = allowed(case) else {
        return fail(expected, "no Allow header", "no Allow header");
    };
    let lists_one = methods.iter().any(|method| listed.contains(&method.as_str()));
    if !lists_one || listed.contains(&case.method) {
        return fail(expected, format!("Allow: {}", listed.join(", ")), "untrue Allow header");
    }
    Outcome::Pass
}

fn allow_all(case: &AnsweredCheck<'_>, methods: &[String]) -> Outcome {
    let listed = allowed(case).filter(|_| case.response.status == 405).unwrap_or_default();
    let missing = methods.iter().filter(|method| !listed.contains(&method.as_str())).count();
    if missing == methods.len() {
        return skip("no Allow header lists a method of the path: see the check beside this one");
    }
    if missing > 0 {
        let (expected, actual) = (methods.join(", "), listed.join(", "));
        let expected = format!("Allow: {expected}");
        return fail(expected, format!("Allow: {actual}"), "Allow header with some methods only");
    }
    Outcome::Pass
}

/// The methods that `Allow` lists, where there is such a header.
fn allowed<'r>(case: &AnsweredCheck<'r>) -> Option<Vec<&'r str>> {
    let mut values = case.response.header_values("allow").peekable();
    values.peek()?;
    Some(values.flat_map(|value| value.split(',')).map(str::trim).collect())
}

fn unauthorized(case: &AnsweredCheck<'_>, tolerated: &[u16]) -> Outcome {
    let refuses = |status| matches!(status, 401 | 403);
    let status = case.response.status;
    if refuses(status) || tolerated.contains(&status) {
        return Outcome::Pass;
    }
    match case.plain {
        Some(plain) if !refuses(plain.status) => skip(format!(
            "a call without a credential of the caller's is not refused ({}) either",
            plain.status
        )),
        _ => fail("401 or 403", case.answer(), format!("answered {status}")),
    }
}

fn challenge(case: &AnsweredCheck<'_>) -> Outcome {
    if case.response.status != 401 {
        return skip(format!("answered {}, not 401", case.response.status));
    }
    let mut challenges = case.response.header_values("www-authenticate");
    if challenges.any(|value| value.trim().starts_with(|first: char| first.is_ascii_alphanumeric()))
    {
        return Outcome::Pass;
    }
    let (expected, actual) = ("a WWW-Authenticate header with a challenge", "none");
    fail(expected, actual, "no challenge")
}

fn refusal_declared(case: &AnsweredCheck<'_>) -> Outcome {
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

fn list(statuses: &[StatusPattern]) -> String {
    statuses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
}
