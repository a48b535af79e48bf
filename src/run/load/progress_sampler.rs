//! What is seen of a load run from outside while it goes, and what it comes to.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::recorder_shard::{RecorderShards, lock};
use super::self_monitor::SelfMonitor;
use crate::event::{LoadEvent, LoadSnapshot, Observer};
use crate::load::{
    Blocks, Evidence, FailureDetails, FleetProfile, GapTally, Gaps, LoadSummary, Recorder,
    Schedule, StageKind, StageRun,
};
use crate::run::attack::{self, AttackCounters};

/// What is seen of a run from outside while it goes.
pub(super) struct ProgressSampler<'a> {
    profile: &'a FleetProfile,
    schedule: &'a Schedule,
    operations: &'a [String],
    counters: Arc<AttackCounters>,
    shards: RecorderShards,
    total: Recorder,
    spare: Vec<Recorder>,
    gaps: GapTally,
    spare_gaps: Vec<GapTally>,
    blocks: Blocks,
    started: Instant,
    last: Duration,
    stage: Option<usize>,
    monitor: SelfMonitor,
}

impl<'a> ProgressSampler<'a> {
    pub(super) fn new(
        (profile, schedule): (&'a FleetProfile, &'a Schedule),
        operations: &'a [String],
        counters: Arc<AttackCounters>,
        shards: &RecorderShards,
        mut monitor: SelfMonitor,
    ) -> Self {
        monitor.begin();
        let empty = || {
            let shape = lock(&shards[0]);
            Recorder::new(shape.recorder.stages(), shape.recorder.operations())
        };
        let planned: Vec<Duration> = profile.stages.iter().map(|stage| stage.duration).collect();
        Self {
            profile,
            schedule,
            operations,
            counters,
            total: empty(),
            spare: shards.iter().map(|_| empty()).collect(),
            gaps: GapTally::default(),
            spare_gaps: shards.iter().map(|_| GapTally::default()).collect(),
            blocks: Blocks::new(&planned),
            shards: Arc::clone(shards),
            started: Instant::now(),
            last: Duration::ZERO,
            stage: None,
            monitor,
        }
    }

    /// Tells of every stage that has begun since the last time, when it was meant to.
    pub(super) fn enter(&mut self, stage: usize, observer: &mut dyn Observer<LoadEvent>) {
        let stages = &self.profile.stages;
        let first = self.stage.map_or(0, |last| last + 1);
        for (index, entered) in stages.iter().enumerate().take(stage + 1).skip(first) {
            let at = stages.iter().take(index).map(|stage| stage.duration).sum();
            let name = entered.name.clone();
            observer.observe(&LoadEvent::Stage { index, name, at });
            self.stage = Some(index);
        }
    }

    pub(super) fn tick(&mut self, observer: &mut dyn Observer<LoadEvent>) {
        let at = self.started.elapsed();
        // What lies between two ticks belongs to the stage that it began in.
        let stage = self.schedule.stage_at(self.last.min(self.schedule.end()));
        self.enter(stage, observer);
        let mut interval = Recorder::new(self.total.stages(), self.total.operations());
        let (mut silent, mut silences) = (0, GapTally::default());
        let spares = self.spare.iter_mut().zip(&mut self.spare_gaps);
        for (shard, (spare, spare_gaps)) in self.shards.iter().zip(spares) {
            let mut shard = lock(shard);
            shard.settle(at);
            let mut full = shard.recorder.swap(std::mem::replace(spare, Recorder::new(0, 0)));
            silent += shard.gaps.silent(at) as u64;
            let mut ended = shard.gaps.swap(std::mem::take(spare_gaps));
            drop(shard);
            silences.merge(&ended);
            ended.clear();
            *spare_gaps = ended;
            interval.merge(&full);
            full.clear();
            *spare = full;
        }
        self.total.merge(&interval);
        self.gaps.merge(&silences);
        let beats: Vec<&str> =
            self.profile.behavior.beat.iter().map(|beat| beat.call.operation.as_str()).collect();
        let (connections, books) = (self.counters.connections(), self.counters.bookkeeping());
        let stages = &self.profile.stages;
        let is_steady = stages.get(stage).is_some_and(|stage| stage.kind == StageKind::Hold);
        let cpu_share = self.monitor.beat(books.sent, is_steady);
        let snapshot = LoadSnapshot {
            covers: at.saturating_sub(self.last),
            stage,
            alive: self.schedule.alive(at),
            silent,
            in_flight: books.sent.saturating_sub(books.answered + books.failed),
            connections,
            cpu_share,
            ..LoadSnapshot::of(&interval, self.operations, &beats)
        };
        self.part((self.last, at), &snapshot, &silences);
        self.last = at;
        observer.observe(&LoadEvent::Tick { at, snapshot: Arc::new(snapshot) });
        let under_way = self.schedule.stage_at(at.min(self.schedule.end()));
        self.enter(under_way, observer);
    }

    /// Puts what a tick brought into the blocks of its stages.
    fn part(&mut self, time: (Duration, Duration), tick: &LoadSnapshot, silences: &GapTally) {
        for series in &tick.series {
            self.blocks.add(series.stage, &series.operation, time, &series.requests);
        }
        for (stage, ended) in silences.stages.iter().enumerate() {
            if !ended.gaps.is_empty() {
                self.blocks.add_silence(stage, time, &ended.gaps);
            }
        }
        self.blocks.close(time.1);
    }

    pub(super) fn conclude(self, report: &attack::AttackReport) -> LoadSummary {
        let profile = self.profile;
        let (mut gaps, mut details) = (self.gaps, FailureDetails::default());
        let mut evidence = Evidence::default();
        for shard in self.shards.iter() {
            let empty = Gaps::new(0..0, profile.heartbeat_ttl, &stage_ends(profile));
            let mut shard = lock(shard);
            details.merge(&shard.details);
            evidence.merge(std::mem::take(&mut shard.evidence));
            gaps.merge(&std::mem::replace(&mut shard.gaps, empty).close(report.elapsed));
        }
        let mut left = report.elapsed;
        let stages = profile.stages.iter().map(|stage| {
            let duration = stage.duration.min(left);
            left = left.saturating_sub(duration);
            let steady = matches!(stage.kind, StageKind::Hold);
            StageRun { name: stage.name.clone(), duration, steady }
        });
        let stages: Vec<StageRun> = stages.collect();
        let mut summary = LoadSummary::new(&stages, self.operations, &self.total, &gaps);
        summary.details = details.rows(self.operations);
        summary.causes = evidence.causes.causes(self.operations);
        summary.causes_left_out = evidence.causes.left_out();
        (summary.exemplars, summary.held) = (evidence.exemplars, evidence.held);
        // The engine and the samples count apart: they have to agree.
        summary.health.miscounted += report.bookkeeping.apart(&summary.bookkeeping);
        summary.blocks = self.blocks;
        summary.connections = report.connections;
        summary.health.local_failures = self.counters.local_failures();
        self.monitor.conclude(&mut summary, self.schedule.population());
        summary
    }
}

/// When each stage ends, since the start of the run.
pub(super) fn stage_ends(profile: &FleetProfile) -> Vec<Duration> {
    let mut end = Duration::ZERO;
    let ends = profile.stages.iter().map(|stage| {
        end += stage.duration;
        end
    });
    ends.collect()
}
