//! Evidence: which requests, workers and moments the figures of a run rest on.

mod causes;
mod exemplars;
mod workers;

pub use causes::{CauseLog, CauseSummary, Occurrences};
pub use exemplars::{EXCERPT_BYTES, Exemplar, Exemplars, FIRST_FAILING, SLOWEST};
pub use workers::WorkerSet;

use crate::load::{LoadOutcome, Sample};

/// The evidence of a run or a part of it, bounded in memory.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Single requests that stand for many.
    pub exemplars: Exemplars,
    /// Failures, by cause.
    pub causes: CauseLog,
    /// Workers that did not send a request that was due, by the target's doing.
    pub held: WorkerSet,
}

impl Evidence {
    /// Takes a request of `worker` down; `exemplar` is asked where it is kept as one.
    pub fn note(&mut self, worker: u32, sample: &Sample, exemplar: impl FnOnce() -> Exemplar) {
        if sample.outcome != LoadOutcome::Ok && !sample.outcome.is_open() {
            self.causes.note(worker, sample);
        }
        self.exemplars.offer(sample, exemplar);
    }

    /// Adds what `other` holds.
    pub fn merge(&mut self, other: Self) {
        self.exemplars.merge(other.exemplars);
        self.causes.merge(&other.causes);
        self.held.merge(&other.held);
    }
}

#[cfg(test)]
mod testing {
    use std::time::Duration;

    use crate::load::Timing;
    use crate::load::{LoadOutcome, Sample};

    /// A request sent when it was due, in the first stage.
    pub(super) fn sample(outcome: LoadOutcome, sent_ms: u64, service_ms: u64) -> Sample {
        let sent = Duration::from_millis(sent_ms);
        Sample {
            stage: 0,
            operation: 0,
            outcome,
            timing: Timing {
                intended: sent,
                sent,
                done: sent + Duration::from_millis(service_ms),
                ..Timing::default()
            },
        }
    }
}
