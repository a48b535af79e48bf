//! The fleet, resolved: everything a run needs to know except where to and with whose token.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::load::capacity::{Attempt, CapacityPlan};
use crate::load::model::units::as_text;
use crate::load::{Behavior, Connections, Given, Stage, WorkerFault};

/// How many connections a pool has if the scenario does not say: the size that HTTP clients of
/// servers use.
pub const DEFAULT_POOL: u32 = 64;

/// Heartbeat intervals that a control plane may ask for; others are brought into this range.
const INTERVALS: (Duration, Duration) = (Duration::from_millis(100), Duration::from_hours(24));

/// A fleet and its run, resolved.
#[derive(Clone, Debug, Serialize)]
pub struct FleetProfile {
    /// The scenario's name.
    pub name: String,
    /// What all that looks random follows from.
    pub seed: u64,
    /// The size of the fleet; a spike may go beyond.
    pub workers: u32,
    /// How many workers one goose user carries.
    pub pack: u32,
    /// What a worker does.
    // The key is the one that scenarios use.
    #[serde(rename = "life")]
    pub behavior: Behavior,
    /// The time between two heartbeats.
    pub interval: Interval,
    /// Where in the interval the first beat falls.
    pub phase: Phase,
    /// How far a beat may be off its moment, as a share of the interval, 0 to 0.5.
    pub jitter: f64,
    /// Which connections requests travel on.
    pub connections: Connections,
    /// Whether a beat is sent again, over a fresh connection, where the target closed a kept one
    /// before any byte of the answer came.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub resend_closed: bool,
    /// The time limit of a request that has none of its own.
    #[serde(serialize_with = "as_text")]
    pub timeout: Duration,
    /// Over how many organisations (tokens) the workers are spread.
    pub organisations: u32,
    /// The run, part after part.
    pub stages: Vec<Stage>,
    /// Workers of a spread phase begin to beat at this moment of the run at the earliest, where they
    /// are not presumed dead before: a probe of a search has its load from one moment to the next,
    /// and not that of joining on top of it. Zero for every other run.
    #[serde(serialize_with = "as_text", skip_serializing_if = "Duration::is_zero")]
    pub beats_from: Duration,
    /// What goes wrong.
    pub faults: Vec<WorkerFault>,
    /// What has to hold, as written.
    pub slos: Vec<SloText>,
    /// One of so many answers is judged by the documents.
    pub check_every: u32,
    /// A worker silent for so long is presumed dead.
    #[serde(serialize_with = "as_text")]
    pub heartbeat_ttl: Duration,
    /// The search for the largest fleet, where the scenario is one.
    pub capacity: Option<CapacityPlan>,
    /// Values of given variables: they belong to a target, so they are no part of the hash.
    #[serde(skip)]
    pub bind: BTreeMap<String, Given>,
    /// Where the token of each organisation stands, `env:NAME` or `file:PATH`: it belongs to a
    /// target too.
    #[serde(skip)]
    pub tokens: Vec<String>,
}

/// The time between two heartbeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// What the control plane's configuration says.
    FromConfig {
        /// For a configuration that says nothing.
        #[serde(serialize_with = "as_text")]
        fallback: Duration,
    },
    /// This one, whatever the control plane says.
    Fixed(#[serde(serialize_with = "as_text")] Duration),
}

impl Interval {
    /// The interval, with what the control plane `configured`; brought into 100 ms to a day.
    pub fn with(self, configured: Option<Duration>) -> Duration {
        match self {
            Self::Fixed(fixed) => fixed,
            Self::FromConfig { fallback } => {
                configured.unwrap_or(fallback).clamp(INTERVALS.0, INTERVALS.1)
            }
        }
    }

    /// The interval as far as it is known before the run.
    pub fn expected(self) -> Duration {
        self.with(None)
    }
}

/// Where in the interval a worker's first beat falls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Anywhere, evenly over the fleet: load without waves.
    #[default]
    Spread,
    /// At once when the worker has joined: those that join together beat together.
    OnJoin,
}

/// An SLO as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SloText {
    /// `p99(worker_heartbeat)<250ms`, with ` @ stage` where it is one stage's.
    pub text: String,
    /// Where it stands: `scenarios/smoke.toml`, `--slo`.
    #[serde(skip)]
    pub origin: String,
    /// The line in that file; 0 if it is no file's.
    #[serde(skip)]
    pub line: u32,
}

impl FleetProfile {
    /// SHA-256 over the profile's JSON, in hexadecimal: equal hashes mean equal load.
    pub fn hash(&self) -> String {
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        (Sha256::digest(bytes).iter()).fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// The organisation a worker belongs to, `0..organisations`.
    pub fn organisation_of(&self, worker: u32) -> u32 {
        worker % self.organisations.max(1)
    }

    /// How long the run takes.
    pub fn duration(&self) -> Duration {
        self.stages.iter().map(|stage| stage.duration).sum()
    }

    /// The most workers alive at once.
    pub fn peak(&self) -> u32 {
        let mut alive = 0;
        self.stages.iter().fold(0, |peak, stage| {
            let most = stage.alive_at_most(alive);
            alive = stage.alive_after(alive);
            peak.max(most)
        })
    }

    /// One probe of the search for the largest fleet: this profile with so many workers.
    #[must_use]
    pub fn probe(&self, attempt: Attempt) -> Self {
        let workers = attempt.workers;
        let mut probe = self.clone();
        probe.workers = workers;
        probe.pack = if self.pack == pack_for(self.workers) {
            pack_for(workers)
        } else {
            self.pack.min(workers.max(1))
        };
        if let Some(plan) = probe.capacity.take() {
            probe.stages = plan.stages(attempt);
            probe.beats_from = plan.times(attempt.length).ramp;
        }
        probe
    }
}

/// How many workers one goose user carries, unless the scenario says: one up to 1,000 workers;
/// beyond, about 1,000 users carry them all.
///
/// A user takes 14 kB and some 60 µs to start: a thousand are there within a tenth of a second,
/// 5,000 would take a third of a second and as much memory as the fleet's whole budget.
pub fn pack_for(workers: u32) -> u32 {
    workers.div_ceil(1_000).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fleet_has_a_user_for_each_worker_up_to_a_thousand_and_packs_beyond() {
        let users = |workers: u32| workers.div_ceil(pack_for(workers));
        assert_eq!(users(1), 1);
        assert_eq!(users(1_000), 1_000);
        assert_eq!(users(1_001), 501);
        assert_eq!(users(5_000), 1_000);
        assert_eq!(users(1_000_000), 1_000);
    }
}
