//! Every answer has an id of its own.

use crate::check::law::{LawKind, drafts};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Every answer has an id of its own.
pub(super) static RULE: Rule = Rule {
    id: "law_unique",
    level: Level::Must,
    requirement: "Each answer MUST have a value of its own where a law says that it is unique.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, LawKind::Unique)
}
