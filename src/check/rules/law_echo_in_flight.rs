//! Requests in flight together get back what each of them sent.

use crate::check::law::{LawKind, drafts};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Requests in flight together get back what each of them sent.
pub(super) static RULE: Rule = Rule {
    id: "law_echo_in_flight",
    level: Level::Must,
    requirement: "Each of several requests in flight together MUST be answered with what it sent itself where a law says so.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, LawKind::EchoInFlight)
}
