//! The command line: the real binary, over real HTTP on loopback.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

mod binary;
mod capacity;
mod changes;
mod compare;
mod config;
mod coverage;
mod deploy;
mod display;
mod diff;
mod documents;
mod earlier;
mod estate;
mod fail_fast;
mod flags;
mod fleet;
mod formats;
mod gate;
mod help;
mod init;
mod interval_log;
mod lint;
mod load;
mod main_job;
mod manual;
mod merge;
mod mutants;
#[cfg(feature = "otlp")]
mod otlp;
mod output;
mod pets;
mod plan;
mod preflight;
mod promises;
mod replay;
mod rules;
mod schemas;
mod secrets;
mod server;
mod show;
mod signals;
mod starved;
mod targets;
mod tiers;
mod waivers;
