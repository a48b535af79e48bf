//! Executes a conformance plan: every check gets an outcome, or the run says why not.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::future::join_all;
use futures::stream;

use super::closing::{Closing, Numbered};
use super::credential::Credentials;
use super::session::{Blocked, Session};
use super::shrink::shrink;
use crate::check::{
    Binding, Check, Credential, Expectation, Level, Outcome, Plan, Step, judge, judge_all,
};
use crate::event::{CheckResult, Ending, Event, Observer};
use crate::http::{Exchange, Transport, TransportError};
use crate::spec::Api;

/// Operations that are asked before all others, to learn whether the target answers at all.
const PROBES: usize = 3;

/// How often two requests are sent again before a difference between their answers counts.
const CONFIRMATIONS: u32 = 5;

/// Repetitions from here on are those of confirmations; a plan numbers its own from 0.
const CONFIRMING: u32 = 1_000_000;

/// How a plan is executed.
#[derive(Clone)]
pub struct Options {
    /// The target's URL, as told in reports.
    pub target: String,
    /// The caller's token, which fits every scheme that has no credential of its own.
    pub token: Option<String>,
    /// What the caller has beside it.
    pub credentials: Credentials,
    /// The token of a second organisation.
    pub second_token: Option<String>,
    /// Requests under way at once.
    pub concurrency: usize,
    /// Requests a second at most.
    pub rate: Option<f64>,
}

impl std::fmt::Debug for Options {
    /// Leaves the token out.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Options")
            .field("target", &self.target)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

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
    /// Executes the plan, telling `observer` as it goes, until it is done or `stop` comes true.
    pub async fn execute(
        &self,
        observer: &mut dyn Observer,
        stop: impl Future<Output = ()>,
    ) -> Summary {
        let session = Session::new(self.api, self.plan, self.transport, self.options, observer);
        let (plan, target) = (Arc::clone(self.plan), self.options.target.clone());
        session.tell(&Event::Started { plan, target });
        let mut results = Vec::with_capacity(self.plan.checks.len());
        let work = async {
            let session = &session;
            let given_up = self.probe(session).await;
            let given_up = given_up.as_ref();
            let (asked, mut closing) = Closing::split(&self.plan.checks);
            for (checks, at_once) in self.phases(asked) {
                let mut outcomes = stream::iter(checks)
                    .map(|(index, check)| async move {
                        (index, self.verify(session, check, given_up).await)
                    })
                    .buffer_unordered(at_once);
                while let Some((index, result)) = outcomes.next().await {
                    session.tell(&Event::Finished(Arc::clone(&result)));
                    for (index, check) in closing.note(&result) {
                        let heard = closing.heard(&check.operation);
                        let result = self.close(session, check, given_up, heard).await;
                        session.tell(&Event::Finished(Arc::clone(&result)));
                        results.push((index, result));
                    }
                    results.push((index, result));
                }
            }
            for (index, check) in closing.rest() {
                let result = self.close(session, check, given_up, &[]).await;
                session.tell(&Event::Finished(Arc::clone(&result)));
                results.push((index, result));
            }
        };
        let interrupted = tokio::select! {
            () = work => false,
            () = stop => true,
        };
        let ending = match session.breaker.reason() {
            _ if interrupted => Ending::Interrupted,
            Some(reason) => Ending::Unreachable(reason),
            None => Ending::Complete,
        };
        results.sort_by_key(|(index, _)| *index);
        let results = results.into_iter().map(|(_, result)| result).collect();
        let (elapsed, requests) = (session.elapsed(), session.requests());
        session.tell(&Event::Ended { ending: ending.clone(), elapsed, requests });
        Summary { results, ending, elapsed, requests }
    }

    /// The checks in the order of what they may leave behind, each phase with how many of them are
    /// put at once. Odd input that a target stores comes back in answers to others, so it comes
    /// late, what no reader has to understand after what every reader has to; what exceeds the limit
    /// on the rate would keep all other answers back, and comes last.
    fn phases<'p>(&self, checks: Vec<Numbered<'p>>) -> [(Vec<Numbered<'p>>, usize); 4] {
        let at_once = self.options.concurrency.max(1);
        let mut phases = [at_once, at_once, at_once, 1].map(|at_once| (Vec::new(), at_once));
        for (index, check) in checks {
            let phase = phase(check);
            if let Some((checks, _)) = phases.get_mut(phase) {
                checks.push((index, check));
            }
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
        let unasked = check.steps.iter().find_map(|step| session.unasked(step));
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
            if check.expectation != Expectation::SameAnswer || !differs {
                break;
            }
            for step in [without, with] {
                let repetition = CONFIRMING + 2 * step.repetition + round * 10_000;
                match session.exchange(&Step { repetition, ..Step::clone(step) }).await {
                    Ok(exchange) => exchanges.push(exchange),
                    Err(blocked) => return blocked.into(),
                }
            }
            outcome = judge(self.api, check, exchanges);
        }
        outcome
    }

    /// Asks a few operations first. Where none answers, or all refuse the caller's credential, the
    /// plan is of no use, and the run ends here instead of after a thousand time-outs.
    async fn probe(&self, session: &Session<'_, T>) -> Option<Blocked> {
        let probes = self.probes();
        let answers = join_all(probes.iter().map(|step| session.exchange(step))).await;
        let exchanges: Vec<Arc<Exchange>> = answers.into_iter().filter_map(Result::ok).collect();
        let reason = useless(&exchanges)?;
        session.breaker.open(reason.clone());
        Some(Blocked { reason, target_at_fault: true })
    }

    /// Valid requests to different operations that need no answer of another one.
    fn probes(&self) -> Vec<Arc<Step>> {
        let producing = self.plan.producers.iter().filter_map(|producer| producer.attempts.first());
        let planned = self.plan.checks.iter().filter_map(|check| check.steps.first());
        let mut probes: Vec<Arc<Step>> = Vec::new();
        for step in producing.chain(planned) {
            let fresh = probes.iter().all(|probe| probe.operation != step.operation);
            let valid = step.credential == Credential::Valid && !step.consumes;
            if probes.len() < PROBES && fresh && valid && self.is_independent(step) {
                probes.push(Arc::clone(step));
            }
        }
        probes
    }

    fn is_independent(&self, step: &Step) -> bool {
        super::fill::needs(step)
            .all(|name| matches!(self.plan.bindings.get(name), Some(Binding::Given(_))))
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
    let refused = matches!(check.expectation, Expectation::Refused { .. });
    if unknown
        && (refused || matches!(outcome, Outcome::Fail { .. }))
        && let Some(step) = check.steps.last()
        && session.is_made_up(step).await
    {
        let reason = "the request names something made up, and the target looked for it first \
                      (404): pass its id with --bind NAME=VALUE";
        return Outcome::Skip { reason: reason.to_owned() };
    }
    outcome
}

/// The place of a check among the phases of a run.
fn phase(check: &Check) -> usize {
    let is_odd = check.expectation == Expectation::NoServerError;
    match check.level {
        _ if check.expectation.exceeds_rate() => 3,
        _ if check.fuzz.is_some() => 2,
        Level::Must if is_odd => 1,
        Level::Should | Level::Note if is_odd => 2,
        _ => 0,
    }
}

/// Sends the requests of a check: one after the other as far as they go, or all at once.
async fn send<T: Transport>(
    session: &Session<'_, T>,
    check: &Check,
) -> (Vec<Arc<Exchange>>, Option<Blocked>) {
    let mut exchanges = Vec::with_capacity(check.steps.len());
    if check.expectation.is_in_flight() {
        let answers = join_all(check.steps.iter().map(|step| session.exchange(step))).await;
        for answer in answers {
            match answer {
                Ok(exchange) => exchanges.push(exchange),
                Err(blocked) => return (exchanges, Some(blocked)),
            }
        }
        return (exchanges, None);
    }
    let exceeds = check.expectation.exceeds_rate();
    let made_up = check.steps.len() == 1 && check.expectation.is_of_refusal();
    for step in &check.steps {
        let answer = if exceeds {
            session.impatient(step).await
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

/// Why there is no use in going on after these first exchanges, if there is none.
fn useless(exchanges: &[Arc<Exchange>]) -> Option<String> {
    let mut first_error = None;
    let mut refusals = Vec::new();
    for exchange in exchanges {
        match &exchange.result {
            // Content that cannot be read is an answer all the same.
            Err(TransportError::Coding { .. }) => return None,
            Err(error) => first_error = first_error.or(Some(error)),
            Ok(response) if matches!(response.status, 401 | 403) => refusals.push(response.status),
            Ok(_) => return None,
        }
    }
    match (first_error, refusals.first()) {
        (Some(error), None) => Some(error.to_string()),
        (None, Some(status)) => Some(format!(
            "the target refuses the credential ({status}): pass a valid one with --token or \
             KUBIYA_API_KEY"
        )),
        _ => None,
    }
}
