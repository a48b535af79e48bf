//! Failures by cause: how often each came, when first and last, and to which workers.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

use super::WorkerSet;
use crate::load::{LoadOutcome, Sample};

/// How many causes are kept apart. A target fails in few ways; one that answers every request with
/// another status must not cost memory without bound.
const KEPT: usize = 64;

/// The causes of failures of a run or a part of it, bounded in memory.
#[derive(Clone, Debug, Default)]
pub struct CauseLog {
    kept: BTreeMap<(u16, LoadOutcome), Occurrences>,
    left_out: u64,
}

/// When requests failed for one cause, and which workers sent them. Moments are when a request was
/// sent, since the start of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrences {
    /// How many requests.
    pub count: u64,
    /// When the first of them was sent.
    pub first: Duration,
    /// When the last of them was sent.
    pub last: Duration,
    /// The stage that the first of them was meant for, by position.
    pub stage: u16,
    /// Whose they were.
    pub workers: WorkerSet,
}

/// A cause of failures, with the operation that it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CauseSummary {
    /// The operation's short name.
    pub operation: String,
    /// What the requests came to, with the status where there is one.
    pub outcome: LoadOutcome,
    /// When, how often, and to whom.
    pub occurrences: Occurrences,
}

impl CauseLog {
    /// Counts a request that failed, or was answered 429.
    pub fn note(&mut self, worker: u32, sample: &Sample) {
        let is_full = self.kept.len() >= KEPT;
        match self.kept.entry((sample.operation, sample.outcome)) {
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                known.count += 1;
                known.last = known.last.max(sample.timing.sent);
                if sample.timing.sent < known.first {
                    (known.first, known.stage) = (sample.timing.sent, sample.stage);
                }
                known.workers.insert(worker);
            }
            Entry::Vacant(_) if is_full => self.left_out += 1,
            Entry::Vacant(entry) => {
                let mut workers = WorkerSet::default();
                workers.insert(worker);
                let (first, last, stage) = (sample.timing.sent, sample.timing.sent, sample.stage);
                entry.insert(Occurrences { count: 1, first, last, stage, workers });
            }
        }
    }

    /// Adds what `other` holds.
    pub fn merge(&mut self, other: &Self) {
        self.left_out += other.left_out;
        for (key, theirs) in &other.kept {
            let is_full = self.kept.len() >= KEPT;
            match self.kept.entry(*key) {
                Entry::Occupied(mut entry) => entry.get_mut().merge(theirs),
                Entry::Vacant(_) if is_full => self.left_out += theirs.count,
                Entry::Vacant(entry) => {
                    entry.insert(theirs.clone());
                }
            }
        }
    }

    /// The causes in the order of their first moments; `operations` are in the order of their
    /// positions.
    pub fn causes(&self, operations: &[String]) -> Vec<CauseSummary> {
        let causes = self.kept.iter().map(|((operation, outcome), occurrences)| CauseSummary {
            operation: operations.get(usize::from(*operation)).cloned().unwrap_or_default(),
            outcome: *outcome,
            occurrences: occurrences.clone(),
        });
        let mut causes: Vec<CauseSummary> = causes.collect();
        causes.sort_by_key(|cause| cause.occurrences.first);
        causes
    }

    /// Failures of causes beyond those kept apart.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }
}

impl Occurrences {
    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.last = self.last.max(other.last);
        if other.first < self.first {
            (self.first, self.stage) = (other.first, other.stage);
        }
        self.workers.merge(&other.workers);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sample;
    use super::*;

    const REFUSED: LoadOutcome = LoadOutcome::Failed(crate::load::FailureCause::Refused);

    #[test]
    fn a_cause_keeps_its_first_and_last_moment_over_all_shards() {
        let mut all = CauseLog::default();
        for (worker, outcome, sent_ms) in [
            (4, LoadOutcome::ServerError(503), 700),
            (1, LoadOutcome::ServerError(503), 300),
            (1, LoadOutcome::ServerError(500), 200),
            (2, REFUSED, 900),
            (1, LoadOutcome::ServerError(503), 500),
        ] {
            let mut shard = CauseLog::default();
            shard.note(worker, &sample(outcome, sent_ms, 1));
            all.merge(&shard);
        }
        let described = all.causes(&["beat".to_owned()]).into_iter().map(|cause| {
            let at = cause.occurrences;
            let moments = (at.first.as_millis(), at.last.as_millis());
            (cause.outcome, at.count, moments, at.workers.to_string())
        });
        let expected = [
            (LoadOutcome::ServerError(500), 1, (200, 200), "1".to_owned()),
            (LoadOutcome::ServerError(503), 3, (300, 700), "1, 4".to_owned()),
            (REFUSED, 1, (900, 900), "2".to_owned()),
        ];
        assert_eq!(described.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_flood_of_causes_is_counted_and_not_kept() {
        let mut log = CauseLog::default();
        for status in 400..600 {
            log.note(0, &sample(LoadOutcome::ServerError(status), 1, 1));
        }
        let mut merged = CauseLog::default();
        merged.note(0, &sample(REFUSED, 1, 1));
        merged.merge(&log);
        let kept: u64 = merged.causes(&[]).iter().map(|cause| cause.occurrences.count).sum();
        assert_eq!((merged.causes(&[]).len(), kept + merged.left_out()), (KEPT, 201));
    }
}
