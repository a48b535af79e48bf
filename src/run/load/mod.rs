//! A load run: the profile's workers on the attack engine, ticks while it goes, a summary at its end.

mod capacity;
mod credentials;
mod error;
mod ids;
mod judge;
mod lane;
mod life;
mod lives;
mod owed;
mod patience;
mod prepare;
mod pulse;
mod run;
mod watch;
mod worker;

#[cfg(test)]
mod tests;

pub use capacity::{Probe, Search};
pub use credentials::are_needed;
pub use error::LoadError;
pub use run::{LoadOptions, LoadRun, Outcome};
