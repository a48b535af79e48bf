//! What an API's overview says of all operations, in prose: as data with levels, judged like rules.

mod expectation;
mod judge;
mod model;
mod notes;
mod plan;
mod rate;
mod read;

pub use expectation::ProseExpectation;
pub(super) use judge::judge;
pub use model::{Pagination, Prose, RateLimit, Saying, Sayings};
pub use notes::Note;
pub(super) use plan::{
    drafts, envelope, pagination, rate_consistent, rate_exceeded, rate_falls, rate_present,
    statuses,
};

/// The prose that ships beside the documents.
const SHIPPED: (&str, &str) =
    ("specs/overview.prose.toml", include_str!("../../../specs/overview.prose.toml"));
