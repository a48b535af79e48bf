//! The same request is accepted again.

use crate::check::law::{LawKind, drafts};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// The same request is accepted again.
pub(super) static RULE: Rule = Rule {
    id: "law_repeatable",
    level: Level::Must,
    requirement: "A request that was accepted MUST be accepted again where a law says that it is repeatable.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, LawKind::Repeatable)
}
