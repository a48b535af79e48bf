//! A text that is not of its format is refused.

use crate::check::fault::Fault;
use crate::check::generate::Constraint;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A text that is not of its format is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_malformed_text",
    level: Level::Should,
    requirement: "A value that is not of its format (date-time, uuid, int32) SHOULD be refused with a declared 4xx; JSON Schema makes format an annotation unless both sides agree.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-7.2.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::Outside(Constraint::Format))
}
