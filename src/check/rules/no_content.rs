//! An answer without content has nothing on the wire after its head.

use crate::check::Expectation;
use crate::check::Step;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;
use crate::spec::StatusPattern;

/// An answer without content has nothing on the wire after its head.
pub(super) static RULE: Rule = Rule {
    id: "no_content",
    level: Level::Must,
    requirement: "An answer with status 204 or 304 MUST end with its head: no content and no further byte.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let empty = |status| matches!(status, StatusPattern::Code(204 | 304));
    let Some(response) = subject.operation.responses.iter().find(|r| empty(r.status)) else {
        return Vec::new();
    };
    let step = Step { until_close: true, ..subject.minimal() };
    vec![Draft::new(response.status.to_string(), &response.location, step, Expectation::NoContent)]
}
