//! The attack's own bookkeeping, exact at every moment and readable while it runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::wire::{Bookkeeping, ConnectionCounts};

/// Counts that all groups share.
#[derive(Debug, Default)]
pub struct AttackCounters {
    sent: AtomicU64,
    answered: AtomicU64,
    failed: AtomicU64,
    in_flight_at_stop: AtomicU64,
    opened: AtomicU64,
    reused: AtomicU64,
    resent: AtomicU64,
    open: AtomicU64,
    peak_open: AtomicU64,
    local_failures: AtomicU64,
}

impl AttackCounters {
    /// What became of the requests so far.
    pub fn bookkeeping(&self) -> Bookkeeping {
        Bookkeeping {
            sent: self.sent.load(Relaxed),
            answered: self.answered.load(Relaxed),
            failed: self.failed.load(Relaxed),
            in_flight_at_stop: self.in_flight_at_stop.load(Relaxed),
        }
    }

    /// What became of connections so far.
    pub fn connections(&self) -> ConnectionCounts {
        ConnectionCounts {
            opened: self.opened.load(Relaxed),
            reused: self.reused.load(Relaxed),
            resent: self.resent.load(Relaxed),
            peak: self.peak_open.load(Relaxed),
        }
    }

    /// Connections that are open now.
    pub fn open_connections(&self) -> u64 {
        self.open.load(Relaxed)
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

    pub(super) fn count_in_flight(&self) {
        self.in_flight_at_stop.fetch_add(1, Relaxed);
    }

    pub(super) fn count_resent(&self) {
        self.resent.fetch_add(1, Relaxed);
    }

    pub(super) fn count_reused(&self) {
        self.reused.fetch_add(1, Relaxed);
    }
}

/// An open connection, as long as it is held.
#[derive(Debug)]
pub(super) struct OpenGuard(Arc<AttackCounters>);

impl OpenGuard {
    pub(super) fn new(counters: &Arc<AttackCounters>) -> Self {
        counters.opened.fetch_add(1, Relaxed);
        let open = counters.open.fetch_add(1, Relaxed) + 1;
        counters.peak_open.fetch_max(open, Relaxed);
        Self(Arc::clone(counters))
    }
}

impl Drop for OpenGuard {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_open_as_long_as_it_is_held() {
        let counters = Arc::new(AttackCounters::default());
        let first = OpenGuard::new(&counters);
        let second = OpenGuard::new(&counters);
        drop(first);
        let third = OpenGuard::new(&counters);
        assert_eq!(counters.open_connections(), 2);
        drop((second, third));
        let expected = ConnectionCounts { opened: 3, peak: 2, ..ConnectionCounts::default() };
        assert_eq!(counters.open_connections(), 0);
        assert_eq!(counters.connections(), expected);
    }
}
