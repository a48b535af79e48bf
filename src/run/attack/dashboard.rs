//! What goose's web dashboard is shown of a fleet: samples as they come, at most so many a second.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::sleep;

use super::fleet::AttackSample;
use crate::wire::LoadOutcome;

/// How often samples are handed over, and how many at most: goose spends several strings on each.
const PAUSE: Duration = Duration::from_millis(100);
const AT_ONCE: usize = 100;

/// Sends samples to the dashboard; what does not fit in is left out.
pub(super) struct DashboardSender(Sender<AttackSample>);

/// A way to name a fleet's calls.
pub(super) type CallNames = Box<dyn Fn(u16) -> String + Send + Sync>;

/// The dashboard's view of the fleet.
pub(super) struct Dashboard {
    /// The port of 127.0.0.1 where the dashboard listens.
    pub(super) port: u16,
    /// Taken by the one goose user that shows the samples.
    samples: Mutex<Option<Receiver<AttackSample>>>,
    names: CallNames,
}

/// One request, in goose's terms.
pub(super) struct DashboardEntry {
    pub(super) name: String,
    pub(super) took: Duration,
    pub(super) status: Option<u16>,
    pub(super) is_success: bool,
}

impl Dashboard {
    /// A dashboard on this port, with the sender of its samples.
    pub(super) fn new(port: u16, names: CallNames) -> (Self, DashboardSender) {
        let (sender, samples) = channel(AT_ONCE);
        (Self { port, samples: Mutex::new(Some(samples)), names }, DashboardSender(sender))
    }

    /// The samples, for whoever asks first.
    pub(super) fn take(&self) -> Option<Receiver<AttackSample>> {
        self.samples.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The next few samples, after a pause; empty once there will be no more.
    pub(super) async fn next(&self, samples: &mut Receiver<AttackSample>) -> Vec<DashboardEntry> {
        sleep(PAUSE).await;
        let mut taken = Vec::with_capacity(AT_ONCE);
        samples.recv_many(&mut taken, AT_ONCE).await;
        taken.iter().map(|sample| self.show(sample)).collect()
    }

    fn show(&self, sample: &AttackSample) -> DashboardEntry {
        DashboardEntry {
            name: (self.names)(sample.call),
            took: sample.timing.done.saturating_sub(sample.timing.intended),
            status: sample.status,
            is_success: sample.outcome == LoadOutcome::Ok,
        }
    }
}

impl DashboardSender {
    /// Tells one sample, where there is room for it.
    pub(super) fn send(&self, sample: &AttackSample) {
        // A full channel is the bound on what goose is given.
        let _ = self.0.try_send(*sample);
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;
    use crate::wire::Timing;

    #[tokio::test(start_paused = true)]
    async fn no_more_than_a_thousand_a_second_are_shown() {
        let (dashboard, sender) = Dashboard::new(0, Box::new(|call| format!("call {call}")));
        let mut samples = dashboard.take().unwrap();
        assert!(dashboard.take().is_none());
        let (sent, done) = (Duration::from_secs(2), Duration::from_secs(5));
        let sample = AttackSample {
            worker: 0,
            call: 3,
            outcome: LoadOutcome::ServerError(503),
            status: Some(503),
            timing: Timing { intended: Duration::from_secs(1), sent, done, ..Timing::default() },
            connection: None,
        };
        let start = Instant::now();
        for _ in 0..10 {
            (0..10_000).for_each(|_| sender.send(&sample));
            let shown = dashboard.next(&mut samples).await;
            assert_eq!(shown.len(), AT_ONCE);
            assert_eq!((shown[0].name.as_str(), shown[0].took.as_secs()), ("call 3", 4));
            assert_eq!((shown[0].status, shown[0].is_success), (Some(503), false));
        }
        assert!(start.elapsed() >= Duration::from_secs(1));
        drop(sender);
        assert!(dashboard.next(&mut samples).await.is_empty());
    }
}
