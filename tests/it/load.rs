//! Fleets against targets on loopback: what arrives there, and what the books say of it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

mod bad;
mod entries;
mod faults;
mod fleet;
mod judged;
mod outcomes;
mod patience;
mod seconds;
mod shipped;
mod stall;
mod target;
