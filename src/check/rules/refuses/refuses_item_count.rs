//! A list with too few or too many items is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// A list with too few or too many items is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_item_count",
    level: Level::Must,
    requirement: "The target MUST refuse a list with fewer or more items than its schema allows \
                  with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.4",
    explanation: Explanation {
        what: "Sends lists with one item less than minItems and with one more than maxItems or than the schema has places for.",
        why: "An empty list where an item is due is work that never happens. A list without an end is one request that does the work of a thousand.",
        request: r#"POST /jobs  {"steps": []}   (minItems: 1)"#,
        answer: r#"200 {"id": "j-1", "steps": []}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Outside(Constraint::ItemCount))
}
