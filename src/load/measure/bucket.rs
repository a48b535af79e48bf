//! What is counted of one stage and operation: samples by outcome, and what no sample carries.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::load::{Clock, Sample};
use crate::stats::Histogram;

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
    /// Places in answers that broke a requirement of the documents.
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
pub(in crate::load) struct Bucket {
    pub(in crate::load) count: u64,
    pub(in crate::load) clocks: [Histogram; Clock::ALL.len()],
    /// Answers by status; empty where the outcome has none. A target knows few of them, so that
    /// this allocates when one is seen for the first time, and then no more.
    pub(in crate::load) statuses: BTreeMap<u16, u64>,
}

impl Bucket {
    pub(in crate::load) fn record(&mut self, sample: &Sample) {
        self.count += 1;
        for (histogram, duration) in self.clocks.iter_mut().zip(sample.clocks()) {
            histogram.record(duration);
        }
        if let Some(status) = sample.outcome.status() {
            *self.statuses.entry(status).or_default() += 1;
        }
    }

    pub(in crate::load) fn clear(&mut self) {
        self.count = 0;
        self.statuses.values_mut().for_each(|count| *count = 0);
        self.clocks.iter_mut().for_each(Histogram::clear);
    }

    pub(in crate::load) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        for (ours, theirs) in self.clocks.iter_mut().zip(&other.clocks) {
            ours.merge(theirs);
        }
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
    }
}
