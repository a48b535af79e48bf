//! What is sent comes back.

use crate::check::law::{LawKind, drafts};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// What is sent comes back.
pub(super) static RULE: Rule = Rule {
    id: "law_echo",
    level: Level::Must,
    requirement: "A value MUST come back as it was sent where a law says so.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, LawKind::Echo)
}
