//! What happens in a conformance run.

use std::sync::Arc;
use std::time::Duration;

use super::Ending;
use crate::check::{Check, Outcome, Plan};
use crate::wire::Exchange;

/// What came of one check, with the exchanges that prove it.
#[derive(Clone, Debug)]
pub struct CheckResult {
    /// The check.
    pub check: Arc<Check>,
    /// What came of it.
    pub outcome: Outcome,
    /// The exchanges it was judged on, in the order of its steps. Checks may share exchanges.
    pub exchanges: Vec<Arc<Exchange>>,
}

/// What happens in a conformance run, as it happens.
#[derive(Clone, Debug)]
pub enum ConformEvent {
    /// The run begins.
    Started {
        /// What will be asked.
        plan: Arc<Plan>,
        /// The target's URL, without credentials.
        target: String,
    },
    /// The target asked the runner to wait (429 or 503 with `Retry-After`), which it does.
    Throttled {
        /// The operation that was called.
        operation: String,
        /// How long the runner waits.
        pause: Duration,
    },
    /// A check has its outcome.
    Finished(Arc<CheckResult>),
    /// The run is over.
    Ended {
        /// How it came to its end.
        ending: Ending,
        /// From `Started` to now.
        elapsed: Duration,
        /// Requests sent, retries included.
        requests: usize,
    },
}
