//! A text that does not match its pattern is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// A text that does not match its pattern is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_pattern_mismatch",
    level: Level::Must,
    requirement: "The target MUST refuse a string that does not match its pattern with a \
                  declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.3",
    explanation: Explanation {
        what: "Takes a text that matches the pattern and changes it in one respect at a time: a character more at its end or beginning, others in it, capitals for small letters, nothing at all.",
        why: "A pattern keeps what goes into paths, commands and names of queues harmless. One that is held only against the beginning of a text keeps nothing out.",
        request: r#"POST /queues  {"name": "jobs!"}   (pattern: ^[a-z]+$)"#,
        answer: r#"200 {"id": "q-1", "name": "jobs!"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Outside(Constraint::Pattern))
}
