//! Doing it: executes a plan against a target and tells what happens as events.

pub mod attack;
mod breaker;
mod conformance;
mod credential;
mod fill;
mod form;
pub mod load;
pub mod machine;
mod pace;
mod session;

pub use conformance::{Options, Run, Summary};
