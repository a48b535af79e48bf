//! Requests in flight together get an id of their own each.

use crate::check::law::{LawKind, drafts};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Requests in flight together get an id of their own each.
pub(super) static RULE: Rule = Rule {
    id: "law_unique_in_flight",
    level: Level::Must,
    requirement: "Each of several requests in flight together MUST be answered a value of its own where a law says that it is unique.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, LawKind::UniqueInFlight)
}
