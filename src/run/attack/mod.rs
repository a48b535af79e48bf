//! Pressure on a target: a fleet's calls, each at its moment, over connections of their own.
//!
//! goose starts and stops the users (`goose_driver`); each carries a `group` of workers, which waits for
//! the next due moment (`timers`), sends over a `connection` and records a [`AttackSample`].

mod timer;
mod timers;
mod wire_answer;
mod chunks;
mod clock;
mod counters;
mod goose_driver;
mod decode;
mod error;
mod execute;
mod fleet;
mod connection;
mod connections;
mod message;
mod options;
mod worker_group;
mod worker_groups;
mod progress;
mod stop;
mod dashboard;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod lag_attribution;

pub use counters::AttackCounters;
pub use error::AttackError;
pub use execute::{Attack, AttackReport};
pub use fleet::{AttackSample, Failed, Fleet, NextAction, Record, SlowRead, WireAnswer};
#[cfg(test)]
pub(super) use lag_attribution::{LagAttribution, LagCause, LagShares};
pub use options::AttackOptions;
pub use stop::Stop;
