//! Judging by how several answers compare.

use super::case::{AnsweredCheck, fail, skip};
use super::same;
use crate::check::model::{ComparisonExpectation, Outcome};

pub(super) fn judge(case: &AnsweredCheck<'_>, expected: &ComparisonExpectation) -> Outcome {
    match expected {
        ComparisonExpectation::SameAnswer => same::judge(case),
        ComparisonExpectation::LikeGet => like_get(case),
        ComparisonExpectation::UnauthorizedUnlikeFirst => unlike_first(case),
    }
}

/// The last answer, where the first is a success and those between them are refusals.
fn unlike_first(case: &AnsweredCheck<'_>) -> Outcome {
    let statuses: Vec<u16> = case
        .exchanges
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
        return skip(format!("an unknown token is not refused ({status}): see auth_wrong_token"));
    }
    match last {
        401 | 403 => Outcome::Pass,
        status => fail("401 or 403", case.answer(), format!("answered {status}")),
    }
}

fn like_get(case: &AnsweredCheck<'_>) -> Outcome {
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
