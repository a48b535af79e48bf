//! What is counted of one stage and operation: samples by outcome, and what no sample carries.

use serde::Serialize;

use super::{Clock, LoadOutcome, Sample};
use crate::stats::Histogram;

/// Statuses in a hundred: 4xx and 5xx have a counter each.
const STATUSES: usize = 100;

/// Counts of one stage and operation that no sample carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Requests that fell due.
    pub due: u64,
    /// Requests sent, or tried: a refused connection counts.
    pub sent: u64,
    /// Requests that fell due and were never sent by the target's doing: the one before was in flight
    /// to the end, or patience was asked for. What is due and neither sent nor held, the generator
    /// owes.
    pub held: u64,
    /// Answers judged by the documents.
    pub judged: u64,
    /// Requirements of the documents that those answers broke.
    pub violations: u64,
}

impl Tally {
    /// Adds the counts of `other`.
    pub fn add(&mut self, other: &Self) {
        self.due += other.due;
        self.sent += other.sent;
        self.held += other.held;
        self.judged += other.judged;
        self.violations += other.violations;
    }
}

/// Samples of one stage, operation and outcome.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub(super) count: u64,
    pub(super) clocks: [Histogram; Clock::ALL.len()],
    /// By the last two digits; empty where the outcome has no status.
    pub(super) statuses: Vec<u64>,
}

impl Cell {
    pub(super) fn record(&mut self, sample: &Sample) {
        self.count += 1;
        for (histogram, duration) in self.clocks.iter_mut().zip(sample.clocks()) {
            histogram.record(duration);
        }
        if let LoadOutcome::ClientError(status) | LoadOutcome::ServerError(status) = sample.outcome
        {
            self.count_status(usize::from(status) % STATUSES, 1);
        }
    }

    fn count_status(&mut self, status: usize, times: u64) {
        if self.statuses.is_empty() {
            self.statuses = vec![0; STATUSES];
        }
        self.statuses[status] += times;
    }

    pub(super) fn clear(&mut self) {
        self.count = 0;
        self.statuses.fill(0);
        self.clocks.iter_mut().for_each(Histogram::clear);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        for (ours, theirs) in self.clocks.iter_mut().zip(&other.clocks) {
            ours.merge(theirs);
        }
        for (status, count) in other.statuses.iter().enumerate() {
            if *count > 0 {
                self.count_status(status, *count);
            }
        }
    }
}
