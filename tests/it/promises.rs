//! Laws, prose and profiles as files of the user's own.
#![expect(
    clippy::unwrap_used,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

mod laws;
mod profiles;
mod schemas;
