//! Leaving a member out is the same as sending its default.

use crate::check::generate::Shape;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Leaving a member out is the same as sending its default.
pub(super) static RULE: Rule = Rule {
    id: "default_equals_omission",
    level: Level::Must,
    requirement: "Leaving out a member that has a default MUST have the same effect as sending the default.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut turn = super::optional_body::TURN;
    for member in subject.members().iter().filter(|member| !member.required) {
        let shape = Shape::of(subject.api, &member.schema);
        let Some(default) = shape.first("default") else {
            continue;
        };
        let (Some(without), Some(with)) =
            (subject.body_without(member), subject.body_with(member, default.clone()))
        else {
            continue;
        };
        if !subject.accepts(&without) || !subject.accepts(&with) {
            continue;
        }
        let location = subject.api.location(&member.schema);
        turn += 1;
        let steps = [without, with].map(|body| subject.with_body(body));
        drafts.push(Draft::same(member.name(), &location, steps, turn));
    }
    drafts
}
