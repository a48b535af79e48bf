//! What to search, and what a probe and the search come to, as data.

use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::load::Stage;
use crate::load::model::stage::ramp_and_hold;
use crate::load::model::units::as_text;

/// What to search, and how.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CapacityPlan {
    /// The smallest fleet of interest, in workers.
    pub min: u32,
    /// The largest fleet of interest, in workers.
    pub max: u32,
    /// How near the result has to be.
    pub precision: Precision,
    /// How long a probe takes that decides.
    pub full: ProbeTimes,
    /// How long a probe takes that only shows where to look.
    pub short: ProbeTimes,
    /// How long the search may take: no probe begins that would end later.
    #[serde(serialize_with = "as_text")]
    pub max_duration: Duration,
}

/// How long the parts of a probe take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ProbeTimes {
    /// How long its workers take to join.
    #[serde(serialize_with = "as_text")]
    pub ramp: Duration,
    /// How long it holds.
    #[serde(serialize_with = "as_text")]
    pub hold: Duration,
}

impl ProbeTimes {
    /// How long the probe takes.
    pub fn total(self) -> Duration {
        self.ramp.saturating_add(self.hold)
    }
}

/// How far apart the largest fleet that meets the SLOs and the smallest that does not may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Precision {
    /// So many workers.
    Workers(u32),
    /// So great a share of the larger of the two, above 0 and below 1.
    Share(f64),
}

impl Precision {
    /// The widest gap below a fleet of `workers`: one worker at least.
    pub fn gap_below(self, workers: u32) -> u32 {
        match self {
            Self::Workers(gap) => gap.max(1),
            Self::Share(share) => part(workers, share).max(1),
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workers(workers) => write!(f, "{workers}"),
            Self::Share(share) => write!(f, "{}%", share * 100.0),
        }
    }
}

impl Serialize for Precision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Workers(workers) => serializer.serialize_u32(*workers),
            Self::Share(_) => serializer.collect_str(self),
        }
    }
}

/// A part of a number of workers, rounded down.
pub(super) fn part(workers: u32, share: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from float saturates, and a share is not negative"
    )]
    let part = (f64::from(workers) * share).floor() as u32;
    part
}

impl CapacityPlan {
    /// The stages of a probe.
    pub fn stages(&self, attempt: Attempt) -> Vec<Stage> {
        let ProbeTimes { ramp, hold } = self.times(attempt.length);
        ramp_and_hold(attempt.workers, ramp, hold)
    }

    /// How long the parts of a probe take.
    pub fn times(&self, length: ProbeLength) -> ProbeTimes {
        match length {
            ProbeLength::Short => self.short,
            ProbeLength::Full => self.full,
        }
    }
}

/// A probe to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The size of its fleet.
    pub workers: u32,
    /// How long it takes.
    pub length: ProbeLength,
}

/// How much a probe is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeLength {
    /// It shows where to look, and decides nothing.
    Short,
    /// It is long enough to decide.
    Full,
}

/// What a probe came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeOutcome {
    /// Every SLO was met.
    Met,
    /// An SLO was missed.
    Missed,
    /// The generator was the bottleneck: the probe says nothing about the target.
    GeneratorLimited,
    /// An SLO has no data: the probe says nothing at all.
    Undecided,
}

/// What keeps the search from a larger fleet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// The target missed an SLO with this many workers, in most of the probes that asked.
    Target(u32),
    /// The generator itself was the bottleneck with this many workers, again and again.
    Generator(u32),
    /// With this many workers an SLO had no data.
    Undecided(u32),
    /// The scenario asks for no more.
    Maximum,
    /// The time was up, or the search was stopped.
    Time,
}

/// What a search came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapacityResult {
    /// The largest fleet seen to meet the SLOs; `None` where none did.
    pub largest: Option<u32>,
    /// The smallest fleet seen to miss one; `None` where none did.
    pub missed: Option<u32>,
    /// Why the search ended.
    pub limit: Limit,
}

impl CapacityResult {
    /// Returns `true` if both ends were measured: the largest fleet, and the one that is too large
    /// or the most that was asked for; or that even the smallest fleet misses. Otherwise the
    /// largest fleet is a lower bound and no more.
    pub fn is_decided(self) -> bool {
        match self.limit {
            Limit::Target(_) => true,
            Limit::Maximum => self.largest.is_some(),
            Limit::Generator(_) | Limit::Undecided(_) | Limit::Time => false,
        }
    }
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Run this probe, and report its outcome.
    Try(Attempt),
    /// The search is over.
    Done(CapacityResult),
}
