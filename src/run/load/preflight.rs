//! The preflight of a load run: for each organisation the call that a worker of it makes first.

use std::time::{Duration, SystemTime};

use futures::future::join_all;
use http::header::{HeaderName, HeaderValue};
use serde_json::Value;
use tokio::time::Instant;

use super::error::LoadError;
use super::profile_fleet::PreparedCall;
use super::run::{CompletedRun, LoadOptions, LoadRun};
use crate::event::{Ending, LoadEvent, Observer};
use crate::load::{
    Call, GapTally, LoadSummary, Recorder, Scope, StageKind, StageRun, Variables, judge,
};
use crate::run::attack::AttackError;
use crate::run::preflight::{
    FirstAnswer, Ground, Obstacle, REACH_LIMIT, control, may_be_tls, needs_control, obstacle,
    refused, silent,
};
use crate::run::transport::{HttpTransport, Transport, TransportOptions};
use crate::wire::{Awaited, Request, Response, TransportError};

/// The longest a first call is waited for, whatever the scenario grants it.
const CALL_LIMIT: Duration = Duration::from_secs(10);

/// The most organisations whose token is tried.
const ORGANISATIONS: u32 = 8;

/// How far a worker of an organisation is looked for.
const SEARCHED: u32 = 10_000;

/// The largest content of a first answer, in bytes.
const MAX_BODY_BYTES: usize = 1 << 20;

/// What a preflight came to.
#[derive(Clone, Debug, Default)]
pub struct Preflight {
    /// Requests that it sent; none of them is counted among the fleet's.
    pub requests: u64,
    /// How long it took.
    pub elapsed: Duration,
    /// Why the run would be of no use.
    pub obstacle: Option<Obstacle>,
}

/// A first call.
struct First<'a> {
    call: &'a Call,
    request: Request,
    /// `true` if it carries a credential.
    presents: bool,
}

type Answer = Result<Response, TransportError>;

impl LoadRun {
    /// Makes the call that a worker makes first, for each organisation (8 at most), before the
    /// fleet does: within 15 s it is known whether the target is reached, is the API, and lets the
    /// fleet in. The calls are those of a worker beyond the fleet, so that no name is taken twice.
    ///
    /// # Errors
    ///
    /// Fails where the target is no URL to talk HTTP to; what the target does wrong is an obstacle.
    pub async fn preflight(&self, options: &LoadOptions) -> Result<Preflight, LoadError> {
        let began = Instant::now();
        let firsts: Vec<First<'_>> = (0..self.profile.organisations.clamp(1, ORGANISATIONS))
            .filter_map(|organisation| self.first(organisation, options))
            .collect();
        let granted = firsts.iter().map(|first| first.call.timeout).max();
        let granted = granted.unwrap_or(self.profile.timeout);
        let transport = transport(options, granted.min(CALL_LIMIT))?;
        let mut requests = 0;
        let obstacle = if let Err(error) = transport.reach(REACH_LIMIT).await {
            Some(silent(&error))
        } else {
            let calls = firsts.iter().map(|first| transport.send(&first.request));
            let answers = join_all(calls).await;
            requests += answers.len() as u64;
            // It may not yet have had the time that the scenario grants it.
            let is_cut_short = granted > CALL_LIMIT && answers.iter().all(is_slow);
            if is_cut_short {
                None
            } else {
                let asked = (firsts.as_slice(), answers.as_slice());
                self.judge_first(&transport, options, asked, &mut requests).await
            }
        };
        Ok(Preflight { requests, elapsed: began.elapsed(), obstacle })
    }

    async fn judge_first(
        &self,
        transport: &HttpTransport,
        options: &LoadOptions,
        (firsts, answers): (&[First<'_>], &[Answer]),
        requests: &mut u64,
    ) -> Option<Obstacle> {
        let answers: Vec<FirstAnswer<'_>> = firsts
            .iter()
            .zip(answers)
            .filter_map(|(first, result)| {
                let operation = self.api.operation(&first.call.operation)?;
                let First { request, presents, .. } = first;
                let names = !self.profile.bind.is_empty();
                Some(FirstAnswer { operation, request, presents: *presents, names, result })
            })
            .collect();
        let is_plain = options.target.scheme() == "http";
        if is_plain && may_be_tls(&answers) && transport.meets_tls(REACH_LIMIT).await {
            return Some(Obstacle::Scheme);
        }
        if let Some(obstacle) = refused_token(&answers) {
            return Some(obstacle);
        }
        let undeclared = needs_control(&answers).map(control);
        let beside = match &undeclared {
            Some(request) => {
                *requests += 1;
                transport.send(request).await.ok()
            }
            None => None,
        };
        let control = undeclared.as_ref().zip(beside.as_ref());
        obstacle(&answers, &Ground { api: &self.api, target: options.target.as_str(), control })
    }

    /// What the run comes to where an obstacle keeps it from beginning: nothing was measured, and
    /// the observer hears of it.
    pub fn not_begun(
        &self,
        obstacle: &Obstacle,
        options: &LoadOptions,
        observer: &mut dyn Observer<LoadEvent>,
    ) -> CompletedRun {
        let (target, profile) = (options.target.to_string(), std::sync::Arc::clone(&self.profile));
        observer.observe(&LoadEvent::Started { profile, target });
        let stages = self.profile.stages.iter().map(|stage| StageRun {
            name: stage.name.clone(),
            duration: Duration::ZERO,
            steady: matches!(stage.kind, StageKind::Hold),
        });
        let stages: Vec<StageRun> = stages.collect();
        let count = |length: usize| u16::try_from(length).unwrap_or(u16::MAX);
        let nothing = Recorder::new(count(stages.len()), count(self.operations.len()));
        let summary = LoadSummary::new(&stages, &self.operations, &nothing, &GapTally::default());
        let results = judge(&self.slos, &summary);
        let ending = Ending::Unreachable(obstacle.to_string());
        let elapsed = Duration::ZERO;
        observer.observe(&LoadEvent::Ended { ending: ending.clone(), elapsed, requests: 0 });
        CompletedRun { summary, results, ending, elapsed }
    }

    /// The first call of a worker of this organisation; `None` where it takes a value that is not
    /// known before the run.
    fn first(&self, organisation: u32, options: &LoadOptions) -> Option<First<'_>> {
        let behavior = &self.profile.behavior;
        let is_left_out = |call: &Call| {
            let mut taken = call.take.keys();
            !call.take.is_empty() && taken.all(|name| self.profile.bind.contains_key(name))
        };
        let enters = behavior.enter.iter().find(|call| !is_left_out(call));
        let beats = || {
            let kind = behavior.beat_at(0, self.profile.interval.expected())?;
            behavior.beat.get(kind).map(|beat| &beat.call)
        };
        let call = enters.or_else(beats)?;
        let operation = self.api.operation(&call.operation)?;
        let prepared = self.prepared(call, operation, &options.tokens, &|_| false);
        let worker = self.schedule.population();
        let mut variables = Variables::new(behavior.variables.len());
        let member = (0..worker.min(SEARCHED))
            .find(|worker| self.profile.organisation_of(*worker) == organisation);
        for (name, given) in &self.profile.bind {
            let value = |worker| given.value(self.profile.seed, worker, organisation);
            let value = value(worker).or_else(|| value(member?));
            if let (Some(slot), Some(value)) = (behavior.slot(name), value) {
                variables.set(slot, &Value::String(value));
            }
        }
        let scope = Scope {
            seed: self.profile.seed,
            worker,
            organisation,
            beat: 0,
            now: SystemTime::now(),
            variables: &variables,
        };
        let presents = prepared.credentials.of(organisation, false).is_some();
        let request = render(&prepared, &scope)?;
        Some(First { call, request, presents: presents && !operation.security.is_empty() })
    }
}

/// The call as a request; `None` where a variable has no value.
fn render(prepared: &PreparedCall, scope: &Scope<'_>) -> Option<Request> {
    let mut bytes = Vec::new();
    prepared.route.render(scope, &mut bytes).ok()?;
    let mut path = String::from_utf8(std::mem::take(&mut bytes)).ok()?;
    let mut headers = Vec::new();
    if let Some(credential) = prepared.credentials.of(scope.organisation, false) {
        if !credential.query.is_empty() {
            path.push(if path.contains('?') { '&' } else { '?' });
            path.push_str(&credential.query);
        }
        headers.extend(credential.headers.iter().map(describe));
    }
    for (name, source) in &prepared.headers {
        bytes.clear();
        source.render(scope, &mut bytes).ok()?;
        headers.push((name.as_str().to_owned(), String::from_utf8_lossy(&bytes).into_owned()));
    }
    let body = match &prepared.body {
        None => None,
        Some(template) => {
            bytes.clear();
            template.render(scope, &mut bytes).ok()?;
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
            Some(bytes)
        }
    };
    let method = prepared.method.as_str().to_owned();
    Some(Request { method, path, headers, body, ..Request::default() })
}

fn describe((name, value): &(HeaderName, HeaderValue)) -> (String, String) {
    (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn transport(options: &LoadOptions, timeout: Duration) -> Result<HttpTransport, LoadError> {
    let transport = HttpTransport::new(TransportOptions {
        target: options.target.clone(),
        timeout,
        max_body_bytes: MAX_BODY_BYTES,
        headers: options.headers.iter().map(describe).collect(),
        connections: 1,
        insecure: options.insecure,
    });
    transport.map_err(|error| LoadError::Attack(AttackError::Target(error)))
}

/// Returns `true` if the target took the request and had not answered in time.
fn is_slow(answer: &Answer) -> bool {
    matches!(answer, Err(TransportError::Timeout { awaited, .. }) if *awaited != Awaited::Connection)
}

/// The token that the target refuses, where it takes another or there is one alone: a part of the
/// fleet would be kept out.
fn refused_token(answers: &[FirstAnswer<'_>]) -> Option<Obstacle> {
    let is_refused = |answer: &&FirstAnswer<'_>| {
        answer.presents && matches!(answer.result, Ok(response) if response.status == 401)
    };
    let refused_ones = answers.iter().filter(is_refused).count();
    let first = answers.iter().position(|answer| is_refused(&answer))?;
    let whose = match (answers.len(), refused_ones) {
        (1, _) => "the token".to_owned(),
        (all, count) if all == count => format!("all {all} tokens"),
        (all, _) => format!("token {} of {all}", first + 1),
    };
    Some(refused(answers.get(first)?, &whose))
}
