//! A list that repeats an item is refused where items are unique.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// A list that repeats an item is refused where items are unique.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_repeated_item",
    level: Level::Should,
    requirement: "The target SHOULD refuse a list that repeats an item with a declared 4xx where \
                  uniqueItems is set; frameworks that read it as a set drop the repetition.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.4.3",
    explanation: Explanation {
        what: "Sends a list that has an item twice where `uniqueItems` is set. Frameworks that read such a list as a set drop the repetition without a word, hence SHOULD.",
        why: "Either something is done twice, or the caller goes on counting two where the server has one.",
        request: r#"POST /workers  {"tags": ["gpu", "gpu"]}   (uniqueItems)"#,
        answer: r#"200 {"id": "w-1", "tags": ["gpu", "gpu"]}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Outside(Constraint::Uniqueness))
}
