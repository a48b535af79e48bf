//! Which judge a check goes to.

use std::sync::Arc;

use super::case::{AnsweredCheck, fail, skip};
use super::{comparison, content, every, law, overview, status};
use crate::check::model::{Check, Delivery, Expectation, Outcome, StatusExpectation};
use crate::spec::Api;
use crate::wire::{Exchange, Response, TransportError};

/// Judges a check on the exchanges of its steps, in their order.
///
/// ```
/// use cp_harness::check::{Outcome, Plan, Selection, judge};
/// use cp_harness::spec::Api;
///
/// let api = Api::embedded()?;
/// let plan = Plan::new(&api, &Selection::default());
/// // Without an answer there is neither a pass nor a failure.
/// let outcome = judge(&api, &plan.checks[0], &[]);
/// assert!(matches!(outcome, Outcome::Inconclusive { .. } | Outcome::Skip { .. }));
/// # Ok::<(), cp_harness::spec::SpecError>(())
/// ```
pub fn judge(api: &Api, check: &Check, exchanges: &[Arc<Exchange>]) -> Outcome {
    let outcome = held(api, check, exchanges);
    let last = exchanges.last().and_then(|last| last.result.as_ref().ok());
    match (&outcome, last) {
        (Outcome::Fail { .. }, Some(answer)) if check.tolerated.contains(&answer.status) => {
            skip(format!("the profile tolerates {}", answer.status))
        }
        _ => outcome,
    }
}

/// The outcome before the profile has its say.
fn held(api: &Api, check: &Check, exchanges: &[Arc<Exchange>]) -> Outcome {
    if let Expectation::Unplanned { reason } = &check.expectation {
        return unplanned(check, reason);
    }
    let Some(last) = exchanges.last() else {
        return skip("nothing was sent");
    };
    let mut before = exchanges[..exchanges.len() - 1].iter();
    if let Some(error) = before.find_map(|exchange| exchange.result.as_ref().err()) {
        return no_verdict(error);
    }
    let response = match &last.result {
        Ok(response) => response,
        Err(error) => return unanswered(check, error),
    };
    if response.status == 429 && check.delivery != Delivery::UntilLimited {
        return Outcome::Inconclusive {
            reason: "the target limits the rate (429): lower it with --rate".to_owned(),
            target_at_fault: true,
        };
    }
    let earlier = earlier(exchanges);
    let plain = earlier.first().copied();
    let method = &last.request.method;
    let case = AnsweredCheck { api, check, exchanges, response, plain, earlier, method };
    match &check.expectation {
        Expectation::Status(expected) => status::judge(&case, expected),
        Expectation::Content(expected) => content::judge(&case, expected),
        Expectation::Comparison(expected) => comparison::judge(&case, expected),
        Expectation::Law { law } => law::judge(api, check, law, exchanges),
        Expectation::Overview { overview } => overview::judge(api, check, overview, exchanges),
        // Judged by `judge_all`, once there is an answer at all.
        Expectation::Exchanges(_) => Outcome::Pass,
        Expectation::Unplanned { reason } => unplanned(check, reason),
    }
}

/// Nothing was sent, as no valid request can be built.
fn unplanned(check: &Check, reason: &str) -> Outcome {
    let reason = format!("{} cannot be called: {reason}", check.operation);
    Outcome::Inconclusive { reason, target_at_fault: false }
}

/// Judges a check that is about all that an operation answered: on the exchanges of its `own` steps
/// and those `heard` by other checks. Gives those that the outcome rests on as well.
pub fn judge_all(
    api: &Api,
    check: &Check,
    own: &[Arc<Exchange>],
    heard: &[Arc<Exchange>],
) -> (Outcome, Vec<Arc<Exchange>>) {
    match &check.expectation {
        Expectation::Exchanges(expected) => every::judge(api, check, expected, own, heard),
        Expectation::Status(_)
        | Expectation::Content(_)
        | Expectation::Comparison(_)
        | Expectation::Law { .. }
        | Expectation::Overview { .. }
        | Expectation::Unplanned { .. } => (judge(api, check, own), own.to_vec()),
    }
}

/// What it means that an exchange brought no answer: a failure where an answer is what the check
/// asks for, no verdict otherwise.
fn unanswered(check: &Check, error: &TransportError) -> Outcome {
    let asks_for_answer = matches!(
        check.expectation,
        Expectation::Status(StatusExpectation::Accepted | StatusExpectation::NoServerError)
    );
    let never_reached = matches!(
        error,
        TransportError::Resolve { .. }
            | TransportError::Connect { .. }
            | TransportError::Tls { .. }
            | TransportError::Unsendable { .. }
    );
    if asks_for_answer && !never_reached {
        let cause = format!("{}: no answer", check.operation);
        return fail("an answer", error.to_string(), cause);
    }
    no_verdict(error)
}

fn no_verdict(error: &TransportError) -> Outcome {
    Outcome::Inconclusive { reason: error.to_string(), target_at_fault: true }
}

fn earlier(exchanges: &[Arc<Exchange>]) -> Vec<&Response> {
    let before = exchanges.split_last().map_or(&[][..], |(_, before)| before);
    before.iter().filter_map(|exchange| exchange.result.as_ref().ok()).collect()
}
