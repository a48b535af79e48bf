//! The schedule: what each worker does when, from the seed and the worker's index alone.
//!
//! Pure functions without any state per worker: a million workers cost nothing here, and shards
//! agree without talking.

mod action;
mod faults;
mod stages;

#[cfg(test)]
mod tests;

use std::time::Duration;

pub use action::{Action, ActionKind};
pub(super) use stages::first_event;

use super::{FleetProfile, Phase, Stage, WorkerFault};
use crate::load::model::rng::{Purpose, draw, unit};

/// When each worker joins, beats, fails and leaves.
///
/// Moments are computed from the seed and the worker's index, and not added up: a beat varies by its
/// jitter, and the schedule never drifts.
///
/// ```
/// use std::time::Duration;
///
/// use cp_harness::load::{Overrides, Scenario, Schedule};
///
/// let profile = Scenario::default_for(3).resolve(&Overrides::default())?.profile;
/// let schedule = Schedule::new(&profile);
/// let second = Duration::from_secs(1);
/// let passed = schedule.due(2, 1_000, second) - schedule.due(2, 0, second);
/// assert!(passed.abs_diff(1_000 * second) < second);
/// # Ok::<(), cp_harness::input::InputError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Schedule {
    seed: u64,
    jitter: f64,
    phase: Phase,
    goodbye: f64,
    spans: Vec<Span>,
    faults: Vec<WorkerFault>,
    population: u32,
    organisations: u32,
    end: Duration,
    /// No beat is due before, where no worker has to be silent for longer than `patience`.
    beats_from: Duration,
    patience: Duration,
}

/// A stage and its place in the run.
#[derive(Clone, Debug)]
struct Span {
    stage: Stage,
    start: Duration,
    end: Duration,
    /// How many workers are alive when it begins.
    before: u32,
}

impl Schedule {
    /// The schedule of a profile.
    pub fn new(profile: &FleetProfile) -> Self {
        let (mut start, mut before) = (Duration::ZERO, 0);
        let mut spans = Vec::with_capacity(profile.stages.len());
        for stage in &profile.stages {
            let end = start.saturating_add(stage.duration);
            spans.push(Span { stage: stage.clone(), start, end, before });
            before = stage.alive_after(before);
            start = end;
        }
        Self {
            seed: profile.seed,
            jitter: profile.jitter,
            phase: profile.phase,
            goodbye: profile.behavior.goodbye,
            spans,
            faults: profile.faults.clone(),
            population: profile.peak(),
            organisations: profile.organisations.max(1),
            end: start,
            beats_from: profile.beats_from,
            patience: patience(profile),
        }
    }

    /// How many workers there are in all: indices run from 0 to one below.
    pub fn population(&self) -> u32 {
        self.population
    }

    /// When the run ends, since its start.
    pub fn end(&self) -> Duration {
        self.end
    }

    /// The index of the stage at a moment; the last one from the end on.
    pub fn stage_at(&self, at: Duration) -> usize {
        let over = self.spans.partition_point(|span| span.end <= at);
        over.min(self.spans.len().saturating_sub(1))
    }

    /// How many workers are alive at a moment, faults aside.
    pub fn alive(&self, at: Duration) -> u32 {
        let Some(span) = self.spans.get(self.stage_at(at)) else {
            return 0;
        };
        span.stage.alive(span.before, at.saturating_sub(span.start))
    }

    /// When a worker joins first; the end of the run for one that never does.
    pub fn joins_at(&self, worker: u32) -> Duration {
        let join = |action: &Action| matches!(action.kind, ActionKind::Join);
        let first = self.comings(worker).into_iter().find(join);
        first.map_or(self.end, |action| action.at)
    }

    /// When a worker leaves for good; `None` where it stays until the run ends.
    pub fn leaves_at(&self, worker: u32) -> Option<Duration> {
        let last = self.comings(worker).pop()?;
        matches!(last.kind, ActionKind::Leave { .. }).then_some(last.at)
    }

    /// Everything a worker does beside beating, in the order of time.
    ///
    /// Computed when asked for; an engine with very many workers keeps only the next one.
    pub fn actions(&self, worker: u32) -> impl Iterator<Item = Action> + use<> {
        let mut actions = self.comings(worker);
        let presence = Presence::of(&actions, self.end);
        self.disturbances(worker, &mut actions);
        self.fault_actions(worker, &presence, &mut actions);
        actions.sort_by_key(|action| action.at);
        actions.into_iter()
    }

    /// When a beat of a worker is due, since the run's start, where the worker joined by the plan.
    pub fn due(&self, worker: u32, beat: u32, interval: Duration) -> Duration {
        self.due_from(self.joins_at(worker), worker, beat, interval)
    }

    /// When a beat is due for a worker that entered at `start`. It is computed from there and not
    /// from the beat before, so no delay and no rounding is carried on to the next beat: a worker
    /// that is late sends what it missed at once, as the schedule wanted, and does not offer less
    /// load to a target that is slow (coordinated omission).
    pub fn due_from(
        &self,
        start: Duration,
        worker: u32,
        beat: u32,
        interval: Duration,
    ) -> Duration {
        // The jitter is centred on the ideal moment, so that it does not shift the mean rate; no
        // beat comes before its worker has entered.
        let early = interval.mul_f64(self.jitter);
        let offset = interval.mul_f64(self.jitter * 2.0 * self.jitter_unit(worker, beat));
        let ideal = self
            .begins_at(start)
            .saturating_add(self.phase(worker, interval))
            .saturating_add(interval.saturating_mul(beat));
        ideal.saturating_add(offset).saturating_sub(early).max(start)
    }

    /// From when on a worker that entered at `start` beats.
    fn begins_at(&self, start: Duration) -> Duration {
        match self.phase {
            // They beat as they joined, one after another.
            Phase::OnJoin => start,
            Phase::Spread => start.max(self.beats_from.min(start.saturating_add(self.patience))),
        }
    }

    /// Where in the interval a worker's beats fall.
    pub fn phase(&self, worker: u32, interval: Duration) -> Duration {
        match self.phase {
            Phase::OnJoin => Duration::ZERO,
            Phase::Spread => {
                interval.mul_f64(unit(draw(self.seed, Purpose::Phase, [worker.into()])))
            }
        }
    }

    fn jitter_unit(&self, worker: u32, beat: u32) -> f64 {
        unit(draw(self.seed, Purpose::Jitter, [worker.into(), beat.into()]))
    }

    /// Returns `true` if the worker says goodbye when it leaves for the `time`-th time of its run.
    fn says_goodbye(&self, worker: u32, at: Duration) -> bool {
        let moment = u64::try_from(at.as_nanos()).unwrap_or(u64::MAX);
        unit(draw(self.seed, Purpose::Goodbye, [worker.into(), moment])) < self.goodbye
    }
}

/// How long workers may wait before they begin to beat, and none is presumed dead for it: with the
/// interval that may pass before the first beat, three quarters of the time to live.
fn patience(profile: &FleetProfile) -> Duration {
    let interval = profile.interval.expected().mul_f64(1.0 + 2.0 * profile.jitter.clamp(0.0, 0.5));
    profile.heartbeat_ttl.mul_f64(0.75).saturating_sub(interval)
}

/// When a worker is there, faults aside.
struct Presence(Vec<(Duration, Duration)>);

impl Presence {
    fn of(comings: &[Action], end: Duration) -> Self {
        let mut times = Vec::new();
        let mut since = None;
        for action in comings {
            match (action.kind, since) {
                (ActionKind::Join, None) => since = Some(action.at),
                (ActionKind::Leave { .. }, Some(start)) => {
                    times.push((start, action.at));
                    since = None;
                }
                _ => {}
            }
        }
        times.extend(since.map(|start| (start, end)));
        Self(times)
    }

    fn contains(&self, at: Duration) -> bool {
        (self.0.iter()).any(|(start, end)| (*start..*end).contains(&at))
    }

    /// The first time of presence within `from..to`.
    fn within(&self, from: Duration, to: Duration) -> Option<(Duration, Duration)> {
        (self.0.iter())
            .map(|(start, end)| ((*start).max(from), (*end).min(to)))
            .find(|(start, end)| start < end)
    }
}
