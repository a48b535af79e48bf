//! Every declared media type of a request is accepted.

use crate::check::Expectation;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Every declared media type of a request is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_media_type",
    level: Level::Must,
    requirement: "A request in each declared media type MUST be accepted.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#request-body-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let location = &subject.operation.location;
    let others = subject.other_media_types().into_iter();
    others
        .map(|(name, step)| {
            Draft::new(name, location, step, Expectation::Accepted).varying(subject.minimal())
        })
        .collect()
}
