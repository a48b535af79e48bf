//! A parameter that cannot be read as its type is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A parameter that cannot be read as its type is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_mistyped_parameter",
    level: Level::Must,
    requirement: "The target MUST refuse a parameter that cannot be read as the declared type \
                  with a declared 4xx (or 400 or 404).",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#parameter-object",
    explanation: Explanation {
        what: "Gives one parameter at a time a text that no reading turns into its type: letters for a number. 400 and 404 are fine too.",
        why: "Texts that cannot be read end in an internal error, or in a default that the caller did not ask for.",
        request: "GET /workers?limit=ten",
        answer: r#"500 {"error": "invalid literal for int()"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::MistypedParameter)
}
