//! The reference control plane over real HTTP, with requests written byte for byte.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

mod authentication;
mod content;
mod operations;
mod routing;
mod stopping;
mod target;
