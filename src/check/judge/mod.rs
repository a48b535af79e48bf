//! The judges: a check and what came back make an outcome, and nothing else says pass or fail.
//!
//! ```text
//! Check + Exchanges → judge → status, content, access, law, overview … → Outcome
//! ```
//!
//! Pure: no request, no clock. A finding is never an error, and an error is never a finding.

// An expectation without a judge must not compile.
#![warn(clippy::wildcard_enum_match_arm)]

mod case;
mod comparison;
mod content;
mod dispatch;
mod every;
mod law;
mod overview;
mod places;
mod rate;
mod refused;
mod same;
mod sent;
mod status;
mod unique;
mod wire_bytes;

pub(in crate::check) use case::excerpt_of;
pub use dispatch::{judge, judge_all};
pub(in crate::check) use places::{WrongPlace, general, wrong_members, wrong_places};
