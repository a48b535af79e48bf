//! How far the groups are: which have begun, when the run started, which have ended.

use std::sync::OnceLock;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::stop::Stop;

/// What the groups have reached.
#[derive(Clone, Copy, Debug, Default)]
struct Reached {
    begun: u32,
    ended: u32,
}

/// Where the groups of a run meet.
pub(super) struct GroupProgress {
    users: u32,
    reached: watch::Sender<Reached>,
    started: OnceLock<Instant>,
}

impl GroupProgress {
    pub(super) fn new(users: u32) -> Self {
        Self { users, reached: watch::Sender::default(), started: OnceLock::new() }
    }

    /// A group is there; returns when the run starts, or need not start any more.
    pub(super) async fn begin(&self, stop: &Stop) {
        self.reached.send_modify(|reached| reached.begun += 1);
        tokio::select! {
            () = self.wait_for(|reached| reached.begun == self.users) => {}
            () = stop.asked() => {}
        }
        if self.started.set(Instant::now()).is_ok() {
            self.reached.send_modify(|_| {});
        }
    }

    /// A group has ended.
    pub(super) fn end(&self) {
        self.reached.send_modify(|reached| reached.ended += 1);
    }

    /// When the run started; now, where it did not.
    pub(super) fn started(&self) -> Instant {
        self.started.get().copied().unwrap_or_else(Instant::now)
    }

    /// Returns when every group has ended.
    pub(super) async fn all_ended(&self) {
        self.wait_for(|reached| reached.ended == self.users).await;
    }

    /// Returns when every group that has begun has ended, or after `limit`.
    pub(super) async fn all_begun_ended(&self, limit: Duration) {
        let ended = self.wait_for(|reached| reached.ended >= reached.begun);
        // Worker groups end at the stop; only a runtime without a free thread makes them late.
        let _ = timeout(limit, ended).await;
    }

    /// Returns this long after the start of the run.
    pub(super) async fn end_of(&self, run: Duration) {
        self.wait_for(|_| self.started.get().is_some()).await;
        match self.started().checked_add(run) {
            Some(end) => sleep_until(end).await,
            None => std::future::pending().await,
        }
    }

    async fn wait_for(&self, condition: impl Fn(&Reached) -> bool) {
        // The sender lives as long as `self`: the wait cannot fail.
        let mut reached = self.reached.subscribe();
        let _ = reached.wait_for(condition).await;
    }
}
