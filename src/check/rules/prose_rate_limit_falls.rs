//! What the limit on the rate leaves falls with each request.

use crate::check::prose::{drafts, rate_falls};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// What the limit on the rate leaves falls with each request.
pub(super) static RULE: Rule = Rule {
    id: "prose_rate_limit_falls",
    level: Level::Should,
    requirement: "The number of requests that remain SHOULD fall with each request of a window.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#info-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, rate_falls)
}
