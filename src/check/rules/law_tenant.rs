//! What one organisation made is not let to another.

use crate::check::law::{LawKind, drafts};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// What one organisation made is not let to another.
pub(super) static RULE: Rule = Rule {
    id: "law_tenant",
    level: Level::Must,
    requirement: "What one organisation made MUST NOT be let to another where a law says so.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, LawKind::Tenant)
}
