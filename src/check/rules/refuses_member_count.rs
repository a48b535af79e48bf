//! An object with too few or too many members is refused.

use crate::check::fault::Fault;
use crate::check::generate::Constraint;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// An object with too few or too many members is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_member_count",
    level: Level::Must,
    requirement: "An object with fewer or more members than its schema allows MUST be refused with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::Outside(Constraint::MemberCount))
}
