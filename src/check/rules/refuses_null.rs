//! `null` is refused where it is not allowed.

use crate::check::fault::Fault;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// `null` is refused where it is not allowed.
pub(super) static RULE: Rule = Rule {
    id: "refuses_null",
    level: Level::Must,
    requirement: "A request with null where the schema does not allow it MUST be refused with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::Null)
}
