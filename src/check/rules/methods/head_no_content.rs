//! The answer to HEAD ends with its head.

use crate::check::cases::other_methods;
use crate::check::cases::shared::Cases;
use crate::check::model::{ContentExpectation, Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// The answer to HEAD ends with its head.
pub(in crate::check) static RULE: Rule = Rule {
    id: "head_no_content",
    level: Level::Must,
    requirement: "The response to HEAD MUST end with its header section, without content or any \
                  further byte.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2",
    explanation: Explanation {
        what: "Reads the connection to its end after the answer to HEAD, and looks for any byte after its head.",
        why: "No client expects content after HEAD, whatever Content-Length says: what follows is taken for the next answer.",
        request: "HEAD /workers/w-1",
        answer: r#"200 Content-Length: 13  followed by {"id": "w-1"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let location = &under_test.operation.location;
    let step = other_methods::head(under_test).into_iter();
    step.map(|step| Draft::new("minimal", location, step, ContentExpectation::NothingMore))
        .collect()
}
