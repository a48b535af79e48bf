//! The workers of a profile, as the attack engine asks for them.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Request};
use http_body_util::Full;
use serde_json::Value;

use super::credentials::Credentials;
use super::ids::Ids;
use super::judge::Judge;
use super::lane::{Lane, Lanes, lock};
use super::owed::Owed;
use super::patience;
use super::worker::{Rules, Witness, Worker};
use crate::load::{BodyTemplate, FleetProfile, Given, Route, Schedule, Scope, Slot, ValueSource};
use crate::run::attack::{Answer, Failure, Fleet, SlowRead, Step};
use crate::spec::Pointer;

/// A call, ready to be made.
pub(super) struct Line {
    pub(super) operation: u16,
    pub(super) method: Method,
    pub(super) route: Route,
    pub(super) body: Option<BodyTemplate>,
    pub(super) headers: Vec<(HeaderName, ValueSource)>,
    pub(super) take: Vec<(Slot, Pointer)>,
    pub(super) credentials: Credentials,
    pub(super) timeout: Duration,
}

/// The workers of a profile.
pub(super) struct Lives {
    pub(super) profile: Arc<FleetProfile>,
    pub(super) schedule: Arc<Schedule>,
    pub(super) lines: Vec<Line>,
    pub(super) operations: Vec<String>,
    /// The caller's own headers.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) given: Vec<(Slot, Given)>,
    /// Calls of entering that are left out, as what they would give is given.
    pub(super) skipped: Vec<bool>,
    pub(super) interval: Option<Slot>,
    pub(super) ids: Ids,
    pub(super) judge: Judge,
    pub(super) lanes: Lanes,
    pub(super) lane_size: u32,
}

impl Lives {
    fn rules(&self) -> Rules<'_> {
        Rules { profile: &self.profile, schedule: &self.schedule, skipped: &self.skipped }
    }

    fn in_lane<T>(&self, worker: u32, act: impl FnOnce(&mut Lane) -> T) -> Option<T> {
        let number = usize::try_from(worker / self.lane_size.max(1)).unwrap_or_default();
        let lane = self.lanes.get(number % self.lanes.len().max(1))?;
        Some(act(&mut lock(lane)))
    }

    /// Path and query, with what the credential adds to it.
    fn path(line: &Line, scope: &Scope<'_>, query: &str, bytes: &mut Vec<u8>) {
        // A hole that no answer filled leaves a request the target refuses: it shows as such.
        let _ = line.route.render(scope, bytes);
        if !query.is_empty() {
            bytes.push(if bytes.contains(&b'?') { b'&' } else { b'?' });
            bytes.extend_from_slice(query.as_bytes());
        }
    }

    fn remember(&self, worker: u32, memory: &mut Worker, line: &Line, answer: &Answer) {
        if line.take.is_empty() {
            return;
        }
        let Ok(content) = serde_json::from_slice::<Value>(&answer.body) else { return };
        for (slot, pointer) in &line.take {
            if let Some(value) = pointer.lookup(&content) {
                memory.variables.set(*slot, value);
            }
        }
        let told = self.interval.and_then(|slot| memory.variables.value(slot)?.as_f64());
        let told = told.filter(|seconds| seconds.is_finite() && *seconds > 0.0);
        let told = told.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        memory.interval = self.profile.interval.with(told);
        let takes_id = line.take.iter().any(|(slot, _)| self.ids.slot() == Some(*slot));
        if takes_id && self.ids.note(worker, &memory.variables) {
            self.count(worker, memory, line, 0, 1);
        }
    }

    fn judge(&self, worker: u32, memory: &Worker, line: &Line, answer: &Answer) {
        let name = &self.operations[usize::from(line.operation)];
        let violations = self.judge.violations(name, answer);
        self.count(worker, memory, line, 1, violations);
    }

    fn count(&self, worker: u32, memory: &Worker, line: &Line, judged: u64, violations: u64) {
        self.in_lane(worker, |lane| {
            let stage = lane.stage(memory.due);
            if let Some(tally) = lane.recorder.tally_mut(stage, line.operation) {
                tally.judged += judged;
                tally.violations += violations;
            }
        });
    }
}

/// What a worker does beside its calls, taken down in its lane.
struct Notes<'a> {
    lives: &'a Lives,
    worker: u32,
}

impl Witness for Notes<'_> {
    fn left(&mut self) {
        self.lives.in_lane(self.worker, |lane| lane.gaps.left(self.worker));
    }

    fn held(&mut self, call: usize, due: Duration) {
        if let Some(line) = self.lives.lines.get(call) {
            self.lives.in_lane(self.worker, |lane| lane.hold(line.operation, due));
        }
    }
}

impl Fleet for Lives {
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

    fn next(&self, worker: u32, memory: &mut Worker, now: Duration) -> Step {
        memory.next(&self.rules(), worker, now, &mut Notes { lives: self, worker })
    }

    fn request(
        &self,
        worker: u32,
        memory: &mut Worker,
        call: u16,
        room: &mut BytesMut,
    ) -> Request<Full<Bytes>> {
        let line = &self.lines[usize::from(call)];
        if let Some(twin) = memory.twin()
            && let (Some(slot), Some(id)) = (self.ids.slot(), self.ids.of(twin))
        {
            memory.variables.set(slot, &id);
        }
        let organisation = self.profile.organisation_of(worker);
        let scope = Scope {
            seed: self.profile.seed,
            worker,
            organisation,
            beat: memory.beat,
            now: SystemTime::now(),
            variables: &memory.variables,
        };
        let mut bytes = Vec::with_capacity(256);
        let credential = line.credentials.of(organisation, memory.is_stale());
        let query = credential.map_or("", |credential| credential.query.as_str());
        Self::path(line, &scope, query, &mut bytes);
        let mut request = Request::builder().method(line.method.clone()).uri(bytes.as_slice());
        for (name, value) in credential.iter().flat_map(|credential| &credential.headers) {
            request = request.header(name, value);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        for (name, source) in &line.headers {
            bytes.clear();
            if source.render(&scope, &mut bytes).is_ok()
                && let Ok(value) = HeaderValue::from_bytes(&bytes)
            {
                request = request.header(name, value);
            }
        }
        bytes.clear();
        if let Some(body) = &line.body {
            let _ = body.render(&scope, &mut bytes);
            request = request.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        room.extend_from_slice(&bytes);
        let body = Full::new(room.split().freeze());
        request.body(body).unwrap_or_default()
    }

    fn name(&self, call: u16) -> String {
        let line = self.lines.get(usize::from(call));
        let name = line.and_then(|line| self.operations.get(usize::from(line.operation)));
        name.cloned().unwrap_or_default()
    }

    fn timeout(&self, call: u16) -> Option<Duration> {
        self.lines.get(usize::from(call)).map(|line| line.timeout)
    }

    fn reads(&self, _worker: u32, memory: &Worker, _call: u16) -> Option<SlowRead> {
        let bytes_per_second = memory.faults.bytes_per_second?;
        Some(SlowRead { bytes_per_second: Some(bytes_per_second), ..SlowRead::default() })
    }

    fn learn(&self, worker: u32, memory: &mut Worker, call: u16, result: Result<&Answer, Failure>) {
        let line = &self.lines[usize::from(call)];
        let welcome = matches!(result, Ok(answer) if (200..300).contains(&answer.status));
        if let Ok(answer) = result {
            memory.patience = patience::asked(answer.status, &answer.headers, SystemTime::now());
            if welcome {
                self.remember(worker, memory, line, answer);
            }
            let number = worker.wrapping_add(memory.beat);
            if welcome && number.is_multiple_of(self.profile.check_every.max(1)) {
                self.judge(worker, memory, line, answer);
            }
        }
        memory.went(welcome, self.profile.life.leave.len());
    }

    fn dismiss(
        &self,
        worker: u32,
        memory: &mut Worker,
        is_under_way: bool,
        now: Duration,
        is_held: &dyn Fn(Duration) -> bool,
    ) {
        let owed = memory.owed(&self.rules(), worker, is_under_way, now);
        let Some(is_held) = owed.first().map(|first| is_held(first.due)) else { return };
        self.in_lane(worker, |lane| {
            for Owed { call, due, count } in owed {
                if let Some(line) = self.lines.get(call) {
                    lane.owe(line.operation, due, count, is_held);
                }
            }
        });
    }
}
