//! What the first answers of a target come to together.

use super::answer_kind::{Foreign, Speaker, says, speaker};
use super::{FirstAnswer, Ground, Obstacle, prefix, remedy};
use crate::wire::{Request, TransportError};

/// Why a run would be of no use after these first answers; `None` where one of them may be the
/// API's own, and where there are none.
pub(in crate::run) fn obstacle(
    answers: &[FirstAnswer<'_>],
    ground: &Ground<'_>,
) -> Option<Obstacle> {
    let first = answers.first()?;
    let speakers: Vec<Speaker<'_>> = answers.iter().map(|answer| speaker(answer, ground)).collect();
    let all = |holds: fn(&Speaker<'_>) -> bool| speakers.iter().all(holds);
    if all(|speaker| matches!(speaker, Speaker::Silent(_))) {
        return Some(silent(first.result.as_ref().err()?));
    }
    if all(|speaker| matches!(speaker, Speaker::Refused { .. })) {
        return Some(refused(first, "the credential"));
    }
    if all(|speaker| {
        matches!(speaker, Speaker::Limited | Speaker::Foreign(Foreign::Unavailable(_)))
    }) {
        return Some(not_ready(first, ground));
    }
    let is_elsewhere = all(|speaker| {
        matches!(
            speaker,
            Speaker::Foreign(_) | Speaker::Silent(_) | Speaker::Refused { is_page: true, .. }
        )
    });
    if !is_elsewhere {
        return None;
    }
    let found = answers.iter().zip(&speakers).find_map(|(answer, speaker)| match speaker {
        Speaker::Foreign(foreign) => Some((answer, foreign)),
        _ => None,
    });
    let (answer, foreign) = found?;
    Some(not_the_api(answer, foreign, answers.len() - 1, ground))
}

/// The obstacle that a request without an answer is.
pub(in crate::run) fn silent(error: &TransportError) -> Obstacle {
    let remedy = remedy(error).map(|remedy| format!("; {remedy}")).unwrap_or_default();
    Obstacle::Silent { error: error.clone(), remedy }
}

/// The obstacle that a 401 or 403 to the right caller is; `whose` names the credential.
pub(in crate::run) fn refused(answer: &FirstAnswer<'_>, whose: &str) -> Obstacle {
    let response = answer.result.as_ref().ok();
    let status = response.map_or(0, |response| response.status);
    if answer.operation.security.is_empty() {
        return Obstacle::UndocumentedCredential { status };
    }
    let says = response.map(says).unwrap_or_default();
    Obstacle::Credential { whose: whose.to_owned(), status, says }
}

/// True where the answers are such as TLS servers give to plain HTTP: nothing, an alert, or a 400.
pub(in crate::run) fn may_be_tls(answers: &[FirstAnswer<'_>]) -> bool {
    let mut answers = answers.iter();
    answers.len() > 0
        && answers.all(|answer| match answer.result {
            Ok(response) => response.status == 400,
            Err(error) => {
                matches!(error, TransportError::Closed { .. } | TransportError::NotHttp { .. })
            }
        })
}

/// A request of these whose 404 can be distinguished from that of a path that nobody declares, by asking for
/// one; `None` where the answers say enough, or one of them is no 404.
pub(in crate::run) fn needs_control<'a>(answers: &[FirstAnswer<'a>]) -> Option<&'a Request> {
    let is_not_found =
        |answer: &FirstAnswer<'_>| matches!(answer.result, Ok(response) if response.status == 404);
    let first = answers.first()?;
    answers.iter().all(is_not_found).then_some(first.request)
}

fn not_ready(answer: &FirstAnswer<'_>, ground: &Ground<'_>) -> Obstacle {
    let response = answer.result.as_ref().ok();
    let wait = response.and_then(|response| response.header("retry-after"));
    Obstacle::NotReady {
        call: call(answer, ground),
        status: response.map_or(0, |response| response.status),
        wait: wait.map(|wait| format!(", Retry-After: {wait}")).unwrap_or_default(),
    }
}

fn not_the_api(
    answer: &FirstAnswer<'_>,
    foreign: &Foreign,
    others: usize,
    ground: &Ground<'_>,
) -> Obstacle {
    let call = call(answer, ground);
    let mut seen = match foreign {
        Foreign::Unknown(status) | Foreign::Unavailable(status) => {
            format!("{call} is answered {status}")
        }
        Foreign::Redirect(status, Some(location)) => {
            format!("{call} is answered {status} to {location}")
        }
        Foreign::Redirect(status, None) => format!("{call} is answered {status} without Location"),
        Foreign::Page(status, Some(title)) => {
            format!("{call} is answered {status} with the HTML page `{title}`")
        }
        Foreign::Page(status, None) => format!("{call} is answered {status} with an HTML page"),
    };
    match others {
        0 => {}
        1 => seen.push_str(", and one other operation likewise"),
        more => seen = format!("{seen}, and {more} other operations likewise"),
    }
    let hint = match foreign {
        Foreign::Redirect(_, Some(location)) => {
            prefix::redirect(ground.target, &answer.request.path, location)
        }
        _ => prefix::hint(ground.target, ground.api),
    };
    Obstacle::NotTheApi { seen, hint }
}

/// Method and path as they went out.
fn call(answer: &FirstAnswer<'_>, ground: &Ground<'_>) -> String {
    let prefix = prefix::of_url(ground.target);
    format!("{} {prefix}{}", answer.request.method, answer.request.path)
}
