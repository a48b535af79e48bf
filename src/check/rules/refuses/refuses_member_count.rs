//! An object with too few or too many members is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// An object with too few or too many members is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_member_count",
    level: Level::Must,
    requirement: "The target MUST refuse an object with fewer or more members than its schema \
                  allows with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5",
    explanation: Explanation {
        what: "Sends objects with one member less than minProperties and with one more than maxProperties.",
        why: "Maps of labels grow with everyone who writes into them, and the limit is what the store behind them can hold.",
        request: "PATCH /workers/w-1  {}   (minProperties: 1)",
        answer: r#"200 {"id": "w-1"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Outside(Constraint::MemberCount))
}
