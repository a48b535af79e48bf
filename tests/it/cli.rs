//! The command line: the real binary, over real HTTP on loopback.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

mod binary;
mod documents;
mod flags;
mod formats;
mod help;
mod load;
mod main_job;
mod mutants;
mod output;
mod plan;
mod secrets;
mod server;
mod signals;
mod targets;
