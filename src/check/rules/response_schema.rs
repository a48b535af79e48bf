//! A success obeys its schema.

use std::sync::Arc;

use crate::check::Expectation;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;
use crate::check::variation::{self, Variation, variations};

/// A success obeys its schema.
pub(super) static RULE: Rule = Rule {
    id: "response_schema",
    level: Level::Must,
    requirement: "The content of a success MUST be valid by its declared schema.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#media-type-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let plain = variation::plain(subject);
    for success in subject.json_successes() {
        let response = success.response;
        let elsewhere: Vec<_> = success
            .members
            .iter()
            .filter(|member| member.required)
            .map(|member| (member.pointer(true), member.types))
            // What only requests hold is not missing here.
            .chain(success.hidden.iter().map(|member| (member.pointer(true), member.types)))
            .collect();
        let location = subject.api.location(success.schema);
        for (case, step) in subject.successful() {
            let expectation = Expectation::Content {
                status: response.status,
                schema: success.schema.clone(),
                elsewhere: elsewhere.clone(),
            };
            let case = subject.case_in(response, case);
            drafts.push(Draft::new(case, &location, step, expectation));
        }
        let hidden = success.hidden.iter().map(|member| (member.pointer(true), member.types));
        let expectation = Expectation::Content {
            status: response.status,
            schema: success.schema.clone(),
            elsewhere: hidden.collect(),
        };
        for Variation { case, step } in variations(subject) {
            let case = subject.case_in(response, case);
            let draft = Draft::new(case, &location, Arc::clone(step), expectation.clone());
            drafts.push(draft.varying_all(&plain));
        }
    }
    drafts
}
