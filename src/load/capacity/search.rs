//! The search as a state machine: short probes show where to look, full ones decide.
//!
//! ```text
//! short probes, each four times as large, to the first that is too large
//!   → the work that it still did says where the limit should be
//!   → full probes about it, or halving by ratio, until the gap is within the precision
//!   → both ends probed again: two full probes have to agree
//! ```
//!
//! A probe that was no measurement (the generator was late, an SLO had no data) is run again before
//! anything follows from it. Where it is none again, the search goes on below it only to make the
//! lower bound better, and ends undecided.

use std::collections::BTreeMap;

use super::estimate::{between, estimate};
use super::votes::{VoteStanding, Votes};
use super::{Attempt, CapacityPlan, CapacityResult, Limit, Next, ProbeLength, ProbeOutcome};

/// How much larger each fleet is than the one before it, until one is too large.
const GROWTH: u32 = 4;

/// Below a size that cannot be measured, the lower bound is good enough within this part of it.
const BOUND: u32 = 4;

/// Where both ends are this near by ratio, probes are full ones.
const CLOSE: u32 = 2;

/// So many sizes of fleet may lack data, one larger than the other, before the search gives up.
const WITHOUT_DATA: usize = 3;

/// A search under way.
#[derive(Clone, Debug)]
pub struct Capacity {
    plan: CapacityPlan,
    sizes: BTreeMap<u32, Votes>,
    current: Attempt,
}

impl Capacity {
    /// A search that has not begun.
    pub fn new(plan: CapacityPlan) -> Self {
        let length = if plan.short == plan.full { ProbeLength::Full } else { ProbeLength::Short };
        let current = Attempt { workers: plan.min, length };
        Self { plan, sizes: BTreeMap::new(), current }
    }

    /// The first probe.
    pub fn first(&self) -> Attempt {
        Attempt { workers: self.plan.min, length: self.length(ProbeLength::Short) }
    }

    /// Takes in the outcome of the probe last asked for, with the welcome answers a second while its
    /// fleet held; says what is next.
    pub fn next(&mut self, outcome: ProbeOutcome, ok_per_second: Option<f64>) -> Next {
        let Attempt { workers, length } = self.current;
        self.sizes.entry(workers).or_default().take(outcome, length, ok_per_second);
        let next = self.decide();
        if let Next::Try(attempt) = next {
            self.current = attempt;
        }
        next
    }

    /// What is known where the search ends before it is done.
    pub fn so_far(&self) -> CapacityResult {
        let limit = match self.above() {
            Some((workers, VoteStanding::Late)) => Limit::Generator(workers),
            _ => Limit::Time,
        };
        self.result(limit)
    }

    fn result(&self, limit: Limit) -> CapacityResult {
        CapacityResult { largest: self.largest(), missed: self.missed(), limit }
    }

    fn length(&self, length: ProbeLength) -> ProbeLength {
        if self.plan.short == self.plan.full { ProbeLength::Full } else { length }
    }

    fn standing(&self, votes: &Votes) -> VoteStanding {
        votes.standing(self.current.length)
    }

    /// The smallest fleet that missed.
    fn missed(&self) -> Option<u32> {
        let is_missed = |(_, votes): &(&u32, &Votes)| self.standing(votes) == VoteStanding::Missed;
        self.sizes.iter().find(is_missed).map(|(workers, _)| *workers)
    }

    /// The largest fleet that met the SLOs below all that missed one.
    fn largest(&self) -> Option<u32> {
        let below = self.missed().unwrap_or(u32::MAX);
        let is_met = |(_, votes): &(&u32, &Votes)| self.standing(votes) == VoteStanding::Met;
        self.sizes.range(..below).rfind(is_met).map(|(workers, _)| *workers)
    }

    /// The smallest fleet above the largest that met the SLOs, and what it came to.
    fn above(&self) -> Option<(u32, VoteStanding)> {
        let low = self.largest().unwrap_or(0);
        let (workers, votes) = self.sizes.range(low.saturating_add(1)..).next()?;
        Some((*workers, self.standing(votes)))
    }

    fn decide(&self) -> Next {
        if let Some(again) = self.again() {
            return Next::Try(again);
        }
        match (self.largest(), self.above()) {
            (None, Some((workers, standing))) => self.without_any(workers, standing),
            (None, None) => Next::Try(self.first()),
            (Some(low), None) if low >= self.plan.max => self.confirmed(Limit::Maximum, &[low]),
            (Some(low), None) => {
                let workers = low.saturating_mul(GROWTH).min(self.plan.max);
                self.attempt(workers, ProbeLength::Short)
            }
            (Some(low), Some((high, standing))) => self.narrow(low, high, standing),
        }
    }

    /// The same fleet once more, where what it came to says too little.
    fn again(&self) -> Option<Attempt> {
        let Attempt { workers, .. } = self.current;
        let votes = self.sizes.get(&workers)?;
        let is_explained = || estimate(&self.sizes).is_some_and(|guess| guess < workers);
        match self.standing(votes) {
            VoteStanding::Open(length) => Some(Attempt { workers, length: self.length(length) }),
            // Work that was left undone is no accident, and a miss without it may be one.
            VoteStanding::Missed if votes.is_a_single_miss() && !is_explained() => {
                Some(Attempt { workers, length: ProbeLength::Full })
            }
            _ => None,
        }
    }

    /// No fleet met the SLOs so far.
    fn without_any(&self, workers: u32, standing: VoteStanding) -> Next {
        let limit = match standing {
            VoteStanding::Missed => return self.confirmed(Limit::Target(workers), &[workers]),
            VoteStanding::Late => Limit::Generator(workers),
            _ => Limit::Undecided(workers),
        };
        // What a small fleet has too few samples for, a larger one may have.
        let last = self.sizes.keys().next_back().copied().unwrap_or(workers);
        let is_last_undecided = self.sizes.get(&last).map(|votes| self.standing(votes))
            == Some(VoteStanding::Undecided);
        if is_last_undecided && self.sizes.len() < WITHOUT_DATA && last < self.plan.max {
            return self.attempt(last.saturating_mul(GROWTH).min(self.plan.max), ProbeLength::Full);
        }
        Next::Done(self.result(limit))
    }

    /// One fleet is small enough, and one above it is not, or cannot be measured.
    fn narrow(&self, low: u32, high: u32, standing: VoteStanding) -> Next {
        let finest = self.plan.precision.gap_below(high);
        let (limit, allowed, ends) = match standing {
            VoteStanding::Missed => (Limit::Target(high), finest, vec![high, low]),
            VoteStanding::Late => (Limit::Generator(high), finest.max(high / BOUND), vec![]),
            _ => (Limit::Undecided(high), finest.max(high / BOUND), vec![]),
        };
        if high - low > allowed {
            let guess = estimate(&self.sizes);
            let workers = between(low, high, guess, self.plan.precision);
            let is_close = high / low < CLOSE || guess.is_some();
            let length = if is_close { ProbeLength::Full } else { ProbeLength::Short };
            return self.attempt(workers, length);
        }
        if !self.was_asked_in_full(low) {
            return self.attempt(low, ProbeLength::Full);
        }
        self.confirmed(limit, &ends)
    }

    /// The end, where every one of `ends` is confirmed; else the probe that is to confirm it.
    fn confirmed(&self, limit: Limit, ends: &[u32]) -> Next {
        for end in ends {
            let votes = self.sizes.get(end).copied().unwrap_or_default();
            match votes.obstacle(*end) {
                _ if votes.is_confirmed() => {}
                Some(obstacle) => return Next::Done(self.result(obstacle)),
                None => return self.attempt(*end, ProbeLength::Full),
            }
        }
        Next::Done(self.result(limit))
    }

    fn was_asked_in_full(&self, workers: u32) -> bool {
        self.sizes.get(&workers).is_some_and(Votes::was_asked_in_full)
    }

    fn attempt(&self, workers: u32, length: ProbeLength) -> Next {
        Next::Try(Attempt { workers, length: self.length(length) })
    }
}
