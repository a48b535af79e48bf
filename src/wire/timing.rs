//! When a request was due, sent and done, and what it waited for in between.

use std::time::Duration;

/// The moments of one request, since the start of the run, and its waits between the first two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// When the schedule wanted it sent.
    pub intended: Duration,
    /// When it was sent; opening a connection, where one is needed, comes after this moment.
    pub sent: Duration,
    /// When the last byte of the answer was read, or the attempt given up, or the run stopped.
    pub done: Duration,
    /// Time between intended and sent in which an earlier request of the worker was in flight.
    pub blocked: Duration,
    /// Time between intended and sent that was spent in line for a connection of the pool.
    pub queued: Duration,
}

impl Timing {
    /// How long after its moment the request was sent, whoever caused that; zero if it was early.
    pub fn lag(&self) -> Duration {
        self.sent.saturating_sub(self.intended)
    }
}
