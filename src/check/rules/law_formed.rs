//! A value is formed as its law says.

use crate::check::law::{LawKind, drafts};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A value is formed as its law says.
pub(super) static RULE: Rule = Rule {
    id: "law_formed",
    level: Level::Must,
    requirement: "A value MUST be formed as its law says.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, LawKind::Formed)
}
