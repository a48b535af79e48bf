//! Doing it: executes a plan against a target and tells what happens as events.

pub mod attack;
mod breaker;
mod closing;
mod conformance;
mod credential;
mod fill;
mod form;
mod jwt;
pub mod load;
pub mod machine;
mod pace;
mod session;
mod shrink;

pub use conformance::{Options, Run, Summary};
pub use credential::Credentials;
