//! The pace of requests: at most so many a second, and none while the target asks for patience.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The lowest rate that is kept to, in requests a second: one an hour.
const SLOWEST: f64 = 1.0 / 3_600.0;

/// Hands out the moments at which requests may be sent.
#[derive(Debug)]
pub(super) struct Pace {
    interval: Duration,
    next: Mutex<Instant>,
}

impl Pace {
    /// A pace of at most `rate` requests a second; `None` sets no limit.
    pub(super) fn new(rate: Option<f64>) -> Self {
        let interval =
            rate.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate.max(SLOWEST)));
        Self { interval, next: Mutex::new(Instant::now()) }
    }

    /// Waits for the next free moment and takes it.
    pub(super) async fn turn(&self) {
        let moment = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let moment = (*next).max(Instant::now());
            *next = moment + self.interval;
            moment
        };
        if moment > Instant::now() {
            sleep_until(moment).await;
        }
    }

    /// Lets nobody send for `pause`, from now on.
    pub(super) fn hold(&self, pause: Duration) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (*next).max(Instant::now() + pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn turns_are_spaced_by_the_rate() {
        let pace = Pace::new(Some(10.0));
        let start = Instant::now();
        for _ in 0..4 {
            pace.turn().await;
        }
        assert_eq!(start.elapsed().as_millis(), 300);
    }

    #[tokio::test(start_paused = true)]
    async fn a_hold_delays_the_next_turn() {
        let pace = Pace::new(None);
        let start = Instant::now();
        pace.hold(Duration::from_secs(2));
        pace.turn().await;
        assert_eq!(start.elapsed().as_secs(), 2);
    }
}
