//! A conformance run on a terminal: as it goes, and its summary at the end.

mod cause_text;
mod counts;
mod progress;
mod replay;
mod short;
mod summary;
mod terms;
mod withheld;

pub use cause_text::write_cause;
pub use progress::Progress;
pub use replay::write_replay;
pub use summary::write_summary;

pub(in crate::report) use summary::badge;
