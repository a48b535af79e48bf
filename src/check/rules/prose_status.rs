//! Refusals have a status in common use.

use crate::check::prose::{drafts, statuses};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Refusals have a status in common use.
pub(super) static RULE: Rule = Rule {
    id: "prose_status",
    level: Level::Should,
    requirement: "A refusal SHOULD have a status that the overview lists, the operation declares, or HTTP itself defines.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, statuses)
}
