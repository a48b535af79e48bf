//! A fleet as data: the profile of a run, its stages, what goes wrong in it, and the words of all
//! these: times, rates, amounts, and the numbers that look random.
//!
//! Leaf types: nothing here reads a file or knows what a run came to.

pub(super) mod amount;
mod given;
mod profile;
pub(super) mod rng;
pub(super) mod stage;
pub(super) mod units;
pub(super) mod worker_fault;

pub use amount::Amount;
pub use given::Given;
pub use profile::{DEFAULT_POOL, FleetProfile, Interval, Phase, SloText, pack_for};
pub use stage::{Stage, StageKind};
pub use units::{duration_text, parse_duration, parse_rate};
pub use worker_fault::{FaultExtent, FaultState, WorkerFault, WorkerFaultKind};
