//! The attack's own bookkeeping, exact at every moment and readable while it runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counts that all packs share.
#[derive(Debug, Default)]
pub struct Counters {
    sent: AtomicU64,
    answered: AtomicU64,
    failed: AtomicU64,
    in_flight_at_stop: AtomicU64,
    opened: AtomicU64,
    reused: AtomicU64,
    open: AtomicU64,
    peak_open: AtomicU64,
    local_failures: AtomicU64,
}

/// What became of the requests: `sent == answered + failed + in_flight_at_stop` once a run is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bookkeeping {
    /// Requests begun.
    pub sent: u64,
    /// Requests with a whole answer, whatever its status.
    pub answered: u64,
    /// Requests that ended without one.
    pub failed: u64,
    /// Requests under way when the run was stopped.
    pub in_flight_at_stop: u64,
}

/// How connections were used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConnectionUse {
    /// Connections made.
    pub opened: u64,
    /// Requests sent over a connection that had carried one before.
    pub reused: u64,
    /// Connections open now.
    pub open: u64,
    /// The most connections open at once.
    pub peak_open: u64,
}

impl Counters {
    /// What became of the requests so far.
    pub fn bookkeeping(&self) -> Bookkeeping {
        Bookkeeping {
            sent: self.sent.load(Relaxed),
            answered: self.answered.load(Relaxed),
            failed: self.failed.load(Relaxed),
            in_flight_at_stop: self.in_flight_at_stop.load(Relaxed),
        }
    }

    /// How connections were used so far.
    pub fn connections(&self) -> ConnectionUse {
        ConnectionUse {
            opened: self.opened.load(Relaxed),
            reused: self.reused.load(Relaxed),
            open: self.open.load(Relaxed),
            peak_open: self.peak_open.load(Relaxed),
        }
    }

    /// Connections that the own machine refused so far: no descriptor, port or buffer was left.
    pub fn local_failures(&self) -> u64 {
        self.local_failures.load(Relaxed)
    }

    pub(super) fn count_local_failure(&self) {
        self.local_failures.fetch_add(1, Relaxed);
    }

    pub(super) fn count_sent(&self) {
        self.sent.fetch_add(1, Relaxed);
    }

    pub(super) fn count_ended(&self, answered: bool) {
        let counter = if answered { &self.answered } else { &self.failed };
        counter.fetch_add(1, Relaxed);
    }

    pub(super) fn count_in_flight(&self, requests: usize) {
        self.in_flight_at_stop.fetch_add(requests as u64, Relaxed);
    }

    pub(super) fn count_reused(&self) {
        self.reused.fetch_add(1, Relaxed);
    }
}

/// An open connection, as long as it is held.
#[derive(Debug)]
pub(super) struct Open(Arc<Counters>);

impl Open {
    pub(super) fn new(counters: &Arc<Counters>) -> Self {
        counters.opened.fetch_add(1, Relaxed);
        let open = counters.open.fetch_add(1, Relaxed) + 1;
        counters.peak_open.fetch_max(open, Relaxed);
        Self(Arc::clone(counters))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_open_as_long_as_it_is_held() {
        let counters = Arc::new(Counters::default());
        let first = Open::new(&counters);
        let second = Open::new(&counters);
        drop(first);
        let third = Open::new(&counters);
        assert_eq!(counters.connections().open, 2);
        drop((second, third));
        let expected = ConnectionUse { opened: 3, reused: 0, open: 0, peak_open: 2 };
        assert_eq!(counters.connections(), expected);
    }
}
