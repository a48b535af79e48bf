//! `null` is refused where it is not allowed.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// `null` is refused where it is not allowed.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_null",
    level: Level::Must,
    requirement: "The target MUST refuse null with a declared 4xx where the schema does not \
                  allow it.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1",
    explanation: Explanation {
        what: "Gives one member at a time the value null where its schema does not allow it, and looks for a declared 4xx.",
        why: "A null that slips through overwrites a stored value, or surfaces as an error in another service.",
        request: r#"POST /workers  {"name": null}"#,
        answer: r#"200 {"id": "w-1", "name": null}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Null)
}
