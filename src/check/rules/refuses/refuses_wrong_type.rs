//! A member of a wrong JSON type is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A member of a wrong JSON type is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_wrong_type",
    level: Level::Must,
    requirement: "The target MUST refuse a member of a JSON type that its schema does not allow \
                  with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1",
    explanation: Explanation {
        what: "Gives one member at a time a JSON type that its schema does not allow and that cannot be mistaken for the right one.",
        why: "A value of a wrong type that is accepted is stored, and breaks whoever reads it next.",
        request: r#"POST /workers  {"name": ["w-1"]}"#,
        answer: r#"200 {"id": "w-1"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::WrongType)
}
