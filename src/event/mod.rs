//! What runs say while they go: the only bridge from the runners to the reporters.

mod conform;
mod load;

pub use conform::{CheckResult, ConformEvent};
pub use load::{LoadEvent, LoadSnapshot, Series};

/// How a run came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Every planned check has an outcome.
    Complete,
    /// The user stopped it.
    Interrupted,
    /// A check failed, and the run was to end there.
    FailedFast,
    /// The target could not be reached, or stopped answering: why.
    Unreachable(String),
}

/// Receives every event of a run, in order, from one thread at a time.
///
/// `E` is [`ConformEvent`] or [`LoadEvent`].
///
/// ```
/// use cp_harness::event::{LoadEvent, Observer};
///
/// /// Counts the requests that were sent.
/// struct Requests(u64);
///
/// impl Observer<LoadEvent> for Requests {
///     fn observe(&mut self, event: &LoadEvent) {
///         if let LoadEvent::Ended { requests, .. } = event {
///             self.0 = *requests;
///         }
///     }
/// }
/// ```
pub trait Observer<E> {
    /// Takes note of `event`.
    fn observe(&mut self, event: &E);
}

impl<E, O: Observer<E> + ?Sized> Observer<E> for Box<O> {
    fn observe(&mut self, event: &E) {
        (**self).observe(event);
    }
}
