//! The parts of a load report that take over what the run says, member by member.

use super::model::{
    ConnectionModel, ConnectionTotals, CostRecord, DescriptorRecord, FleetRecord, HealthRecord,
    IntervalRecord, IntervalSource, Quantiles, Requests, StagePlan,
};
use crate::load::{
    self, Bookkeeping, ConnectionCounts, Cost, FleetProfile, LoadSummary, StageKind,
};
use crate::report::shared::milliseconds;

impl From<&FleetProfile> for FleetRecord {
    fn from(profile: &FleetProfile) -> Self {
        Self {
            name: profile.name.clone(),
            hash: profile.hash(),
            seed: profile.seed,
            workers: profile.workers,
            peak_workers: profile.peak(),
            pack: profile.pack,
            organisations: profile.organisations,
            life: profile.behavior.name.clone(),
            interval: profile.interval.into(),
            jitter: profile.jitter,
            connections: profile.connections.into(),
            timeout_ms: milliseconds(profile.timeout),
            heartbeat_ttl_ms: milliseconds(profile.heartbeat_ttl),
            check_every: profile.check_every,
            stages: stages(profile),
        }
    }
}

fn stages(profile: &FleetProfile) -> Vec<StagePlan> {
    let mut alive = 0;
    let stages = profile.stages.iter().map(|stage| {
        alive = stage.alive_after(alive);
        StagePlan {
            name: stage.name.clone(),
            kind: kind(&stage.kind).to_owned(),
            duration_ms: milliseconds(stage.duration),
            workers_after: alive,
        }
    });
    stages.collect()
}

/// As scenarios write it.
fn kind(kind: &StageKind) -> &'static str {
    match kind {
        StageKind::Ramp { .. } => "ramp",
        StageKind::Hold => "hold",
        StageKind::Spike { .. } => "spike",
        StageKind::Churn { .. } => "churn",
        StageKind::HerdReconnect { .. } => "herd-reconnect",
        StageKind::RollingRestart { .. } => "rolling-restart",
        StageKind::RampDown => "ramp-down",
    }
}

impl From<load::Interval> for IntervalRecord {
    fn from(interval: load::Interval) -> Self {
        let source = match interval {
            load::Interval::FromConfig { .. } => IntervalSource::Configuration,
            load::Interval::Fixed(_) => IntervalSource::Scenario,
        };
        Self { source, interval_ms: milliseconds(interval.expected()) }
    }
}

impl From<load::Connections> for ConnectionModel {
    fn from(connections: load::Connections) -> Self {
        match connections {
            load::Connections::PerWorker { keep_alive } => Self::PerWorker { keep_alive },
            load::Connections::Pooled { size } => Self::Pooled { size },
            load::Connections::PerRequest => Self::PerRequest,
        }
    }
}

impl From<ConnectionCounts> for ConnectionTotals {
    fn from(counts: ConnectionCounts) -> Self {
        Self {
            opened: counts.opened,
            reused: counts.reused,
            resent: counts.resent,
            peak: counts.peak,
        }
    }
}

impl From<Bookkeeping> for Requests {
    fn from(books: Bookkeeping) -> Self {
        Self {
            sent: books.sent,
            answered: books.answered,
            failed: books.failed,
            in_flight_at_stop: books.in_flight_at_stop,
            missing: books.missing(),
        }
    }
}

impl From<&LoadSummary> for HealthRecord {
    fn from(summary: &LoadSummary) -> Self {
        let health = &summary.health;
        Self {
            schedule_error: Quantiles::of(&summary.schedule_error()),
            cpu_share: health.cpu_share,
            throttled_share: health.throttled_share,
            run_queue_share: health.run_queue_share,
            descriptors: health
                .descriptors
                .map(|open| DescriptorRecord { peak: open.peak, limit: open.limit }),
            local_failures: health.local_failures,
            offered: health.offered,
            achieved: health.achieved,
            achieved_share: health.achieved_share(),
        }
    }
}

impl From<Cost> for CostRecord {
    fn from(cost: Cost) -> Self {
        Self {
            cpu_ms_per_1000_beats: cost.cpu_us_per_1000_beats.map(|us| us / 1e3),
            kb_per_worker: cost.kb_per_worker,
        }
    }
}
