//! Content that is optional may be left out.

use crate::check::Expectation;
use crate::check::generate::Shape;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;
use crate::check::{Payload, Step};

/// Content that is optional may be left out.
pub(in crate::check) static RULE: Rule = Rule {
    id: "optional_body",
    level: Level::Must,
    requirement: "Optional content MUST be possible to leave out, with the same effect as sending its default.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#request-body-object",
    plan,
};

/// See [`Draft::same`]; `default_equals_omission` takes the turns after it.
pub(super) const TURN: u32 = 1;

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let Some(schema) = subject.body_schema().filter(|_| !subject.is_body_required()) else {
        return Vec::new();
    };
    let location = subject.api.location(schema);
    let without = Step { payload: Payload::None, content_type: None, ..subject.minimal() };
    let mut drafts = vec![Draft::new("absent", &location, without.clone(), Expectation::Accepted)];
    let default = Shape::of(subject.api, schema).first("default").cloned();
    if let Some(default) = default.filter(|default| subject.accepts(default)) {
        let with = subject.with_body(default);
        drafts.push(Draft::same("default", &location, [without, with], TURN));
    }
    drafts
}
