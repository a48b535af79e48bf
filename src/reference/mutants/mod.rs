//! Mutants: control planes with one defect each, the proof that the harness finds what it says it does.
//!
//! Those in `written` are real failure stories, each with the exact rules it breaks; those in
//! `mechanical` follow from the documents by rote. Variants are correct all the same.

mod call;
mod equivalent;
mod gallery;
mod ground;
mod matrix;
mod mechanical;
mod memory;
mod mutant;
mod route;
mod table;
mod trial;
mod written;

pub use call::{Call, Reply};
pub use equivalent::{EquivalentError, Equivalents};
pub use ground::Ground;
pub use matrix::{Faults, Kind, Matrix, Row};
pub use memory::Memory;
pub use mutant::{Expected, Mutant};
pub use trial::{Trial, TrialError, Trials};

use std::io;

use tokio::net::TcpListener;

use super::Config;
use super::serve::serve_app;

/// Every control plane of the matrix: healthy ones, variants, written mutants, mechanical ones.
pub fn all() -> Vec<Mutant> {
    let healthy = Ground::ALL.map(Mutant::healthy);
    let written = written::VARIANTS.iter().chain(written::MUTANTS).flat_map(|theme| *theme);
    let mechanical = Ground::ALL.into_iter().flat_map(mechanical::mutants);
    healthy.into_iter().chain(written.map(Mutant::from)).chain(mechanical).collect()
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
