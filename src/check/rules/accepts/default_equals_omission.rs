//! Leaving a member out is the same as sending its default.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::accepts::optional_body::TURN;
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Shape;

/// Leaving a member out is the same as sending its default.
pub(in crate::check) static RULE: Rule = Rule {
    id: "default_equals_omission",
    level: Level::Must,
    requirement: "The target MUST treat a member that is left out like the member with its \
                  default.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2",
    explanation: Explanation {
        what: "Sends a request without a member, one with the member set to its documented default, and one without it again; the answers have to agree in everything that does not differ between two equal requests anyway.",
        why: "Whoever leaves a member out relies on the default in the document. Where the server assumes another value, a worker runs with a setting that nobody chose.",
        request: r#"POST /jobs  {"retries": 3}  and  POST /jobs  {}   (default: 3)"#,
        answer: r#"200 {"retries": 3}  and  200 {"retries": 0}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut turn = TURN;
    for member in under_test.members().iter().filter(|member| !member.required) {
        let shape = Shape::of(under_test.api, &member.schema);
        let Some(default) = shape.first("default") else {
            continue;
        };
        let (Some(without), Some(with)) =
            (under_test.body_without(member), under_test.body_with(member, default.clone()))
        else {
            continue;
        };
        if !under_test.accepts(&without) || !under_test.accepts(&with) {
            continue;
        }
        let location = under_test.api.location(&member.schema);
        turn += 1;
        let steps = [without, with].map(|body| under_test.with_body(body));
        drafts.push(Draft::same(member.name(), &location, steps, turn));
    }
    drafts
}
