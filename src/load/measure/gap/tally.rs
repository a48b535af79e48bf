//! What the silences of workers come to: their lengths, and who was presumed dead.

use std::time::Duration;

use crate::load::WorkerSet;
use crate::stats::Histogram;

/// The longest gap that is measured as such; longer ones count as this.
pub(in crate::load) const LONGEST_GAP: Duration = Duration::from_hours(24);

/// How many deaths are kept one by one.
const DEATHS: usize = 20;

/// Gaps that ended in one stage.
#[derive(Clone, Debug)]
pub struct StageGaps {
    /// Their lengths, to the millisecond.
    pub gaps: Histogram,
    /// The same without the generator's own lateness: no gap was longer than that by its fault.
    pub net: Histogram,
    /// How many times a worker's silence reached the time to live in this stage.
    pub deaths: u64,
    /// How many of these would have been deaths without the generator's own lateness.
    pub certain_deaths: u64,
    /// The silence from which on a worker is presumed dead.
    pub ttl: Duration,
}

/// What the gaps of some workers come to; those of all shards add up.
#[derive(Clone, Debug, Default)]
pub struct GapTally {
    /// By stage.
    pub stages: Vec<StageGaps>,
    /// Workers that were presumed dead at least once.
    pub presumed_dead: u64,
    /// How many of these would have been without the generator's own lateness.
    pub certainly_dead: u64,
    /// Which workers were presumed dead.
    pub dead: WorkerSet,
    /// The first deaths, in the order of the moments at which the time to live ran out; at most
    /// twenty.
    pub deaths: Vec<Death>,
    /// Workers that got in at least once: the target acknowledged their entry, or a beat.
    pub entered: u64,
}

/// A silence that reached the time to live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Death {
    /// The index of the worker.
    pub worker: u32,
    /// When the target acknowledged its last sign of life.
    pub since: Duration,
    /// When the target acknowledged the next one; `None` where none came before the end.
    pub until: Option<Duration>,
    /// `true` if it would have been a death without the generator's own lateness.
    pub is_certain: bool,
}

impl GapTally {
    pub(super) fn die(&mut self, death: Death) {
        self.dead.insert(death.worker);
        self.deaths.push(death);
        self.shorten();
    }

    /// Keeps the first deaths. All times to live of a run are equal, so these began first.
    fn shorten(&mut self) {
        self.deaths.sort_by_key(|death| (death.since, death.worker));
        self.deaths.truncate(DEATHS);
    }

    /// Adds what another shard has seen.
    pub fn merge(&mut self, other: &Self) {
        self.presumed_dead += other.presumed_dead;
        self.certainly_dead += other.certainly_dead;
        self.entered += other.entered;
        self.dead.merge(&other.dead);
        self.deaths.extend(&other.deaths);
        self.shorten();
        if self.stages.len() < other.stages.len() {
            self.stages.resize_with(other.stages.len(), StageGaps::default);
        }
        for (ours, theirs) in self.stages.iter_mut().zip(&other.stages) {
            ours.gaps.merge(&theirs.gaps);
            ours.net.merge(&theirs.net);
            ours.deaths += theirs.deaths;
            ours.certain_deaths += theirs.certain_deaths;
            ours.ttl = ours.ttl.max(theirs.ttl);
        }
    }
}

impl GapTally {
    /// Forgets what was counted, and keeps the memory.
    pub fn clear(&mut self) {
        (self.presumed_dead, self.certainly_dead) = (0, 0);
        self.dead.clear();
        self.deaths.clear();
        for stage in &mut self.stages {
            stage.gaps.clear();
            stage.net.clear();
            (stage.deaths, stage.certain_deaths) = (0, 0);
        }
    }
}

impl Default for StageGaps {
    fn default() -> Self {
        let empty = Histogram::up_to(LONGEST_GAP);
        Self { gaps: empty.clone(), net: empty, deaths: 0, certain_deaths: 0, ttl: Duration::ZERO }
    }
}
