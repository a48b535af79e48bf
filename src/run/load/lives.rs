//! The workers of a profile, as the attack engine asks for them.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Request};
use http_body_util::Full;
use serde_json::Value;

use super::judge::Judge;
use super::lane::{Lanes, lock};
use super::worker::{Rules, Worker};
use crate::load::{BodyTemplate, FleetProfile, Route, Schedule, Scope, Slot, ValueSource};
use crate::run::attack::{Answer, Failure, Fleet, Step};
use crate::spec::{Pointer, SecurityKind};

/// A token that no control plane knows.
const STALE_TOKEN: &str = "cp-harness-stale-token";

/// A call, ready to be made.
pub(super) struct Line {
    pub(super) operation: u16,
    pub(super) method: Method,
    pub(super) route: Route,
    pub(super) body: Option<BodyTemplate>,
    pub(super) headers: Vec<(HeaderName, ValueSource)>,
    pub(super) take: Vec<(Slot, Pointer)>,
    pub(super) credential: Option<SecurityKind>,
    pub(super) timeout: Duration,
}

/// The workers of a profile.
pub(super) struct Lives {
    pub(super) profile: Arc<FleetProfile>,
    pub(super) schedule: Arc<Schedule>,
    pub(super) lines: Vec<Line>,
    pub(super) operations: Vec<String>,
    /// A token for each organisation.
    pub(super) tokens: Vec<String>,
    pub(super) given: Vec<(Slot, Value)>,
    pub(super) interval: Option<Slot>,
    pub(super) judge: Judge,
    pub(super) lanes: Lanes,
    pub(super) lane_size: u32,
}

impl Lives {
    fn rules(&self) -> Rules<'_> {
        Rules { profile: &self.profile, schedule: &self.schedule }
    }

    fn lane(&self, worker: u32) -> usize {
        let pack = worker / self.lane_size.max(1);
        usize::try_from(pack).unwrap_or_default() % self.lanes.len().max(1)
    }

    fn authorization(&self, worker: u32, memory: &Worker, line: &Line) -> Option<HeaderValue> {
        let organisation = usize::try_from(self.profile.organisation_of(worker)).ok()?;
        let token = if memory.is_stale {
            STALE_TOKEN
        } else {
            self.tokens.get(organisation % self.tokens.len().max(1))?
        };
        match line.credential.as_ref()? {
            SecurityKind::Bearer { .. } | SecurityKind::Delegated => {
                HeaderValue::try_from(format!("Bearer {token}")).ok()
            }
            _ => None,
        }
    }

    fn remember(&self, memory: &mut Worker, line: &Line, answer: &Answer) {
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
        memory.interval = self.profile.interval.with(told.map(Duration::from_secs_f64));
    }

    fn judge(&self, worker: u32, memory: &Worker, line: &Line, answer: &Answer) {
        let name = &self.operations[usize::from(line.operation)];
        let violations = self.judge.violations(name, answer);
        let stage = u16::try_from(self.schedule.stage_at(memory.due)).unwrap_or(u16::MAX);
        let Some(lane) = self.lanes.get(self.lane(worker)) else { return };
        if let Some(tally) = lock(lane).recorder.tally_mut(stage, line.operation) {
            tally.judged += 1;
            tally.violations += violations;
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
        for (slot, value) in &self.given {
            memory.variables.set(*slot, value);
        }
        memory
    }

    fn next(&self, worker: u32, memory: &mut Worker, now: Duration) -> Step {
        memory.next(&self.rules(), worker, now, || {
            if let Some(lane) = self.lanes.get(self.lane(worker)) {
                lock(lane).gaps.left(worker);
            }
        })
    }

    fn request(
        &self,
        worker: u32,
        memory: &mut Worker,
        call: u16,
        room: &mut BytesMut,
    ) -> Request<Full<Bytes>> {
        let line = &self.lines[usize::from(call)];
        let scope = Scope {
            seed: self.profile.seed,
            worker,
            organisation: self.profile.organisation_of(worker),
            beat: memory.beat,
            now: SystemTime::now(),
            variables: &memory.variables,
        };
        let mut bytes = Vec::with_capacity(256);
        // A hole that no answer filled leaves a request the target refuses: it shows as such.
        let _ = line.route.render(&scope, &mut bytes);
        let mut request = Request::builder().method(line.method.clone()).uri(bytes.as_slice());
        if let Some(value) = self.authorization(worker, memory, line) {
            request = request.header(AUTHORIZATION, value);
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

    fn timeout(&self, call: u16) -> Option<Duration> {
        self.lines.get(usize::from(call)).map(|line| line.timeout)
    }

    fn learn(&self, worker: u32, memory: &mut Worker, call: u16, result: Result<&Answer, Failure>) {
        let line = &self.lines[usize::from(call)];
        let welcome = matches!(result, Ok(answer) if (200..300).contains(&answer.status));
        if let Ok(answer) = result {
            if welcome {
                self.remember(memory, line, answer);
            }
            let number = worker.wrapping_add(memory.beat);
            if welcome && number.is_multiple_of(self.profile.check_every.max(1)) {
                self.judge(worker, memory, line, answer);
            }
        }
        memory.went(welcome, self.profile.life.leave.len());
    }
}
