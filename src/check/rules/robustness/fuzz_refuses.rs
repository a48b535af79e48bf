//! A random request that the schema refuses is refused.

use crate::check::cases::fuzz::ValidityJudge;
use crate::check::cases::refusal;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A random request that the schema refuses is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "fuzz_refuses",
    level: Level::Must,
    requirement: "The target MUST refuse content that is not valid against its schema with a \
                  declared 4xx.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#media-type-object",
    explanation: Explanation {
        what: "Sends those random requests that the schema does not accept, for one reason or for several, and looks for a declared 4xx.",
        why: "Two faults in one request can take another way through the code than each of them alone, past the check that would have caught it.",
        request: r#"POST /jobs  {"retries": [], "name": null}"#,
        answer: r#"200 {"id": "j-1"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let expectation = refusal::for_any_fault(under_test.operation);
    under_test.searched(|validity| validity == ValidityJudge::Invalid, &expectation)
}
