//! From a profile to what the attack engine carries out: its options, its recorder shards, its fleet.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Method;
use http::header::HeaderName;

use super::credentials::{self, CallCredentials};
use super::error::LoadError;
use super::ids::Ids;
use super::judge::Judge;
use super::profile_fleet::{PreparedCall, ProfileFleet};
use super::progress_sampler::stage_ends;
use super::recorder_shard::{RecorderShard, RecorderShards};
use super::run::{LoadOptions, LoadRun};
use super::take::Taken;
use crate::load::{
    Call, Evidence, FailureDetails, Gaps, Recorder, Route, WorkerFault, WorkerFaultKind,
};
use crate::run::attack::AttackOptions;
use crate::spec::{Operation, StatusPattern};

/// The largest content of an answer that is kept to be read and judged, in bytes; only an answer as
/// large as that takes so much.
const MAX_BODY_BYTES: usize = 1 << 20;

impl LoadRun {
    pub(super) fn attack_options(&self) -> AttackOptions {
        AttackOptions {
            connections: self.profile.connections,
            timeout: self.profile.timeout,
            group: self.profile.pack,
            end: self.schedule.end(),
            max_body_bytes: MAX_BODY_BYTES,
            dashboard: None,
            insecure: false,
        }
    }

    pub(super) fn shards(&self, workers: u32, shard_size: u32) -> RecorderShards {
        let calls: Vec<&Call> = self.profile.behavior.calls().collect();
        let operations: Arc<[u16]> = calls.iter().map(|call| self.operation_of(call)).collect();
        let (enter, beats) = (self.profile.behavior.enter.len(), self.profile.behavior.beat.len());
        let is_sign = |index: usize| index + 1 >= enter && index < enter + beats;
        let signs: Arc<[bool]> = (0..calls.len()).map(is_sign).collect();
        let ends: Vec<Duration> = stage_ends(&self.profile);
        let stages = u16::try_from(ends.len()).unwrap_or(u16::MAX);
        let count = u16::try_from(self.operations.len()).unwrap_or(u16::MAX);
        let shards = workers.div_ceil(shard_size.max(1)).max(1);
        let shard = |number: u32| {
            let first = number.saturating_mul(shard_size);
            let last = first.saturating_add(shard_size).min(workers);
            Mutex::new(RecorderShard {
                recorder: Recorder::new(stages, count),
                gaps: Gaps::new(first..last, self.profile.heartbeat_ttl, &ends),
                details: FailureDetails::default(),
                schedule: Arc::clone(&self.schedule),
                operations: Arc::clone(&operations),
                signs_of_life: Arc::clone(&signs),
                held: Vec::new(),
                evidence: Evidence::default(),
            })
        };
        Arc::new((0..shards).map(shard).collect())
    }

    fn operation_of(&self, call: &Call) -> u16 {
        let index = self.operations.iter().position(|name| *name == call.operation);
        index.and_then(|index| u16::try_from(index).ok()).unwrap_or(u16::MAX)
    }

    pub(super) fn fleet(
        &self,
        options: &LoadOptions,
        shards: &RecorderShards,
        shard_size: u32,
    ) -> Result<ProfileFleet, LoadError> {
        let (behavior, bind) = (&self.profile.behavior, &self.profile.bind);
        let (organisations, tokens) = (self.profile.organisations, options.tokens.len());
        if credentials::are_needed(&self.profile, &self.api)
            && u32::try_from(tokens).is_ok_and(|tokens| tokens < organisations)
        {
            return Err(LoadError::Tokens { organisations, tokens });
        }
        let used = behavior.used();
        let needed = |name: &String| used.contains(name) && !bind.contains_key(name);
        let calls = behavior.calls().filter_map(|call| {
            let operation = self.api.operation(&call.operation)?;
            Some(self.prepared(call, operation, &options.tokens, &needed))
        });
        let given =
            bind.iter().filter_map(|(name, given)| Some((behavior.slot(name)?, given.clone())));
        let is_given = |call: &Call| {
            !call.take.is_empty() && call.take.keys().all(|name| bind.contains_key(name))
        };
        let shares_ids = |fault: &WorkerFault| fault.kind == WorkerFaultKind::DuplicateId;
        let id = behavior.id.as_deref().and_then(|name| behavior.slot(name));
        Ok(ProfileFleet {
            calls: calls.collect(),
            given: given.collect(),
            skipped: behavior.enter.iter().map(is_given).collect(),
            ids: Ids::new(id, self.profile.faults.iter().any(shares_ids)),
            interval: behavior.interval.as_deref().and_then(|name| behavior.slot(name)),
            judge: Judge::new(Arc::clone(&self.api), &self.operations, self.profile.stages.len()),
            profile: Arc::clone(&self.profile),
            schedule: Arc::clone(&self.schedule),
            operations: self.operations.clone(),
            headers: options.headers.clone(),
            shards: Arc::clone(shards),
            shard_size,
        })
    }

    pub(super) fn prepared(
        &self,
        call: &Call,
        operation: &Operation,
        tokens: &[String],
        needed: &dyn Fn(&String) -> bool,
    ) -> PreparedCall {
        let behavior = &self.profile.behavior;
        let headers = call.headers.iter().filter_map(|(name, source)| {
            Some((HeaderName::try_from(name.as_str()).ok()?, source.clone()))
        });
        let take = call.take.iter().filter_map(|(name, pointer)| {
            Some(Taken {
                slot: behavior.slot(name)?,
                pointer: pointer.clone(),
                is_needed: needed(name),
                may_be_null: behavior.may_be_null(&self.api, call, name),
            })
        });
        let declared = operation.responses.iter().map(|response| response.status);
        let is_beat = behavior.beat.iter().any(|beat| std::ptr::eq(&raw const beat.call, call));
        let method: Method = operation.method.parse().unwrap_or_default();
        PreparedCall {
            operation: self.operation_of(call),
            // A heartbeat says the same twice; anything else only where its method says so.
            resends: self.profile.resend_closed && (is_beat || method.is_idempotent()),
            method,
            declared: declared.filter(|status| *status != StatusPattern::Default).collect(),
            route: Route::new(call, operation),
            body: call.body.clone(),
            headers: headers.collect(),
            take: take.collect(),
            credentials: CallCredentials::new(operation, tokens),
            timeout: call.timeout,
        }
    }
}
