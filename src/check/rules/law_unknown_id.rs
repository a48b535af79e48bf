//! An id that nobody made is answered, not crashed on.

use crate::check::law::{LawKind, drafts};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// An id that nobody made is answered, not crashed on.
pub(super) static RULE: Rule = Rule {
    id: "law_unknown_id",
    level: Level::Must,
    requirement: "A request with an id that nobody made MUST be answered, and not with a 5xx.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, LawKind::UnknownId)
}
