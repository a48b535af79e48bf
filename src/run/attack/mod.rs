//! Pressure on a target: a fleet's calls, each at its moment, over connections of their own.
//!
//! goose starts and stops the users (`crew`); each carries a `pack` of workers, which waits for
//! the next due moment (`alarms`), sends over a `line` and records a [`Sample`].

mod alarm;
mod alarms;
mod answer;
mod chunks;
mod clock;
mod counters;
mod crew;
mod error;
mod execute;
mod fleet;
mod line;
mod lines;
mod message;
mod options;
mod pack;
mod progress;
mod stop;
mod window;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod waits;

pub use counters::{Bookkeeping, ConnectionUse, Counters};
pub use error::AttackError;
pub use execute::{Attack, Report};
pub use fleet::{Answer, Failure, Fleet, Record, Sample, SlowRead, Step};
pub use options::{AttackOptions, Connections};
pub use stop::Stop;
#[cfg(test)]
pub(super) use waits::{Cause, Wait, Waits};
