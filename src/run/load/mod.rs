//! A load run: the profile's workers on the attack engine, ticks while it goes, a summary at its end.

mod capacity;
mod credentials;
mod error;
mod ids;
mod judge;
mod recorder_shard;
mod requests;
mod profile_fleet;
mod backoff;
mod preflight;
mod prepare;
mod self_monitor;
mod run;
mod take;
mod ticks;
mod progress_sampler;
mod worker;

#[cfg(test)]
mod tests;

pub use capacity::{CapacityProbe, CapacitySearch};
pub use credentials::are_needed;
pub use error::LoadError;
pub use preflight::Preflight;
pub use run::{CompletedRun, LoadOptions, LoadRun};
