//! Answers tell the limit on the rate.

use crate::check::prose::{drafts, rate_present};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Answers tell the limit on the rate.
pub(super) static RULE: Rule = Rule {
    id: "prose_rate_limit_present",
    level: Level::Should,
    requirement: "An answer SHOULD have the headers that tell the limit on the rate.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#info-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, rate_present)
}
