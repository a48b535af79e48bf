//! Content of another JSON type is refused.

use crate::check::fault::Fault;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Content of another JSON type is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_top_level_type",
    level: Level::Must,
    requirement: "Content whose top-level JSON type the schema does not allow MUST be refused with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::TopLevelType)
}
