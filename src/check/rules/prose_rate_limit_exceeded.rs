//! More requests than the limit on the rate are refused with 429.

use crate::check::prose::{drafts, rate_exceeded};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// More requests than the limit on the rate are refused with 429.
pub(super) static RULE: Rule = Rule {
    id: "prose_rate_limit_exceeded",
    level: Level::Should,
    requirement: "More requests than the limit on the rate SHOULD be refused with 429.",
    reference: "https://www.rfc-editor.org/rfc/rfc6585#section-4",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, rate_exceeded)
}
