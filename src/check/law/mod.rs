//! Lifecycle laws: what holds over several calls, as data that a file states and the engine judges.

mod expectation;
mod judge;
mod model;
mod place;
mod plan;
mod read;
mod resolve;
mod template;
mod written;

pub use expectation::LawExpectation;
pub(super) use judge::judge;
pub use model::{Demand, Form, IdSource, Law, LawKind, Laws};
pub use place::Place;
pub(super) use plan::{drafts, unknown_in_path};
pub(super) use read::validator;
pub use template::Template;

/// The laws that ship beside the documents.
const SHIPPED: (&str, &str) =
    ("specs/worker.laws.toml", include_str!("../../../specs/worker.laws.toml"));
