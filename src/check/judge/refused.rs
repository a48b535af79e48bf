//! Judging by the content of a refusal.

use super::case::{AnsweredCheck, Judged, fail, skip};
use super::content::{covers, first_error};
use crate::check::model::Outcome;
use crate::spec::MediaType;

/// Content as declared for the status.
pub(super) fn content(case: &AnsweredCheck<'_>) -> Judged {
    let (status, media) = declared_refusal(case)?;
    let actual = case.response.media_type();
    if !media.iter().any(|media| covers(&media.name, &actual)) {
        let expected: Vec<_> = media.iter().map(|media| media.name.as_str()).collect();
        let shown = if actual.is_empty() { "no Content-Type".to_owned() } else { actual };
        let cause = format!("content of {status} is {shown}");
        return Err(fail(expected.join(" or "), shown, cause));
    }
    let Some(schema) = media.iter().find(|m| m.is_json()).and_then(|m| m.schema.as_ref()) else {
        return Ok(());
    };
    let Some(body) = case.response.json() else {
        return Err(fail(
            "JSON content",
            case.answer(),
            format!("content of {status} is not JSON"),
        ));
    };
    match first_error(case, &body, schema)? {
        None => Ok(()),
        Some(error) => {
            let cause = format!("content of {status}: {}", error.cause());
            Err(fail(error.expected(), error.describe(), cause))
        }
    }
}

/// Content that names what is wrong.
pub(super) fn offender_named(case: &AnsweredCheck<'_>, name: &str) -> Judged {
    let (status, _) = declared_refusal(case)?;
    if status == 404 {
        return Err(skip("404 says by itself that the URL is wrong"));
    }
    // Header names have no case, and a member may be reported in the server's own spelling of it.
    let body = String::from_utf8_lossy(&case.response.body).to_lowercase();
    if body.contains(&name.to_lowercase()) {
        return Ok(());
    }
    let cause = format!("content of {} does not name the offender", case.response.status);
    Err(fail(format!("`{name}` named in the content"), case.answer(), cause))
}

/// What is declared for the refusal at hand; a reason to skip where the request was not refused for
/// its content, or nothing is declared.
fn declared_refusal<'a>(case: &AnsweredCheck<'a>) -> Result<(u16, &'a [MediaType]), Outcome> {
    let status = case.response.status;
    if !(400..500).contains(&status) || matches!(status, 401 | 403) {
        return Err(skip(format!("the request was not refused for its content ({status})")));
    }
    let declared = case.api.operation(&case.check.operation).and_then(|o| o.response_for(status));
    match declared {
        Some(response) if !response.content.is_empty() => Ok((status, &response.content)),
        _ => Err(skip(format!("no content is declared for {status}"))),
    }
}
