//! The search for the largest fleet that meets its SLOs, one probe after another.

use std::time::Duration;

use serde::Serialize;

use super::Stage;
use super::fleet::ramp_and_hold;
use super::units::as_text;

/// What to search, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CapacityPlan {
    /// The smallest fleet of interest, in workers.
    pub min: u32,
    /// The largest fleet of interest, in workers.
    pub max: u32,
    /// How near the result has to be, in workers.
    pub precision: u32,
    /// How long the workers of a probe take to join.
    #[serde(serialize_with = "as_text")]
    pub ramp: Duration,
    /// How long a probe holds.
    #[serde(serialize_with = "as_text")]
    pub hold: Duration,
    /// How long the search may take: no probe begins that would end later.
    #[serde(serialize_with = "as_text")]
    pub max_duration: Duration,
}

impl CapacityPlan {
    /// The stages of one probe.
    pub fn stages(&self, workers: u32) -> Vec<Stage> {
        ramp_and_hold(workers, self.ramp, self.hold)
    }

    /// How long a probe takes.
    pub fn probe_duration(&self) -> Duration {
        self.ramp.saturating_add(self.hold)
    }
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
    /// The target missed an SLO with this many workers.
    Target(u32),
    /// The generator itself was the bottleneck with this many workers.
    Generator(u32),
    /// With this many workers an SLO had no data.
    Undecided(u32),
    /// The scenario asks for no more.
    Maximum,
    /// The time was up, or the search was stopped.
    Time,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Run a probe with this many workers, and tell its outcome.
    Try(u32),
    /// The search is over.
    Done {
        /// The largest fleet seen to meet the SLOs; `None` where even the smallest did not.
        largest: Option<u32>,
        /// What keeps it from being larger.
        limit: Limit,
    },
}

/// A search under way: doubling up to the first fleet that is too large, then halving the gap.
#[derive(Clone, Debug)]
pub struct Capacity {
    plan: CapacityPlan,
    largest: Option<u32>,
    limit: Limit,
    probing: u32,
}

impl Capacity {
    /// A search that has not begun.
    pub fn new(plan: CapacityPlan) -> Self {
        Self { probing: plan.min, plan, largest: None, limit: Limit::Maximum }
    }

    /// The first probe.
    pub fn first(&self) -> u32 {
        self.plan.min
    }

    /// Takes in the outcome of the probe last asked for; says what is next.
    pub fn next(&mut self, outcome: ProbeOutcome) -> Next {
        match outcome {
            ProbeOutcome::Met => self.largest = Some(self.probing),
            ProbeOutcome::Missed => self.limit = Limit::Target(self.probing),
            ProbeOutcome::GeneratorLimited => self.limit = Limit::Generator(self.probing),
            ProbeOutcome::Undecided => self.limit = Limit::Undecided(self.probing),
        }
        match self.between() {
            Some(workers) => {
                self.probing = workers;
                Next::Try(workers)
            }
            None => Next::Done { largest: self.largest, limit: self.limit },
        }
    }

    /// The largest fleet that met the SLOs so far.
    pub fn largest(&self) -> Option<u32> {
        self.largest
    }

    /// The fleet to try next; `None` where nothing is left to learn.
    fn between(&self) -> Option<u32> {
        let low = self.largest?;
        match self.limit {
            Limit::Maximum | Limit::Time if low >= self.plan.max => None,
            Limit::Maximum | Limit::Time => Some(low.saturating_mul(2).min(self.plan.max)),
            Limit::Target(high) | Limit::Generator(high) | Limit::Undecided(high) => {
                let gap = high.saturating_sub(low);
                (gap > self.plan.precision.max(1)).then(|| low + gap / 2)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plan(min: u32, max: u32, precision: u32) -> CapacityPlan {
        CapacityPlan {
            min,
            max,
            precision,
            ramp: Duration::from_secs(5),
            hold: Duration::from_secs(30),
            max_duration: Duration::from_hours(1),
        }
    }

    /// The search's end and the probes it took.
    fn search(plan: CapacityPlan, outcome: impl Fn(u32) -> ProbeOutcome) -> (Next, Vec<u32>) {
        let mut capacity = Capacity::new(plan);
        let mut probes = vec![capacity.first()];
        loop {
            let last = *probes.last().unwrap();
            match capacity.next(outcome(last)) {
                Next::Try(workers) => probes.push(workers),
                done @ Next::Done { .. } => return (done, probes),
            }
            assert!(probes.len() < 100, "no end: {probes:?}");
        }
    }

    fn done(largest: Option<u32>, limit: Limit) -> Next {
        Next::Done { largest, limit }
    }

    #[test]
    fn it_doubles_then_halves_the_gap() {
        let knee = |workers| match workers {
            0..=530 => ProbeOutcome::Met,
            _ => ProbeOutcome::Missed,
        };
        let (end, probes) = search(plan(100, 10_000, 50), knee);
        assert_eq!(probes, [100, 200, 400, 800, 600, 500, 550]);
        assert_eq!(end, done(Some(500), Limit::Target(550)));
    }

    #[test]
    fn a_probe_that_the_generator_limits_is_no_miss_of_the_target() {
        let weak = |workers| match workers {
            0..=300 => ProbeOutcome::Met,
            _ => ProbeOutcome::GeneratorLimited,
        };
        let (end, _) = search(plan(100, 10_000, 100), weak);
        assert_eq!(end, done(Some(300), Limit::Generator(400)));
        let (end, _) = search(plan(100, 400, 100), |_| ProbeOutcome::Undecided);
        assert_eq!(end, done(None, Limit::Undecided(100)));
        let (end, probes) = search(plan(100, 1_000, 1), |_| ProbeOutcome::GeneratorLimited);
        assert_eq!((end, probes.len()), (done(None, Limit::Generator(100)), 1));
    }

    #[test]
    fn it_ends_at_the_maximum_and_at_a_minimum_that_misses() {
        let (end, probes) = search(plan(100, 500, 1), |_| ProbeOutcome::Met);
        assert_eq!(probes, [100, 200, 400, 500]);
        assert_eq!(end, done(Some(500), Limit::Maximum));
        let (end, _) = search(plan(100, 500, 1), |_| ProbeOutcome::Missed);
        assert_eq!(end, done(None, Limit::Target(100)));
    }

    proptest! {
        #[test]
        fn it_finds_the_knee_within_its_precision(
            min in 1..1_000_u32, span in 0..100_000_u32, knee in 0..150_000_u32, precision in 1..500_u32,
        ) {
            let max = min + span;
            let meets = |workers| if workers <= knee { ProbeOutcome::Met } else { ProbeOutcome::Missed };
            let (end, probes) = search(plan(min, max, precision), meets);
            prop_assert!(probes.len() <= 40);
            prop_assert!(probes.iter().all(|probe| (min..=max).contains(probe)));
            match end {
                Next::Done { largest: None, .. } => prop_assert!(knee < min),
                Next::Done { largest: Some(found), limit: Limit::Target(high) } => {
                    prop_assert!(found <= knee && knee < high && high - found <= precision);
                }
                Next::Done { largest, limit } => {
                    prop_assert_eq!((largest, limit), (Some(max), Limit::Maximum));
                    prop_assert!(knee >= max);
                }
                Next::Try(_) => prop_assert!(false),
            }
        }
    }
}
