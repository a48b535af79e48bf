//! Every alternative of a value is accepted.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// Every alternative of a value is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_alternative",
    level: Level::Must,
    requirement: "The target MUST accept each alternative that anyOf, oneOf, a discriminator or \
                  a list of types offers.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1",
    explanation: Explanation {
        what: "Sends one request for each alternative that anyOf, oneOf, a discriminator or a list of types offers, and looks for a 2xx.",
        why: "Servers are tried with the first alternative and shipped with the others untried, while the client that was generated from the document offers them all.",
        request: r#"POST /jobs  {"trigger": {"kind": "cron", "at": "0 * * * *"}}   (the second of two)"#,
        answer: r#"500 {"error": "KeyError: interval"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.accepted(&[Constraint::Alternative])
}
