//! Seeded random search beyond the plan: a valid request with a few random edits.
//!
//! ```text
//! seed + number → Script (edits, by proptest) → FuzzCandidate (request, and what the schema says of it)
//! ```
//!
//! A case is nothing but its operation, its seed and its number: the same three give the same
//! request, in the plan as in the runner that looks for a smaller one.

mod edit;
mod random_search;
mod strategy;
mod validity;

pub use random_search::Fuzz;
pub(in crate::check) use random_search::{FuzzCandidate, FuzzCase, build, candidate};
pub(in crate::check) use strategy::Scripts;
pub(in crate::check) use validity::ValidityJudge;
