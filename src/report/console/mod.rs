//! The terminal: the only place of the reports that prints, and only to where it is told to.

mod progress;
mod replay;
mod short;
mod style;
mod summary;
mod terms;
mod text;

pub use progress::Progress;
pub use replay::write_replay;
pub use style::Style;
pub use summary::write_summary;

pub(super) use style::Ink;
pub(super) use summary::badge;
pub use text::shown;
pub(super) use text::{DOT, duration, flow};
