//! A value is the same in every answer to one token.

use crate::check::law::{LawKind, drafts};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A value is the same in every answer to one token.
pub(super) static RULE: Rule = Rule {
    id: "law_constant",
    level: Level::Must,
    requirement: "A value MUST be the same in every answer to one token where a law says so.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, LawKind::Constant)
}
