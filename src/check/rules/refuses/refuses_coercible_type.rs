//! A member of a wrong JSON type that looks like the right one is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A member of a wrong JSON type that looks like the right one is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_coercible_type",
    level: Level::Should,
    requirement: "The target SHOULD refuse a member that only looks like the declared type ('5' \
                  for 5) with a declared 4xx; many frameworks coerce it.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1",
    explanation: Explanation {
        what: r#"Gives one member at a time a value that only looks like the declared type: the text "5" for a number, 1 for true. Lax frameworks coerce these, hence SHOULD."#,
        why: "Coercion differs from framework to framework: what one version takes for a number the next one may refuse, and nobody changed the document.",
        request: r#"POST /jobs  {"retries": "5"}"#,
        answer: r#"200 {"retries": 5}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::CoercibleType)
}
