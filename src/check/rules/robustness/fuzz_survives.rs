//! No random input makes the target fail or hang.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// No random input makes the target fail or hang.
pub(in crate::check) static RULE: Rule = Rule {
    id: "fuzz_survives",
    level: Level::Must,
    requirement: "The target MUST NOT answer any input, random or not, with a 5xx, or leave it \
                  without a response.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.6",
    explanation: Explanation {
        what: "Sends valid requests with a few random edits, as many for each operation as `--fuzz` or `--tier fuzz` asks for, and looks for any answer below 500. A request that fails is made smaller as long as it still fails; `--seed` gives the same ones again.",
        why: "The plan asks what the document makes one think of. What brings a server down is as often a combination that nobody thought of.",
        request: r#"POST /jobs  {"retries": 0, "labels": {"": null}}"#,
        answer: r#"500 {"error": "division by zero"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.searched(|_| true, StatusExpectation::NoServerError)
}
