//! An answer ends where its framing says.

use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;
use crate::check::{Expectation, Step};

/// An answer ends where its framing says.
pub(super) static RULE: Rule = Rule {
    id: "content_end",
    level: Level::Must,
    requirement: "An answer MUST end where its framing says: bytes after it are read as the next answer.",
    reference: "https://www.rfc-editor.org/rfc/rfc9112#section-6.3",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let has_content = subject.operation.successes().any(|response| !response.content.is_empty());
    if !has_content || subject.operation.method == "DELETE" {
        return Vec::new();
    }
    let location = &subject.operation.location;
    let step = Step { until_close: true, ..subject.minimal() };
    vec![Draft::new("minimal", location, step, Expectation::NothingMore)]
}
