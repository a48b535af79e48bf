//! Mutants and variants written by hand, by theme: each a fact from a real failure story.
//!
//! A new one is a row in a table: its id, its story, the rules it breaks, and the change.

mod access;
mod doors;
mod gallery;
mod input;
mod laws;
mod methods;
mod orders;
mod refusals;
mod requests;
mod search;
mod strictness;
mod success;
mod variants;
mod wire;

use super::mutant::Written;

/// Mutants, each with the exact rules it breaks.
pub(super) static MUTANTS: &[&[Written]] = &[
    access::MUTANTS,
    success::MUTANTS,
    requests::MUTANTS,
    strictness::MUTANTS,
    refusals::MUTANTS,
    methods::MUTANTS,
    input::MUTANTS,
    wire::MUTANTS,
    gallery::MUTANTS,
    orders::LAX,
    orders::STRICT,
    doors::LOCKS,
    doors::OVERVIEW,
    laws::MUTANTS,
    search::MUTANTS,
];

/// Correct control planes that differ from the reference in what the documents leave open.
pub(super) static VARIANTS: &[&[Written]] = &[variants::VARIANTS];
