//! A load run: the profile's workers on the attack engine, ticks while it goes, a summary at its end.

mod credentials;
mod ids;
mod judge;
mod lane;
mod life;
mod lives;
mod patience;
mod run;
mod worker;

#[cfg(test)]
mod tests;

pub use run::{LoadError, LoadOptions, LoadRun, Outcome};
