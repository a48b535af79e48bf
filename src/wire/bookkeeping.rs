//! The books of a run: where every request went, and how many connections that took.

use serde::Serialize;

/// Where every request went: once a run is over, `sent` is the sum of the other three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bookkeeping {
    /// Sent, or tried.
    pub sent: u64,
    /// Answered with HTTP, whatever the status.
    pub answered: u64,
    /// Ended without a whole answer, for one of the causes of [`FailureCause`](super::FailureCause).
    pub failed: u64,
    /// Cut off by the end of the run.
    pub in_flight_at_stop: u64,
}

impl Bookkeeping {
    /// Requests that are not accounted for, or accounted for twice: 0, or the harness is at fault.
    /// Only the books of a run that is over are complete.
    pub fn missing(&self) -> u64 {
        let accounted = self.answered + self.failed + self.in_flight_at_stop;
        self.sent.abs_diff(accounted)
    }

    /// How far two books of the same run are apart, in requests, where they differ most: 0, or one
    /// of those who keep them is at fault.
    pub fn apart(&self, other: &Self) -> u64 {
        let counts =
            |books: &Self| [books.sent, books.answered, books.failed, books.in_flight_at_stop];
        let pairs = counts(self).into_iter().zip(counts(other));
        pairs.map(|(ours, theirs)| ours.abs_diff(theirs)).max().unwrap_or_default()
    }
}

/// What became of connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ConnectionCounts {
    /// Opened in all.
    pub opened: u64,
    /// Requests that went over a connection already used.
    pub reused: u64,
    /// Requests sent a second time, over a fresh connection, as the target had closed the kept one.
    pub resent: u64,
    /// Open at once, at most.
    pub peak: u64,
}
