//! A random request that the schema accepts is not called invalid.

use crate::check::cases::fuzz::ValidityJudge;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// A random request that the schema accepts is not called invalid.
pub(in crate::check) static RULE: Rule = Rule {
    id: "fuzz_accepts",
    level: Level::Should,
    requirement: "The target SHOULD NOT refuse content that is valid against its schema as \
                  invalid (400, 415, 422): what else it requires belongs into the schema.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#media-type-object",
    explanation: Explanation {
        what: "Sends those random requests that the schema accepts, and looks for 400, 415 and 422, which call them invalid. Other refusals, such as 404 and 409, are fine.",
        why: "No client can know what the server asks for beyond the schema. Either the schema lacks it, or the server should not ask.",
        request: r#"POST /jobs  {"name": "ÅÄÖ"}   (any text is allowed)"#,
        answer: r#"422 {"detail": "name must be ASCII"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let drafts = under_test
        .searched(|validity| validity == ValidityJudge::Valid, StatusExpectation::NotCalledInvalid);
    drafts.into_iter().map(|draft| draft.varying(under_test.minimal())).collect()
}
