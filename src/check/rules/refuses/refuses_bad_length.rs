//! A text that is too short or too long is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// A text that is too short or too long is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_bad_length",
    level: Level::Must,
    requirement: "The target MUST refuse a string with fewer or more characters (code points) \
                  than its schema allows with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3",
    explanation: Explanation {
        what: "Sends texts with one character less than minLength and with one more than maxLength. Characters are code points: texts of rare ones find servers that count something else.",
        why: "A text that is too long is cut off by the database, or fails in it. An empty name is one that nobody can look for.",
        request: r#"POST /workers  {"name": ""}   (minLength: 1)"#,
        answer: r#"200 {"id": "w-1", "name": ""}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Outside(Constraint::Length))
}
