//! Doing it: executes a plan against a target and tells what happens as events.

mod breaker;
mod conformance;
mod credential;
mod fill;
mod pace;
mod session;

pub use conformance::{Options, Run, Summary};
