//! A list with too few or too many items is refused.

use crate::check::fault::Fault;
use crate::check::generate::Constraint;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A list with too few or too many items is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_item_count",
    level: Level::Must,
    requirement: "A list with fewer or more items than its schema allows MUST be refused with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.4",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::Outside(Constraint::ItemCount))
}
