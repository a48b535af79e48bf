//! Every declared media type of a request is accepted.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// Every declared media type of a request is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_media_type",
    level: Level::Must,
    requirement: "The target MUST accept a request in each declared media type.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#request-body-object",
    explanation: Explanation {
        what: "Sends the same content in each media type that the document declares besides the first one, such as a form beside JSON, and looks for a 2xx wherever the plain request has it.",
        why: "A media type is declared because somebody uses it. The script that posts a form is in nobody's tests, until the release that breaks it.",
        request: "POST /workers  Content-Type: application/x-www-form-urlencoded  name=w-1",
        answer: r#"415 {"detail": "expected application/json"}   (both are declared)"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let location = &under_test.operation.location;
    let others = under_test.other_media_types().into_iter();
    others
        .map(|(name, step)| {
            Draft::new(name, location, step, StatusExpectation::Accepted)
                .varying(under_test.minimal())
        })
        .collect()
}
