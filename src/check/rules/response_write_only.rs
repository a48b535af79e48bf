//! What only requests hold does not come back.

use crate::check::Expectation;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// What only requests hold does not come back.
pub(super) static RULE: Rule = Rule {
    id: "response_write_only",
    level: Level::Should,
    requirement: "A member that is writeOnly SHOULD NOT be in an answer.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-9.4",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for success in subject.json_successes() {
        for member in &success.hidden {
            let expectation = Expectation::Absent {
                status: success.response.status,
                pointer: member.pointer(true),
            };
            let location = subject.api.location(&member.schema);
            for (extent, step) in subject.successful() {
                let case = format!("{extent}:{}", member.name());
                let case = subject.case_in(success.response, &case);
                drafts.push(Draft::new(case, &location, step, expectation.clone()));
            }
        }
    }
    drafts
}
