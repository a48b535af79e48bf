//! Exemplars: single requests that stand for many, the slowest and the first failing ones.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Duration;

use crate::load::{ConnectionAge, LoadOutcome, Sample};

/// How many of the slowest requests are kept of each stage and operation.
pub const SLOWEST: usize = 3;

/// How many of the first requests that failed are kept of each stage, operation and outcome.
pub const FIRST_FAILING: usize = 2;

/// How many outcomes of a stage and operation have exemplars.
const OUTCOMES: usize = 16;

/// How much of an answer's content is kept, in bytes.
pub const EXCERPT_BYTES: usize = 1 << 10;

/// One request of the fleet in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemplar {
    /// The index of the worker that sent it.
    pub worker: u32,
    /// Stage, operation, outcome and moments.
    pub sample: Sample,
    /// The connection that it went over; `None` where none was open.
    pub connection: Option<ConnectionAge>,
    /// The status of the answer; `None` where none came whole.
    pub status: Option<u16>,
    /// What the system, the TLS stack or the decoder said of a failure.
    pub detail: Option<Box<str>>,
    /// The beginning of the answer's content, not yet redacted.
    pub content: Box<[u8]>,
}

/// The exemplars of a run or a part of it. Its size is bounded, however many requests there are.
#[derive(Clone, Debug, Default)]
pub struct Exemplars(BTreeMap<(u16, u16), Kept>);

/// The exemplars of one stage and operation.
#[derive(Clone, Debug, Default)]
struct Kept {
    /// By response time, the longest first.
    slowest: Vec<Exemplar>,
    /// By the moment of sending, the earliest first.
    failing: BTreeMap<LoadOutcome, Vec<Exemplar>>,
}

impl Exemplars {
    /// Takes a request where it is one of the slowest or of the first that failed so; `exemplar` is
    /// asked only then.
    pub fn offer(&mut self, sample: &Sample, exemplar: impl FnOnce() -> Exemplar) {
        let kept = self.0.entry((sample.stage, sample.operation)).or_default();
        let (is_slow, is_first) = (kept.is_slow(sample), kept.is_first(sample));
        if !is_slow && !is_first {
            return;
        }
        let exemplar = exemplar();
        if is_slow {
            kept.add_slow(exemplar.clone());
        }
        if is_first {
            kept.add_failing(exemplar);
        }
    }

    /// Adds what `other` holds.
    pub fn merge(&mut self, other: Self) {
        for (key, theirs) in other.0 {
            let ours = self.0.entry(key).or_default();
            theirs.slowest.into_iter().for_each(|exemplar| ours.add_slow(exemplar));
            let failing = theirs.failing.into_values().flatten();
            failing.for_each(|exemplar| ours.add_failing(exemplar));
        }
    }

    /// The slowest requests of each stage and operation, the slowest first.
    pub fn slowest(&self) -> impl Iterator<Item = &Exemplar> {
        self.0.values().flat_map(|kept| &kept.slowest)
    }

    /// The first requests that failed, of each stage, operation and outcome.
    pub fn failing(&self) -> impl Iterator<Item = &Exemplar> {
        self.0.values().flat_map(|kept| kept.failing.values().flatten())
    }
}

impl Kept {
    fn is_slow(&self, sample: &Sample) -> bool {
        // How long a request in flight at the stop would have taken is not known.
        let is_over = !sample.outcome.is_open();
        let least = self.slowest.last().filter(|_| self.slowest.len() >= SLOWEST);
        is_over && least.is_none_or(|least| response(sample) > response(&least.sample))
    }

    fn is_first(&self, sample: &Sample) -> bool {
        if sample.outcome == LoadOutcome::Ok || sample.outcome.is_open() {
            return false;
        }
        match self.failing.get(&sample.outcome) {
            None => self.failing.len() < OUTCOMES,
            Some(first) if first.len() < FIRST_FAILING => true,
            Some(first) => {
                first.last().is_some_and(|last| sample.timing.sent < last.sample.timing.sent)
            }
        }
    }

    fn add_slow(&mut self, exemplar: Exemplar) {
        self.slowest.push(exemplar);
        self.slowest.sort_by_key(|exemplar| Reverse(response(&exemplar.sample)));
        self.slowest.truncate(SLOWEST);
    }

    fn add_failing(&mut self, exemplar: Exemplar) {
        if !self.is_first(&exemplar.sample) {
            return;
        }
        let first = self.failing.entry(exemplar.sample.outcome).or_default();
        first.push(exemplar);
        first.sort_by_key(|exemplar| exemplar.sample.timing.sent);
        first.truncate(FIRST_FAILING);
    }
}

fn response(sample: &Sample) -> Duration {
    sample.timing.done.saturating_sub(sample.timing.intended)
}

#[cfg(test)]
mod tests {
    use super::super::testing::sample;
    use super::*;

    fn exemplar(worker: u32, sample: Sample) -> Exemplar {
        Exemplar {
            worker,
            sample,
            connection: None,
            status: sample.outcome.status(),
            detail: None,
            content: Box::default(),
        }
    }

    fn add(exemplars: &mut Exemplars, worker: u32, sample: Sample) {
        exemplars.offer(&sample, || exemplar(worker, sample));
    }

    fn workers<'a>(exemplars: impl Iterator<Item = &'a Exemplar>) -> Vec<u32> {
        exemplars.map(|exemplar| exemplar.worker).collect()
    }

    #[test]
    fn the_slowest_are_kept_whatever_they_came_to_and_what_has_not_ended_is_not() {
        let mut exemplars = Exemplars::default();
        for (worker, outcome, service_ms) in [
            (0, LoadOutcome::Ok, 10),
            (1, LoadOutcome::Ok, 40),
            (2, LoadOutcome::ServerError(500), 30),
            (3, LoadOutcome::Unfinished, 90),
            (4, LoadOutcome::Ok, 20),
            (5, LoadOutcome::Ok, 50),
        ] {
            add(&mut exemplars, worker, sample(outcome, 0, service_ms));
        }
        assert_eq!(workers(exemplars.slowest()), [5, 1, 2]);
    }

    #[test]
    fn the_first_of_each_failure_are_kept_in_whatever_order_shards_bring_them() {
        let mut all = Exemplars::default();
        for (worker, status, sent_ms) in
            [(0, 503, 900), (1, 503, 200), (2, 500, 800), (3, 503, 300)]
        {
            let mut shard = Exemplars::default();
            add(&mut shard, worker, sample(LoadOutcome::ServerError(status), sent_ms, 1));
            add(&mut shard, 9, sample(LoadOutcome::Ok, sent_ms, 1));
            all.merge(shard);
        }
        assert_eq!(workers(all.failing()), [2, 1, 3], "by status, the first two");
    }

    #[test]
    fn what_is_kept_is_bounded_and_asked_for_only_where_it_is_kept() {
        let (mut exemplars, mut asked) = (Exemplars::default(), 0);
        for number in 0..10_000 {
            let status = 400 + u16::try_from(number % 200).unwrap();
            let sample = sample(LoadOutcome::ClientError(status), number, 1);
            exemplars.offer(&sample, || {
                asked += 1;
                exemplar(0, sample)
            });
        }
        assert_eq!(exemplars.failing().count(), OUTCOMES * FIRST_FAILING);
        assert_eq!(exemplars.slowest().count(), SLOWEST);
        assert!(asked <= OUTCOMES * FIRST_FAILING + SLOWEST, "{asked}");
    }
}
