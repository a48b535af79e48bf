//! Everything the events of one run said, kept for the report.

use std::sync::Arc;
use std::time::Duration;

use crate::check::Plan;
use crate::event::{CheckResult, ConformEvent, Ending, Observer};

/// Everything the events of one run said.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// What was to be asked; `None` before the run begins.
    pub plan: Option<Arc<Plan>>,
    /// The target's URL.
    pub target: String,
    /// The outcomes, in the order they came.
    pub results: Vec<Arc<CheckResult>>,
    /// How often the target asked for patience.
    pub throttled: usize,
    /// How long the runner waited for it in all.
    pub paused: Duration,
    /// How the run ended; `None` while it goes on.
    pub ending: Option<Ending>,
    /// How long it took.
    pub elapsed: Duration,
    /// Requests sent, retries included.
    pub requests: usize,
}

impl Observer<ConformEvent> for Recording {
    fn observe(&mut self, event: &ConformEvent) {
        match event {
            ConformEvent::Started { plan, target } => {
                self.plan = Some(Arc::clone(plan));
                self.target.clone_from(target);
            }
            ConformEvent::Throttled { pause, .. } => {
                self.throttled += 1;
                self.paused += *pause;
            }
            ConformEvent::Finished(result) => self.results.push(Arc::clone(result)),
            ConformEvent::Ended { ending, elapsed, requests } => {
                self.ending = Some(ending.clone());
                self.elapsed = *elapsed;
                self.requests = *requests;
            }
        }
    }
}
