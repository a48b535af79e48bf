//! A value that its enumeration does not list is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// A value that its enumeration does not list is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_unlisted_value",
    level: Level::Must,
    requirement: "The target MUST refuse a value that its enum or const does not list with a \
                  declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2",
    explanation: Explanation {
        what: "Sends values that their enum or const does not list: another one of the same type, and a listed one in other letters.",
        why: "A state that the server does not know is one that nothing leads out of, and one in capitals is another key in every map.",
        request: r#"POST /workers/w-1/state  {"state": "IDLE"}   (enum: idle, busy)"#,
        answer: r#"200 {"state": "IDLE"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Outside(Constraint::Enumeration))
}
