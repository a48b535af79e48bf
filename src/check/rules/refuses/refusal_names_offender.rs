//! A refusal names what is wrong.

use crate::check::cases::shared::Cases;
use crate::check::model::{ContentExpectation, Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A refusal names what is wrong.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refusal_names_offender",
    level: Level::Should,
    requirement: "The content of a refusal SHOULD name the member or parameter that is wrong, so \
                  that the caller can correct it.",
    reference: "https://www.rfc-editor.org/rfc/rfc9457#section-3",
    explanation: Explanation {
        what: "Looks in every refusal for the name of the member or parameter that was wrong.",
        why: "The person who reads the refusal corrects the request in a minute when it says what is wrong, and in an hour when it does not.",
        request: r#"POST /workers  {"name": 5}"#,
        answer: r#"422 {"detail": "validation failed"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test
        .invalid_requests()
        .iter()
        .filter_map(|refusal| {
            let (case, step) = (refusal.full_case(), refusal.step.clone());
            let expectation = ContentExpectation::OffenderNamed { name: refusal.offender.clone()? };
            Some(Draft::new(case, &refusal.location, step, expectation))
        })
        .collect()
}
