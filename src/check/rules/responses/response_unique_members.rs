//! No object of a success names a member twice.

use crate::check::cases::shared::Cases;
use crate::check::model::{ContentExpectation, Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// No object of a success names a member twice.
pub(in crate::check) static RULE: Rule = Rule {
    id: "response_unique_members",
    level: Level::Should,
    requirement: "The names within each object of a JSON response SHOULD be unique: readers keep \
                  the first, the last, or fail.",
    reference: "https://www.rfc-editor.org/rfc/rfc8259#section-4",
    explanation: Explanation {
        what: "Reads the content of successes as it stands in the bytes, and looks for a name that one object has twice.",
        why: "A reader keeps the first of the two, or the last, or fails, and no document says which. Two languages then see two different configurations.",
        request: "GET /workers/w-1",
        answer: r#"200 {"id": "w-1", "state": "idle", "state": "busy"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    if under_test.json_successes().is_empty() {
        return Vec::new();
    }
    let location = &under_test.operation.location;
    let steps = under_test.successful().into_iter();
    let drafts = steps.map(|(extent, step)| {
        Draft::new(extent.name(), location, step, ContentExpectation::UniqueMembers)
    });
    drafts.collect()
}
