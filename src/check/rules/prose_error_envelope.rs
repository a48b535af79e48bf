//! Errors are told in the envelope that the overview shows.

use crate::check::prose::{drafts, envelope};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Errors are told in the envelope that the overview shows.
pub(super) static RULE: Rule = Rule {
    id: "prose_error_envelope",
    level: Level::Should,
    requirement: "An error whose content the operation leaves open SHOULD be told in the envelope of the overview.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#info-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, envelope)
}
