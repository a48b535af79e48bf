//! HEAD is answered as GET.

use crate::check::cases::other_methods;
use crate::check::cases::shared::Cases;
use crate::check::model::{ComparisonExpectation, Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// HEAD is answered as GET.
pub(in crate::check) static RULE: Rule = Rule {
    id: "head_as_get",
    level: Level::Should,
    requirement: "The target SHOULD answer HEAD with the status of GET, and without content.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2",
    explanation: Explanation {
        what: "Sends HEAD wherever GET is declared, and compares the status with that of GET. Many frameworks route by method alone and answer 405, hence SHOULD.",
        why: "Caches, monitors and download tools ask with HEAD whether a thing is there. A 405 or 404 tells them that it is not.",
        request: "HEAD /workers/w-1",
        answer: "405 Allow: GET   (GET is answered 200)",
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let Some(step) = other_methods::head(under_test) else {
        return Vec::new();
    };
    let location = &under_test.operation.location;
    vec![
        Draft::new("minimal", location, step, ComparisonExpectation::LikeGet)
            .varying(under_test.minimal()),
    ]
}
