//! Doing it: executes a plan against a target and tells what happens as events.

pub mod attack;
mod breaker;
mod conformance;
mod credential;
mod fill;
pub mod load;
pub mod machine;
mod pace;
mod session;
mod shrink;

pub use conformance::{Options, Run, Summary};
