//! The only bridge from the runners to the reporters.

use std::sync::Arc;
use std::time::Duration;

use crate::check::{Check, Outcome, Plan};
use crate::http::Exchange;

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

/// How a run came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Every planned check has an outcome.
    Complete,
    /// The user stopped it.
    Interrupted,
    /// The target could not be reached, or stopped answering: why.
    Unreachable(String),
}

/// What happens in a run, as it happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// The run begins.
    Started {
        /// What will be asked.
        plan: Arc<Plan>,
        /// The target's URL, without credentials.
        target: String,
    },
    /// The target asked for patience (429 or 503 with `Retry-After`) and gets it.
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

/// Hears every event of a run, in order, from one thread at a time.
pub trait Observer {
    /// Takes note of `event`.
    fn observe(&mut self, event: &Event);
}

impl<O: Observer + ?Sized> Observer for Box<O> {
    fn observe(&mut self, event: &Event) {
        (**self).observe(event);
    }
}
