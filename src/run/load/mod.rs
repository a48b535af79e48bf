//! A load run: the profile's workers on the attack engine, ticks while it goes, a summary at its end.

mod capacity;
mod judge;
mod lane;
mod lives;
mod pulse;
mod run;
mod worker;

pub use capacity::{Probe, Search};
pub use run::{LoadError, LoadOptions, LoadRun, Outcome};
