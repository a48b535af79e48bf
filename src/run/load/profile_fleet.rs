//! The workers of a profile, as the attack engine asks for them.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::header::{HeaderName, HeaderValue};
use http::{Method, Request};
use http_body_util::Full;
use serde_json::Value;

use super::backoff;
use super::credentials::CallCredentials;
use super::ids::Ids;
use super::judge::{Got, Judge};
use super::recorder_shard::{RecorderShard, RecorderShards, lock};
use super::take::{self, Taken};
use super::worker::{Missed, Rules, Witness, Worker};
use crate::load::{
    BodyTemplate, FleetProfile, Given, LoadOutcome, Route, Schedule, Slot, ValueSource,
};
use crate::run::attack::{Failed, Fleet, NextAction, SlowRead, WireAnswer};
use crate::spec::StatusPattern;

/// A call, ready to be made.
pub(super) struct PreparedCall {
    pub(super) operation: u16,
    pub(super) method: Method,
    pub(super) route: Route,
    pub(super) body: Option<BodyTemplate>,
    pub(super) headers: Vec<(HeaderName, ValueSource)>,
    pub(super) take: Vec<Taken>,
    /// The statuses that the documents declare, `default` aside; without any success among them,
    /// every 2xx is one.
    pub(super) declared: Vec<StatusPattern>,
    /// Whether it may be sent again where a kept connection was closed under it.
    pub(super) resends: bool,
    pub(super) credentials: CallCredentials,
    pub(super) timeout: Duration,
}

/// The workers of a profile.
pub(super) struct ProfileFleet {
    pub(super) profile: Arc<FleetProfile>,
    pub(super) schedule: Arc<Schedule>,
    pub(super) calls: Vec<PreparedCall>,
    pub(super) operations: Vec<String>,
    /// The caller's own headers.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) given: Vec<(Slot, Given)>,
    /// Calls of entering that are left out, as what they would give is given.
    pub(super) skipped: Vec<bool>,
    pub(super) interval: Option<Slot>,
    pub(super) ids: Ids,
    pub(super) judge: Judge,
    pub(super) shards: RecorderShards,
    pub(super) shard_size: u32,
}

impl PreparedCall {
    /// What an answer of this status is.
    fn outcome(&self, status: u16) -> LoadOutcome {
        let is_success = |pattern: &StatusPattern| match pattern {
            StatusPattern::Code(code) => code / 100 == 2,
            StatusPattern::Class(class) => *class == 2,
            StatusPattern::Default => false,
        };
        let is_open = status / 100 == 2 && !self.declared.iter().any(is_success);
        let is_declared = self.declared.iter().any(|pattern| pattern.matches(status));
        LoadOutcome::of_status(status, is_open || is_declared)
    }
}

impl ProfileFleet {
    fn rules(&self) -> Rules<'_> {
        Rules { profile: &self.profile, schedule: &self.schedule, skipped: &self.skipped }
    }

    fn in_shard<T>(&self, worker: u32, act: impl FnOnce(&mut RecorderShard) -> T) -> Option<T> {
        let number = usize::try_from(worker / self.shard_size.max(1)).unwrap_or_default();
        let shard = self.shards.get(number % self.shards.len().max(1))?;
        Some(act(&mut lock(shard)))
    }

    /// Takes what an answer of success gives; the error names what it lacks.
    fn remember(
        &self,
        worker: u32,
        memory: &mut Worker,
        prepared: &PreparedCall,
        answer: &WireAnswer,
    ) -> Result<(), String> {
        if prepared.take.is_empty() {
            return Ok(());
        }
        for (slot, value) in take::values(&prepared.take, answer)? {
            memory.variables.set(slot, &value);
        }
        let configured = self.interval.and_then(|slot| memory.variables.value(slot)?.as_f64());
        let configured = configured.filter(|seconds| seconds.is_finite() && *seconds > 0.0);
        let configured = configured.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        memory.interval = self.profile.interval.with(configured);
        let id = prepared.take.iter().find(|taken| self.ids.slot() == Some(taken.slot));
        if let Some(taken) = id
            && self.ids.note(worker, &memory.variables)
        {
            let request = || self.as_sent(worker, memory, prepared);
            let got = Got { worker, due: memory.due, answer, request: &request };
            self.judge.not_unique(prepared.operation, taken.pointer.to_string(), &got);
            self.count(worker, memory, prepared, 0, 1);
        }
        Ok(())
    }

    /// What an answer came to: its status, and for a success whether it gave what is needed.
    fn answered(
        &self,
        worker: u32,
        memory: &mut Worker,
        prepared: &PreparedCall,
        answer: &WireAnswer,
    ) -> LoadOutcome {
        memory.backoff = backoff::asked(answer.status, &answer.headers, SystemTime::now());
        let outcome = prepared.outcome(answer.status);
        if !outcome.is_acknowledged() {
            return outcome;
        }
        // Before anything is learned from it: its request is still what the worker knows. Of an answer
        // that was not kept whole nothing can be said.
        if !answer.is_cut {
            self.judge(worker, memory, prepared, answer);
        }
        let Err(lacks) = self.remember(worker, memory, prepared, answer) else { return outcome };
        self.note(worker, prepared, LoadOutcome::Incomplete, &lacks);
        LoadOutcome::Incomplete
    }

    /// Takes down what was said of a failure.
    fn note(&self, worker: u32, prepared: &PreparedCall, outcome: LoadOutcome, text: &str) {
        self.in_shard(worker, |shard| shard.details.note(prepared.operation, outcome, text));
    }

    /// A call that cannot be made, as no answer gave the value of a variable that it takes: it is
    /// held, and the worker goes on as after a failure.
    fn withhold(&self, worker: u32, memory: &mut Worker, prepared: &PreparedCall) {
        self.in_shard(worker, |shard| shard.hold(worker, prepared.operation, memory.due));
        memory.went(false, self.profile.behavior.leave.len());
    }

    fn judge(&self, worker: u32, memory: &Worker, prepared: &PreparedCall, answer: &WireAnswer) {
        let number = worker.wrapping_add(memory.beat);
        let place = (self.schedule.stage_at(memory.due), prepared.operation);
        if !self.judge.chooses(place, number, self.profile.check_every) {
            return;
        }
        let request = || self.as_sent(worker, memory, prepared);
        let got = Got { worker, due: memory.due, answer, request: &request };
        if let Some(violations) = self.judge.violations(prepared.operation, &got) {
            self.count(worker, memory, prepared, 1, violations);
        }
    }

    fn count(
        &self,
        worker: u32,
        memory: &Worker,
        prepared: &PreparedCall,
        judged: u64,
        violations: u64,
    ) {
        self.in_shard(worker, |shard| {
            let stage = shard.stage(memory.due);
            if let Some(tally) = shard.recorder.tally_mut(stage, prepared.operation) {
                tally.judged += judged;
                tally.violations += violations;
            }
        });
    }
}

/// What a worker does beside its calls, taken down in its shard.
struct Notes<'a> {
    fleet: &'a ProfileFleet,
    worker: u32,
}

impl Witness for Notes<'_> {
    fn left(&mut self) {
        self.fleet.in_shard(self.worker, |shard| shard.gaps.left(self.worker));
    }

    fn held(&mut self, call: usize, due: Duration) {
        if let Some(prepared) = self.fleet.calls.get(call) {
            self.fleet
                .in_shard(self.worker, |shard| shard.hold(self.worker, prepared.operation, due));
        }
    }
}

impl Fleet for ProfileFleet {
    type Memory = Worker;

    fn workers(&self) -> u32 {
        self.schedule.population()
    }

    fn enlist(&self, worker: u32) -> Worker {
        let mut memory = Worker::new(&self.rules(), worker);
        let organisation = self.profile.organisation_of(worker);
        for (slot, given) in &self.given {
            if let Some(value) = given.value(self.profile.seed, worker, organisation) {
                memory.variables.set(*slot, &Value::String(value));
            }
        }
        if !self.given.is_empty() {
            self.ids.note(worker, &memory.variables);
        }
        memory
    }

    fn next(&self, worker: u32, memory: &mut Worker, now: Duration) -> NextAction {
        memory.next(&self.rules(), worker, now, &mut Notes { fleet: self, worker })
    }

    fn request(
        &self,
        worker: u32,
        memory: &mut Worker,
        call: u16,
        scratch: &mut BytesMut,
    ) -> Option<Request<Full<Bytes>>> {
        let prepared = &self.calls[usize::from(call)];
        if let Some(twin) = memory.twin()
            && let (Some(slot), Some(id)) = (self.ids.slot(), self.ids.of(twin))
        {
            memory.variables.set(slot, &id);
        }
        memory.asked = SystemTime::now();
        let request = self.rendered(worker, memory, prepared, scratch).ok();
        if request.is_none() {
            self.withhold(worker, memory, prepared);
        }
        request
    }

    fn name(&self, call: u16) -> String {
        let prepared = self.calls.get(usize::from(call));
        let name =
            prepared.and_then(|prepared| self.operations.get(usize::from(prepared.operation)));
        name.cloned().unwrap_or_default()
    }

    fn timeout(&self, call: u16) -> Option<Duration> {
        self.calls.get(usize::from(call)).map(|prepared| prepared.timeout)
    }

    fn reads(&self, _worker: u32, memory: &Worker, _call: u16) -> Option<SlowRead> {
        memory.faults.reads()
    }

    fn resends(&self, call: u16) -> bool {
        self.calls.get(usize::from(call)).is_some_and(|prepared| prepared.resends)
    }

    fn learn(
        &self,
        worker: u32,
        memory: &mut Worker,
        call: u16,
        result: Result<&WireAnswer, &Failed>,
    ) -> LoadOutcome {
        let prepared = &self.calls[usize::from(call)];
        let outcome = match result {
            Ok(answer) => self.answered(worker, memory, prepared, answer),
            Err(Failed { cause, detail }) => {
                let outcome = LoadOutcome::from(*cause);
                if let Some(text) = detail {
                    self.note(worker, prepared, outcome, text);
                }
                outcome
            }
        };
        memory.went(outcome.is_acknowledged(), self.profile.behavior.leave.len());
        outcome
    }

    fn dismiss(
        &self,
        worker: u32,
        memory: &mut Worker,
        is_under_way: bool,
        now: Duration,
        is_held: &dyn Fn(Duration) -> bool,
    ) {
        let missed = memory.missed(&self.rules(), worker, is_under_way, now);
        let Some(is_held) = missed.first().map(|first| is_held(first.due)) else { return };
        self.in_shard(worker, |shard| {
            for Missed { call, due, count } in missed {
                if let Some(prepared) = self.calls.get(call) {
                    shard.miss(worker, (prepared.operation, due), count, is_held);
                }
            }
        });
    }
}
