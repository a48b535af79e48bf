//! Why an attack could not be carried out.

use thiserror::Error;

use crate::run::transport::OptionsError;
use crate::wire::TransportError;

/// Why an attack could not be carried out; what the target does wrong is never one of these.
#[derive(Debug, Error)]
pub enum AttackError {
    /// goose keeps its stop signal in the process, so two attacks would stop each other.
    #[error("another attack runs in this process: wait for its end, or start a process for each")]
    Busy,
    /// A fleet without workers.
    #[error("the fleet has no workers: give at least one")]
    NoWorkers,
    /// Nowhere to send to.
    #[error(transparent)]
    Target(#[from] OptionsError),
    /// The target's name has no address.
    #[error(transparent)]
    Resolve(#[from] TransportError),
    /// goose refused to run.
    #[error("the load engine did not run: {reason}")]
    Goose {
        /// goose's words.
        reason: String,
    },
}
