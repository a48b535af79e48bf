//! A list that repeats an item is refused where items are unique.

use crate::check::fault::Fault;
use crate::check::generate::Constraint;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A list that repeats an item is refused where items are unique.
pub(super) static RULE: Rule = Rule {
    id: "refuses_repeated_item",
    level: Level::Should,
    requirement: "A list that repeats an item SHOULD be refused with a declared 4xx where uniqueItems is set; frameworks that read it as a set drop the repetition.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.4.3",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::Outside(Constraint::Uniqueness))
}
