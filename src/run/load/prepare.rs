//! From a profile to what the attack engine carries out: its options, its lanes, its lives.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::header::HeaderName;

use super::credentials::{self, Credentials};
use super::error::LoadError;
use super::ids::Ids;
use super::judge::Judge;
use super::lane::{Lane, Lanes};
use super::lives::{Line, Lives};
use super::run::{LoadOptions, LoadRun};
use super::watch::stage_ends;
use crate::load::{Call, Connections, Fault, FaultKind, Gaps, Recorder, Route};
use crate::run::attack::{self, AttackOptions};
use crate::spec::Operation;

/// The largest content of an answer that is kept for judging, in bytes.
const MAX_BODY_BYTES: usize = 64 << 10;

impl LoadRun {
    pub(super) fn attack_options(&self) -> AttackOptions {
        let connections = match self.profile.connections {
            Connections::PerWorker { keep_alive } => attack::Connections::PerWorker { keep_alive },
            Connections::Pooled { size } => attack::Connections::Pooled { size },
            Connections::PerRequest => attack::Connections::PerRequest,
        };
        AttackOptions {
            connections,
            timeout: self.profile.timeout,
            pack: Some(self.profile.pack),
            ramp: Duration::ZERO,
            end: self.schedule.end(),
            max_body_bytes: MAX_BODY_BYTES,
            dashboard: None,
        }
    }

    pub(super) fn lanes(&self, workers: u32, lane_size: u32) -> Lanes {
        let calls: Vec<&Call> = self.profile.life.calls().collect();
        let operations: Arc<[u16]> = calls.iter().map(|call| self.operation_of(call)).collect();
        let (enter, beats) = (self.profile.life.enter.len(), self.profile.life.beat.len());
        let is_sign = |index: usize| index + 1 >= enter && index < enter + beats;
        let signs: Arc<[bool]> = (0..calls.len()).map(is_sign).collect();
        let ends: Vec<Duration> = stage_ends(&self.profile);
        let stages = u16::try_from(ends.len()).unwrap_or(u16::MAX);
        let count = u16::try_from(self.operations.len()).unwrap_or(u16::MAX);
        let lanes = workers.div_ceil(lane_size.max(1)).max(1);
        let lane = |number: u32| {
            let first = number.saturating_mul(lane_size);
            let last = first.saturating_add(lane_size).min(workers);
            Mutex::new(Lane {
                recorder: Recorder::new(stages, count),
                gaps: Gaps::new(first..last, self.profile.heartbeat_ttl, &ends),
                schedule: Arc::clone(&self.schedule),
                operations: Arc::clone(&operations),
                signs_of_life: Arc::clone(&signs),
                held: Vec::new(),
            })
        };
        Arc::new((0..lanes).map(lane).collect())
    }

    fn operation_of(&self, call: &Call) -> u16 {
        let index = self.operations.iter().position(|name| *name == call.operation);
        index.and_then(|index| u16::try_from(index).ok()).unwrap_or(u16::MAX)
    }

    pub(super) fn lives(
        &self,
        options: &LoadOptions,
        lanes: &Lanes,
        lane_size: u32,
    ) -> Result<Lives, LoadError> {
        let (life, bind) = (&self.profile.life, &self.profile.bind);
        let (organisations, tokens) = (self.profile.organisations, options.tokens.len());
        if credentials::are_needed(&self.profile, &self.api)
            && u32::try_from(tokens).is_ok_and(|tokens| tokens < organisations)
        {
            return Err(LoadError::Tokens { organisations, tokens });
        }
        let lines = life.calls().filter_map(|call| {
            let operation = self.api.operation(&call.operation)?;
            Some(self.line(call, operation, &options.tokens))
        });
        let given = bind.iter().filter_map(|(name, given)| Some((life.slot(name)?, given.clone())));
        let is_given = |call: &Call| {
            !call.take.is_empty() && call.take.keys().all(|name| bind.contains_key(name))
        };
        let shares_ids = |fault: &Fault| fault.kind == FaultKind::DuplicateId;
        let id = life.id.as_deref().and_then(|name| life.slot(name));
        let names: Vec<&str> = self.operations.iter().map(String::as_str).collect();
        Ok(Lives {
            lines: lines.collect(),
            given: given.collect(),
            skipped: life.enter.iter().map(is_given).collect(),
            ids: Ids::new(id, self.profile.faults.iter().any(shares_ids)),
            interval: life.interval.as_deref().and_then(|name| life.slot(name)),
            judge: Judge::new(Arc::clone(&self.api), &names),
            profile: Arc::clone(&self.profile),
            schedule: Arc::clone(&self.schedule),
            operations: self.operations.clone(),
            headers: options.headers.clone(),
            lanes: Arc::clone(lanes),
            lane_size,
        })
    }

    fn line(&self, call: &Call, operation: &Operation, tokens: &[String]) -> Line {
        let headers = call.headers.iter().filter_map(|(name, source)| {
            Some((HeaderName::try_from(name.as_str()).ok()?, source.clone()))
        });
        let take = call
            .take
            .iter()
            .filter_map(|(name, pointer)| Some((self.profile.life.slot(name)?, pointer.clone())));
        Line {
            operation: self.operation_of(call),
            method: operation.method.parse().unwrap_or_default(),
            route: Route::new(call, operation),
            body: call.body.clone(),
            headers: headers.collect(),
            take: take.collect(),
            credentials: Credentials::new(operation, tokens),
            timeout: call.timeout,
        }
    }
}
