//! A number beyond its limits is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// A number beyond its limits is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_out_of_range",
    level: Level::Must,
    requirement: "The target MUST refuse a number below its minimum or above its maximum with a \
                  declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2",
    explanation: Explanation {
        what: "Sends numbers just beyond their limits, one at a time: below the minimum, above the maximum, and the limit itself where it is exclusive.",
        why: "A limit that nobody enforces is found by the worker that asks for a million retries, or for a heartbeat every minus one seconds.",
        request: r#"POST /jobs  {"retries": 11}   (maximum: 10)"#,
        answer: r#"200 {"id": "j-1", "retries": 11}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Outside(Constraint::Range))
}
