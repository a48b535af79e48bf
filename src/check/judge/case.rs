//! What a judge has before it: a check, its answer, and the words that outcomes are put in.

use std::sync::Arc;

use super::sent::Sent;
use crate::check::model::{Check, Outcome};
use crate::spec::{Api, StatusPattern};
use crate::wire::{Exchange, Response};

/// `Err` carries every outcome but `Pass`, so that a judge reads as a row of questions.
pub(super) type Judged = Result<(), Outcome>;

/// A check with the answer it is judged on.
pub(super) struct AnsweredCheck<'a> {
    pub(super) api: &'a Api,
    pub(super) check: &'a Check,
    pub(super) exchanges: &'a [Arc<Exchange>],
    pub(super) response: &'a Response,
    /// The answer to the first of several steps: the request that the last one is a variation of.
    pub(super) plain: Option<&'a Response>,
    /// The answers to all steps but the last.
    pub(super) earlier: Vec<&'a Response>,
    pub(super) method: &'a str,
}

impl<'a> AnsweredCheck<'a> {
    /// The answer, where it is the success that `status` stands for; a reason to skip otherwise.
    pub(super) fn success(&self, status: StatusPattern) -> Result<&'a Response, Outcome> {
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

    /// What the requests of the check carried.
    pub(super) fn sent(&self) -> Sent {
        let turns = self.check.steps.iter().zip(self.exchanges);
        Sent::by(turns.map(|(step, exchange)| (step.as_ref(), &exchange.request)))
    }

    /// A failure whose cause lies in this operation.
    pub(super) fn fail(
        &self,
        expected: impl Into<String>,
        actual: impl Into<String>,
        cause: &str,
    ) -> Outcome {
        fail_for(&self.check.operation, expected, actual, cause)
    }

    /// The status, with the beginning of the content where that says more.
    pub(super) fn answer(&self) -> String {
        excerpt_of(self.response)
    }
}

/// The status, with the beginning of the content.
pub(in crate::check) fn excerpt_of(response: &Response) -> String {
    let body = String::from_utf8_lossy(&response.body);
    let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
    if body.is_empty() {
        return response.status.to_string();
    }
    format!("{} {}", response.status, excerpt(&body))
}

/// A failure; equal signatures have one cause.
pub(super) fn fail(
    expected: impl Into<String>,
    actual: impl Into<String>,
    signature: impl Into<String>,
) -> Outcome {
    Outcome::Fail { expected: expected.into(), actual: actual.into(), signature: signature.into() }
}

pub(super) fn skip(reason: impl Into<String>) -> Outcome {
    Outcome::Skip { reason: reason.into() }
}

/// The first characters of a text, for a message.
pub(super) fn excerpt(text: &str) -> String {
    const LENGTH: usize = 120;
    let mut characters = text.chars();
    let mut short: String = characters.by_ref().take(LENGTH).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}

/// A failure whose cause lies in this operation.
pub(super) fn fail_for(
    operation: &str,
    expected: impl Into<String>,
    actual: impl Into<String>,
    cause: &str,
) -> Outcome {
    fail(expected, actual, format!("{operation}: {cause}"))
}
