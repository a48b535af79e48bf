//! Mutants and variants written by hand, by theme: each a fact from a real failure story.
//!
//! A new one is a row in a table: its id, its story, the rules it breaks, and the change.

mod access;
mod auth_schemes;
mod catalogue;
mod constraints;
mod input;
mod laws;
mod methods;
mod overview_rules;
mod refusals;
mod requests;
mod search;
mod strictness;
mod success;
mod variants;
mod wire;

use super::mutant::ManualMutant;

/// Mutants, each with the exact rules it breaks.
pub(super) static MUTANTS: &[&[ManualMutant]] = &[
    access::MUTANTS,
    success::MUTANTS,
    requests::MUTANTS,
    strictness::MUTANTS,
    refusals::MUTANTS,
    methods::MUTANTS,
    input::MUTANTS,
    wire::MUTANTS,
    catalogue::MUTANTS,
    constraints::LAX,
    constraints::STRICT,
    auth_schemes::MUTANTS,
    overview_rules::MUTANTS,
    laws::MUTANTS,
    search::MUTANTS,
];

/// Correct control planes that differ from the reference in what the documents leave open.
pub(super) static VARIANTS: &[&[ManualMutant]] = &[variants::VARIANTS];
