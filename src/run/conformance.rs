//! Executes a conformance plan: every check gets an outcome, or the run says why not.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::future::join_all;
use futures::stream;

use super::operation_checks::{Numbered, OperationChecks};
use super::options::Options;
use super::session::{Blocked, Session};
use super::shrink::shrink;
use crate::check::{
    Check, CheckPhase, ComparisonExpectation, Credential, Delivery, Expectation, Fill, Outcome,
    Plan, Repetition, RequestTemplate, StatusExpectation, judge, judge_all,
};
use crate::event::{CheckResult, ConformEvent, Ending, Observer};
use crate::run::transport::Transport;
use crate::spec::Api;
use crate::wire::Exchange;

/// How often two requests are sent again before a difference between their answers counts.
const CONFIRMATIONS: u32 = 5;

/// A result with its check's place in the plan.
type NumberedResult = (usize, Arc<CheckResult>);

/// A plan with its target, ready to be executed.
pub struct Run<'a, T> {
    /// The documents the plan was made from.
    pub api: &'a Api,
    /// What is asked.
    pub plan: &'a Arc<Plan>,
    /// How the target is reached.
    pub transport: &'a T,
    /// How the plan is executed.
    pub options: &'a Options,
}

/// What a run comes to.
#[derive(Debug)]
pub struct Summary {
    /// The outcomes, in the order of the plan; fewer than planned where the run was interrupted.
    pub results: Vec<Arc<CheckResult>>,
    /// How the run came to its end.
    pub ending: Ending,
    /// How long it took.
    pub elapsed: Duration,
    /// Requests sent, retries included.
    pub requests: usize,
}

impl<T: Transport> Run<'_, T> {
    /// Executes the plan, informing `observer` as it goes, until it is done or `stop` comes true.
    pub async fn execute(
        &self,
        observer: &mut dyn Observer<ConformEvent>,
        stop: impl Future<Output = ()>,
    ) -> Summary {
        let session = Session::new(self.api, self.plan, self.transport, self.options, observer);
        let (plan, target) = (Arc::clone(self.plan), self.options.target.clone());
        session.emit(&ConformEvent::Started { plan, target });
        let mut results = Vec::with_capacity(self.plan.checks.len());
        // `None` where the user stopped the run.
        let failed_fast = tokio::select! {
            failed_fast = self.ask(&session, &mut results) => Some(failed_fast),
            () = stop => None,
        };
        let ending = match (failed_fast, session.breaker.reason()) {
            (None, _) => Ending::Interrupted,
            (Some(true), _) => Ending::FailedFast,
            (Some(false), Some(reason)) => Ending::Unreachable(reason),
            (Some(false), None) => Ending::Complete,
        };
        results.sort_by_key(|(index, _)| *index);
        let results = results.into_iter().map(|(_, result)| result).collect();
        let (elapsed, requests) = (session.elapsed(), session.requests());
        session.emit(&ConformEvent::Ended { ending: ending.clone(), elapsed, requests });
        Summary { results, ending, elapsed, requests }
    }

    /// Puts all checks to the test, with their outcomes into `results`; returns `true` if the run ended
    /// with its first failure.
    async fn ask(&self, session: &Session<'_, T>, results: &mut Vec<NumberedResult>) -> bool {
        let given_up = if self.options.preflight { self.look_first(session).await } else { None };
        let given_up = given_up.as_ref();
        // Returns `true` if the run ends here.
        let mut finish = |index: usize, result: Arc<CheckResult>| {
            // A check that sent nothing in a run that was given up did not run.
            if given_up.is_some() && result.exchanges.is_empty() {
                return false;
            }
            session.emit(&ConformEvent::Finished(Arc::clone(&result)));
            let is_last = self.options.fail_fast.as_ref().is_some_and(|ends_at| ends_at(&result));
            results.push((index, result));
            is_last
        };
        let (asked, mut operation_checks) = OperationChecks::split(&self.plan.checks);
        for (checks, at_once) in self.phases(asked) {
            let mut outcomes = stream::iter(checks)
                .map(|(index, check)| async move {
                    (index, self.verify(session, check, given_up).await)
                })
                .buffer_unordered(at_once);
            while let Some((index, result)) = outcomes.next().await {
                if finish(index, Arc::clone(&result)) {
                    return true;
                }
                for (index, check) in operation_checks.note(&result) {
                    let heard = operation_checks.heard(&check.operation);
                    if finish(index, self.close(session, check, given_up, heard).await) {
                        return true;
                    }
                }
            }
        }
        for (index, check) in operation_checks.rest() {
            if finish(index, self.close(session, check, given_up, &[]).await) {
                return true;
            }
        }
        false
    }

    /// The checks in the order of what they may leave behind, each phase with how many of them are
    /// put at once. Odd input that a target stores comes back in answers to others, so it comes
    /// late, what no reader has to understand after what every reader has to; what exceeds the limit
    /// on the rate would keep all other answers back, and comes last.
    fn phases<'p>(&self, checks: Vec<Numbered<'p>>) -> [(Vec<Numbered<'p>>, usize); 4] {
        let at_once = self.options.concurrency.max(1);
        let mut phases = CheckPhase::ALL
            .map(|phase| (Vec::new(), if phase == CheckPhase::Excess { 1 } else { at_once }));
        for (index, check) in checks {
            phases[check.phase as usize].0.push((index, check));
        }
        phases
    }

    /// Puts a check to the test. Where the run was `given_up` before it began, the check has no
    /// outcome but keeps the exchanges that say why.
    async fn verify(
        &self,
        session: &Session<'_, T>,
        check: &Arc<Check>,
        given_up: Option<&Blocked>,
    ) -> Arc<CheckResult> {
        let unasked = check.withheld.clone();
        let unasked = unasked.or_else(|| check.steps.iter().find_map(|step| session.unasked(step)));
        let (mut exchanges, held_up) = match unasked.or_else(|| self.unasked(check)) {
            Some(reason) => {
                let outcome = Outcome::Skip { reason };
                let (check, exchanges) = (Arc::clone(check), Vec::new());
                return Arc::new(CheckResult { check, outcome, exchanges });
            }
            None => send(session, check).await,
        };
        let outcome = if let Some(blocked) = given_up.cloned().or(held_up) {
            blocked.into()
        } else {
            let outcome = self.judge(session, check, &mut exchanges).await;
            unless_made_up(session, check, outcome, &exchanges).await
        };
        let result = CheckResult { check: Arc::clone(check), outcome, exchanges };
        Arc::new(match check.fuzz {
            Some(_) => shrink(session, (self.api, self.plan), result).await,
            None => result,
        })
    }

    /// Judges a check that is about all that an operation was `heard` to answer, its own steps
    /// included.
    async fn close(
        &self,
        session: &Session<'_, T>,
        check: &Arc<Check>,
        given_up: Option<&Blocked>,
        heard: &[Arc<Exchange>],
    ) -> Arc<CheckResult> {
        let own = self.verify(session, check, given_up).await;
        if matches!(own.outcome, Outcome::Inconclusive { .. }) || own.exchanges.is_empty() {
            return own;
        }
        let (outcome, exchanges) = judge_all(self.api, check, &own.exchanges, heard);
        Arc::new(CheckResult { check: Arc::clone(check), outcome, exchanges })
    }

    /// Why the caller cannot ask this: it takes a second organisation.
    fn unasked(&self, check: &Check) -> Option<String> {
        let takes_two = check.steps.iter().any(|step| step.credential == Credential::Second);
        (takes_two && self.options.second_token.is_none()).then(|| {
            "needs a token of a second organisation: pass --second-token or set \
             KUBIYA_SECOND_API_KEY"
                .to_owned()
        })
    }

    /// Judges a check. A difference between two requests is confirmed by sending them again: servers
    /// behind one address may differ among themselves.
    async fn judge(
        &self,
        session: &Session<'_, T>,
        check: &Check,
        exchanges: &mut Vec<Arc<Exchange>>,
    ) -> Outcome {
        let mut outcome = judge(self.api, check, exchanges);
        let [with, without, ..] = check.steps.as_slice() else { return outcome };
        for round in 1..=CONFIRMATIONS {
            let differs = matches!(outcome, Outcome::Fail { .. });
            if check.expectation != ComparisonExpectation::SameAnswer.into() || !differs {
                break;
            }
            for step in [without, with] {
                let of = step.repetition.number();
                let repetition = Repetition::Confirming { of, round };
                match session
                    .exchange(&RequestTemplate { repetition, ..RequestTemplate::clone(step) })
                    .await
                {
                    Ok(exchange) => exchanges.push(exchange),
                    Err(blocked) => return blocked.into(),
                }
            }
            outcome = judge(self.api, check, exchanges);
        }
        outcome
    }
}

/// The outcome; but a 404 for something that the harness made up says nothing of the target.
async fn unless_made_up<T: Transport>(
    session: &Session<'_, T>,
    check: &Check,
    outcome: Outcome,
    exchanges: &[Arc<Exchange>],
) -> Outcome {
    let last = exchanges.last().and_then(|exchange| exchange.result.as_ref().ok());
    let unknown = last.is_some_and(|response| response.status == 404);
    let refused =
        matches!(check.expectation, Expectation::Status(StatusExpectation::Refused { .. }));
    if unknown
        && (refused || matches!(outcome, Outcome::Fail { .. }))
        && let Some(step) = check.steps.last()
        && session.is_made_up(step).await
    {
        return Outcome::Skip { reason: looked_first(step) };
    }
    outcome
}

/// Why the answer to something made up says nothing, and the remedy.
fn looked_first(step: &RequestTemplate) -> String {
    let in_stead = step.parameters.iter().find(|(.., fill)| matches!(fill, Fill::MadeUp(_)));
    let remedy = match in_stead {
        Some((_, name, _)) => format!(
            "`{name}` is not the run's own: allow it to be changed with `--allow-changes {name}`"
        ),
        None => "pass its id with --bind NAME=VALUE".to_owned(),
    };
    format!(
        "the request names something made up, and the target looked for it first (404): {remedy}"
    )
}

/// Sends the requests of a check: one after the other as far as they go, or all at once.
async fn send<T: Transport>(
    session: &Session<'_, T>,
    check: &Check,
) -> (Vec<Arc<Exchange>>, Option<Blocked>) {
    let mut exchanges = Vec::with_capacity(check.steps.len());
    if check.delivery == Delivery::Together {
        let answers = join_all(check.steps.iter().map(|step| session.exchange(step))).await;
        for answer in answers {
            match answer {
                Ok(exchange) => exchanges.push(exchange),
                Err(blocked) => return (exchanges, Some(blocked)),
            }
        }
        return (exchanges, None);
    }
    let exceeds = check.delivery == Delivery::UntilLimited;
    let made_up = check.takes_made_up();
    for step in &check.steps {
        let answer = if exceeds {
            session.without_retry(step).await
        } else {
            session.exchange_somehow(step, made_up).await
        };
        match answer {
            Ok(exchange) => exchanges.push(exchange),
            Err(blocked) => return (exchanges, Some(blocked)),
        }
        let last = exchanges.last().and_then(|exchange| exchange.result.as_ref().ok());
        if exceeds && last.is_some_and(|answer| answer.status == 429) {
            break;
        }
    }
    (exchanges, None)
}
