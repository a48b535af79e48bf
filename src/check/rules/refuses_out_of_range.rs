//! A number beyond its limits is refused.

use crate::check::fault::Fault;
use crate::check::generate::Constraint;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A number beyond its limits is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_out_of_range",
    level: Level::Must,
    requirement: "A number below its minimum or above its maximum MUST be refused with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::Outside(Constraint::Range))
}
