//! A request with every declared part is accepted.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// A request with every declared part is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_full",
    level: Level::Must,
    requirement: "The target MUST accept a request that holds every declared member and \
                  parameter.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#request-body-object",
    explanation: Explanation {
        what: "Sends each operation every member and parameter that the document declares, each with a valid value, and looks for a 2xx.",
        why: "Members that are declared and yet refused show up only once a worker begins to use them, usually after an upgrade of the whole fleet.",
        request: r#"POST /workers  {"name": "w-1", "labels": {"zone": "a"}}"#,
        answer: r#"400 {"detail": "unexpected member: labels"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let (minimal, full) = (under_test.minimal(), under_test.full());
    if minimal == full {
        return Vec::new();
    }
    vec![Draft::new("full", &under_test.operation.location, full, StatusExpectation::Accepted)]
}
