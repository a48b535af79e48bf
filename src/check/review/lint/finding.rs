//! A lint, and what it finds.

use crate::check::model::Level;
use crate::spec::Location;

/// One thing that can be wrong with a document.
#[derive(Debug, PartialEq, Eq)]
pub struct Lint {
    /// The id: `default_invalid`.
    pub id: &'static str,
    /// How much it matters; a document fails no target, so none of them is a MUST.
    pub level: Level,
    /// What it asks of a document: one sentence with SHOULD or MAY.
    pub requirement: &'static str,
    /// A link to the text that is the basis.
    pub reference: &'static str,
}

/// One thing that is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintFinding {
    /// Which of the lints found it.
    pub lint: &'static Lint,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub location: Location,
}

impl LintFinding {
    pub(super) fn new(lint: &'static Lint, message: impl Into<String>, location: Location) -> Self {
        Self { lint, message: message.into(), location }
    }
}
