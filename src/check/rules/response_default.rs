//! A member of the answer has its documented default.

use crate::check::Expectation;
use crate::check::generate::{Member, Shape, Way, members};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;
use crate::spec::Operation;

/// A member of the answer has its documented default.
pub(super) static RULE: Rule = Rule {
    id: "response_default",
    level: Level::Should,
    requirement: "A member of an answer that has a documented default SHOULD have that value where the caller gave no cause to differ.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2",
    plan,
};

/// True where the answer tells what other calls may have written: that of an operation on a thing
/// which operations write. A new thing has its defaults.
fn tells_what_was_written(subject: &Subject<'_>, member: &Member) -> bool {
    let Operation { method, path, .. } = subject.operation;
    let is_new = method == "POST" && !path.ends_with('}');
    let on_same = |other: &&Operation| other.path == *path;
    let mut others = subject.api.operations().iter().filter(on_same);
    !is_new
        && others.any(|other| {
            let body = other.json_body().and_then(|content| content.schema.as_ref());
            let written = body.map(|schema| members(subject.api, schema, Way::Request));
            written.is_some_and(|written| written.iter().any(|own| own.name() == member.name()))
        })
}

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for success in subject.json_successes() {
        let response = success.response;
        for member in &success.members {
            let shape = Shape::of(subject.api, &member.schema);
            let Some(default) = shape.first("default") else {
                continue;
            };
            if member.is_in_array() || tells_what_was_written(subject, member) {
                continue;
            }
            let expectation = Expectation::Equals {
                status: response.status,
                pointer: member.pointer(true),
                value: default.clone(),
                types: member.types,
            };
            let location = subject.api.location(&member.schema);
            let case = subject.case_in(response, &member.name());
            drafts.push(Draft::new(case, &location, subject.minimal(), expectation));
        }
    }
    drafts
}
