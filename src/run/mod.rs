//! The shell that touches the world: executes plans and fleets against a target, and emits events.

pub mod attack;
mod breaker;
mod conformance;
mod credential;
mod fill;
mod form;
mod jwt;
pub mod load;
pub mod machine;
mod operation_checks;
mod options;
mod pace;
mod preflight;
mod session;
mod shrink;
pub mod transport;

pub use conformance::{Run, Summary};
pub use credential::Credentials;
pub use options::{FailFast, Options};
pub use preflight::Obstacle;
