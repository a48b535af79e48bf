//! The run's own time: every moment is a duration since the start of the run.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Time since the start of the run; zero until it has started.
#[derive(Debug, Default)]
pub(super) struct RunClock(OnceLock<Instant>);

impl RunClock {
    /// Starts the run's time; later calls change nothing.
    pub(super) fn start(&self) {
        self.0.get_or_init(Instant::now);
    }

    /// Time since the start.
    pub(super) fn now(&self) -> Duration {
        self.0.get().map_or(Duration::ZERO, Instant::elapsed)
    }
}
