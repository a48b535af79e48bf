//! The one function that judges: a check and what came back make an outcome.

mod access;
mod content;
mod every;
mod refusal;
mod same;
mod status;
mod unique;

use std::sync::Arc;

use super::{Check, Expectation, Outcome, law, prose};
use crate::http::{Exchange, Response, TransportError};
use crate::spec::{Api, StatusPattern};

/// Judges a check on the exchanges of its steps, in their order.
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
        let reason = format!("{} cannot be called: {reason}", check.operation);
        return Outcome::Inconclusive { reason, target_at_fault: false };
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
    if response.status == 429 && !check.expectation.exceeds_rate() {
        return Outcome::Inconclusive {
            reason: "the target limits the rate (429): lower it with --rate".to_owned(),
            target_at_fault: true,
        };
    }
    let earlier = earlier(exchanges);
    let plain = earlier.first().copied();
    let case = Case { api, check, response, plain, earlier, method: &last.request.method };
    match &check.expectation {
        Expectation::SameAnswer => same::judge(&case, exchanges),
        Expectation::Law { law } => law::judge(api, check, law, exchanges),
        Expectation::Prose { prose } => prose::judge(api, check, prose, exchanges),
        Expectation::MediaType { .. }
        | Expectation::Content { .. }
        | Expectation::Member { .. }
        | Expectation::Absent { .. }
        | Expectation::UniqueMembers
        | Expectation::Equals { .. }
        | Expectation::Header { .. }
        | Expectation::RefusalContent
        | Expectation::OffenderNamed { .. } => content::judge(&case),
        Expectation::UnauthorizedUnlikeFirst => access::unlike_first(&case, exchanges),
        Expectation::RefusalDeclared
        | Expectation::LikeGet
        | Expectation::NothingMore
        | Expectation::NotEchoed { .. } => access::judge(&case),
        // Judged by `judge_all`, once there is an answer at all.
        Expectation::CredentialKept | Expectation::OneFraming => Outcome::Pass,
        _ => status::judge(&case),
    }
}

/// Judges a check that is about all that an operation answered: on the exchanges of its `own` steps
/// and those `heard` by other checks. Gives those that the outcome rests on as well.
pub fn judge_all(
    api: &Api,
    check: &Check,
    own: &[Arc<Exchange>],
    heard: &[Arc<Exchange>],
) -> (Outcome, Vec<Arc<Exchange>>) {
    every::judge(api, check, own, heard)
}

/// A check with the answer it is judged on.
struct Case<'a> {
    api: &'a Api,
    check: &'a Check,
    response: &'a Response,
    /// The answer to the first of several steps: the request that the last one is a variation of.
    plain: Option<&'a Response>,
    /// The answers to all steps but the last.
    earlier: Vec<&'a Response>,
    method: &'a str,
}

impl<'a> Case<'a> {
    /// The answer, where it is the success that `status` stands for; a reason to skip otherwise.
    fn success(&self, status: StatusPattern) -> Result<&'a Response, Outcome> {
        let code = self.response.status;
        if !self.response.is_success() {
            return Err(skip(format!("the request was not accepted ({code})")));
        }
        let declared = self.api.operation(&self.check.operation).and_then(|o| o.response_for(code));
        if declared.is_some_and(|declared| declared.status == status) {
            return Ok(self.response);
        }
        Err(skip(format!("answered {code}, not {status}")))
    }

    /// A failure whose cause lies in this operation.
    fn fail(&self, expected: impl Into<String>, actual: impl Into<String>, cause: &str) -> Outcome {
        fail(expected, actual, format!("{}: {cause}", self.check.operation))
    }

    /// The status, with the beginning of the content where that tells more.
    fn answer(&self) -> String {
        let body = String::from_utf8_lossy(&self.response.body);
        let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
        if body.is_empty() {
            return self.response.status.to_string();
        }
        format!("{} {}", self.response.status, excerpt(&body))
    }
}

/// What it means that an exchange brought no answer: a failure where an answer is what the check
/// asks for, no verdict otherwise.
fn unanswered(check: &Check, error: &TransportError) -> Outcome {
    let asks_for_answer =
        matches!(check.expectation, Expectation::Accepted | Expectation::NoServerError);
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

fn fail(
    expected: impl Into<String>,
    actual: impl Into<String>,
    signature: impl Into<String>,
) -> Outcome {
    Outcome::Fail { expected: expected.into(), actual: actual.into(), signature: signature.into() }
}

fn skip(reason: impl Into<String>) -> Outcome {
    Outcome::Skip { reason: reason.into() }
}

/// The first characters of a text, for a message.
fn excerpt(text: &str) -> String {
    const LENGTH: usize = 120;
    if text.chars().count() <= LENGTH {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LENGTH).collect();
    short.push('…');
    short
}
