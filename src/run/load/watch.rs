//! What is seen of a load run from outside while it goes, and what it comes to.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::lane::{Lanes, lock};
use super::pulse::Pulse;
use super::run::LoadRun;
use crate::event::{LoadEvent, LoadObserver, LoadSnapshot};
use crate::load::{
    Bookkeeping, ConnectionCounts, FleetProfile, GapTally, Gaps, LoadSummary, Recorder, StageKind,
    StageRun,
};
use crate::run::attack::{self, Counters};

/// What is seen of a run from outside while it goes.
pub(super) struct Watch<'a> {
    run: &'a LoadRun,
    counters: Arc<Counters>,
    lanes: Lanes,
    total: Recorder,
    spare: Vec<Recorder>,
    started: Instant,
    last: Duration,
    stage: Option<usize>,
    pulse: Pulse,
}

impl<'a> Watch<'a> {
    pub(super) fn new(
        run: &'a LoadRun,
        counters: Arc<Counters>,
        lanes: &Lanes,
        mut pulse: Pulse,
    ) -> Self {
        pulse.begin();
        let empty = || {
            let shape = lock(&lanes[0]);
            Recorder::new(shape.recorder.stages(), shape.recorder.operations())
        };
        Self {
            run,
            counters,
            total: empty(),
            spare: lanes.iter().map(|_| empty()).collect(),
            lanes: Arc::clone(lanes),
            started: Instant::now(),
            last: Duration::ZERO,
            stage: None,
            pulse,
        }
    }

    /// Tells of every stage that has begun since the last time, when it was meant to.
    pub(super) fn enter(&mut self, stage: usize, observer: &mut dyn LoadObserver) {
        let stages = &self.run.profile.stages;
        let first = self.stage.map_or(0, |last| last + 1);
        for (index, entered) in stages.iter().enumerate().take(stage + 1).skip(first) {
            let at = stages.iter().take(index).map(|stage| stage.duration).sum();
            let name = entered.name.clone();
            observer.observe(&LoadEvent::Stage { index, name, at });
            self.stage = Some(index);
        }
    }

    pub(super) fn tick(&mut self, observer: &mut dyn LoadObserver) {
        let at = self.started.elapsed();
        let stage = self.run.schedule.stage_at(at.min(self.run.schedule.end()));
        self.enter(stage, observer);
        let mut interval = Recorder::new(self.total.stages(), self.total.operations());
        let mut silent = 0;
        for (lane, spare) in self.lanes.iter().zip(&mut self.spare) {
            let mut lane = lock(lane);
            lane.settle(at);
            let mut full = lane.recorder.swap(std::mem::replace(spare, Recorder::new(0, 0)));
            silent += lane.gaps.silent(at) as u64;
            drop(lane);
            interval.merge(&full);
            full.clear();
            *spare = full;
        }
        self.total.merge(&interval);
        let beats: Vec<&str> =
            self.run.profile.life.beat.iter().map(|beat| beat.call.operation.as_str()).collect();
        let (connections, books) = (self.counters.connections(), self.counters.bookkeeping());
        let stages = &self.run.profile.stages;
        let is_steady = stages.get(stage).is_some_and(|stage| stage.kind == StageKind::Hold);
        let cpu_share = self.pulse.beat(books.sent, is_steady);
        let snapshot = LoadSnapshot {
            covers: at.saturating_sub(self.last),
            stage,
            alive: self.run.schedule.alive(at),
            silent,
            in_flight: books.sent.saturating_sub(books.answered + books.failed),
            connections: counts(connections),
            cpu_share,
            ..LoadSnapshot::of(&interval, &self.run.operations, &beats)
        };
        self.last = at;
        observer.observe(&LoadEvent::Tick { at, snapshot: Arc::new(snapshot) });
    }

    pub(super) fn conclude(self, report: &attack::Report) -> LoadSummary {
        let profile = &self.run.profile;
        let mut gaps = GapTally::default();
        for lane in self.lanes.iter() {
            let empty = Gaps::new(0..0, profile.heartbeat_ttl, &stage_ends(profile));
            let lane = std::mem::replace(&mut lock(lane).gaps, empty);
            gaps.merge(&lane.close(report.elapsed));
        }
        let mut left = report.elapsed;
        let stages = profile.stages.iter().map(|stage| {
            let duration = stage.duration.min(left);
            left = left.saturating_sub(duration);
            let steady = matches!(stage.kind, StageKind::Hold);
            StageRun { name: stage.name.clone(), duration, steady }
        });
        let stages: Vec<StageRun> = stages.collect();
        let mut summary = LoadSummary::new(&stages, &self.run.operations, &self.total, &gaps);
        let books = report.bookkeeping;
        summary.bookkeeping = Bookkeeping {
            sent: books.sent,
            answered: books.answered,
            failed: books.failed,
            in_flight_at_stop: books.in_flight_at_stop,
        };
        summary.connections = counts(report.connections);
        summary.health.local_failures = self.counters.local_failures();
        self.pulse.conclude(&mut summary, self.run.schedule.population());
        summary
    }
}

fn counts(used: attack::ConnectionUse) -> ConnectionCounts {
    ConnectionCounts { opened: used.opened, reused: used.reused, peak: used.peak_open }
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
