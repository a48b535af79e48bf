//! Mutants: control planes with one defect each, the proof that the harness finds what it says it does.
//!
//! Those in `manual` are real failure stories, each with the exact rules it breaks; those in
//! `generated` follow from the documents by rote. Variants are correct all the same.

mod equivalent;
mod matrix;
mod generated;
mod mutant;
mod table;
mod trial;
mod manual;

pub use equivalent::{EquivalentError, Equivalents};
pub use matrix::{Faults, Matrix, MutantKind, Row};
pub use mutant::{Expected, Mutant};
pub use trial::{Trial, TrialError, Trials};

use std::io;

use tokio::net::TcpListener;

use super::Config;
use super::fixtures::FixtureApi;
use super::serve::serve_app;

/// Every control plane of the matrix: healthy ones, variants, manual mutants, generated ones.
pub fn all() -> Vec<Mutant> {
    let healthy = FixtureApi::ALL.map(Mutant::healthy);
    let manual = manual::VARIANTS.iter().chain(manual::MUTANTS).flat_map(|theme| *theme);
    let generated = FixtureApi::ALL.into_iter().flat_map(generated::mutants);
    healthy.into_iter().chain(manual.map(Mutant::from)).chain(generated).collect()
}

/// Serves a mutant until `shutdown` is over.
pub async fn serve_mutant(
    listener: TcpListener,
    mutant: &Mutant,
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_app(listener, mutant.served(config), shutdown).await
}
