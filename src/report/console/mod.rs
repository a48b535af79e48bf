//! The terminal: the only place of the reports that prints, and only to where it is told to.

mod progress;
mod style;
mod summary;
mod terms;
mod text;

pub use progress::Progress;
pub use style::Style;
pub use summary::write_summary;

pub(super) use style::Ink;
pub(super) use summary::badge;
pub(super) use text::{DOT, duration, flow, shown};
