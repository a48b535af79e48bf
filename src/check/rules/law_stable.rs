//! The same request is answered the same again.

use crate::check::law::{LawKind, drafts};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// The same request is answered the same again.
pub(super) static RULE: Rule = Rule {
    id: "law_stable",
    level: Level::Must,
    requirement: "The same request MUST be answered the same again where a law says so.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, LawKind::Stable)
}
