//! The headers that tell the limit on the rate are true of each other.

use crate::check::prose::{drafts, rate_consistent};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// The headers that tell the limit on the rate are true of each other.
pub(super) static RULE: Rule = Rule {
    id: "prose_rate_limit_consistent",
    level: Level::Should,
    requirement: "The headers that tell the limit on the rate SHOULD be readable and true of each other.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#info-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, rate_consistent)
}
