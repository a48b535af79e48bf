//! No object of a success names a member twice.

use crate::check::Expectation;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// No object of a success names a member twice.
pub(super) static RULE: Rule = Rule {
    id: "response_unique_members",
    level: Level::Should,
    requirement: "The names within each object of a JSON answer SHOULD be unique: readers keep the first, the last, or fail.",
    reference: "https://www.rfc-editor.org/rfc/rfc8259#section-4",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    if subject.json_successes().is_empty() {
        return Vec::new();
    }
    let location = &subject.operation.location;
    let steps = subject.successful().into_iter();
    steps.map(|(case, step)| Draft::new(case, location, step, Expectation::UniqueMembers)).collect()
}
