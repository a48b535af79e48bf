//! The fleet, resolved: everything a run needs to know except where to and with whose token.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::capacity::CapacityPlan;
use super::units::as_text;
use super::{Fault, Given, Life, Stage, StageKind};

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
    pub life: Life,
    /// The time between two heartbeats.
    pub interval: Interval,
    /// Where in the interval the first beat falls.
    pub phase: Phase,
    /// How far a beat may be off its moment, as a share of the interval, 0 to 0.5.
    pub jitter: f64,
    /// Which connections requests travel on.
    pub connections: Connections,
    /// The time limit of a request that has none of its own.
    #[serde(serialize_with = "as_text")]
    pub timeout: Duration,
    /// Over how many organisations (tokens) the workers are spread.
    pub organisations: u32,
    /// The run, part after part.
    pub stages: Vec<Stage>,
    /// What goes wrong.
    pub faults: Vec<Fault>,
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
    /// The interval, with what the control plane `told`; brought into 100 ms to a day.
    pub fn with(self, told: Option<Duration>) -> Duration {
        match self {
            Self::Fixed(fixed) => fixed,
            Self::FromConfig { fallback } => {
                told.unwrap_or(fallback).clamp(INTERVALS.0, INTERVALS.1)
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

/// Which connections requests travel on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Connections {
    /// Each worker has its own.
    PerWorker {
        /// True where it stays open between requests, as long as the server lets it.
        keep_alive: bool,
    },
    /// The workers share some.
    Pooled {
        /// How many.
        size: u32,
    },
    /// A new one for each request.
    PerRequest,
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
    /// The line in that file; 0 where there is none.
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

    /// One step of the search for the largest fleet: this profile with so many workers.
    #[must_use]
    pub fn probe(&self, workers: u32) -> Self {
        let mut probe = self.clone();
        probe.workers = workers;
        probe.pack = if self.pack == pack_for(self.workers) {
            pack_for(workers)
        } else {
            self.pack.min(workers.max(1))
        };
        if let Some(plan) = probe.capacity.take() {
            probe.stages = plan.stages(workers);
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

/// A ramp to `workers`, then a hold.
pub(super) fn ramp_and_hold(workers: u32, ramp: Duration, hold: Duration) -> Vec<Stage> {
    let stage = |name: &str, kind, duration| Stage { name: name.to_owned(), kind, duration };
    let up = StageKind::Ramp { from: 0, to: workers, over: ramp };
    vec![stage("ramp", up, ramp), stage("hold", StageKind::Hold, hold)]
}
