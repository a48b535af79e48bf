//! A member of the answer has its documented default.

use crate::check::cases::shared::Cases;
use crate::check::model::{ContentExpectation, Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::{Member, Shape, Way, members};
use crate::spec::Operation;

/// A member of the answer has its documented default.
pub(in crate::check) static RULE: Rule = Rule {
    id: "response_default",
    level: Level::Should,
    requirement: "A response member with a documented default SHOULD have that value unless the \
                  caller gave cause to differ.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2",
    explanation: Explanation {
        what: "Compares each member that has a documented default with that value, in the answer to a request that gave no cause to differ. A deployment may configure another value, hence SHOULD.",
        why: "People read the default in the document and plan with it: an interval of 30 s that is 5 s in truth is six times the load.",
        request: r#"POST /workers  {"name": "w-1"}"#,
        answer: r#"200 {"heartbeat_interval": 5}   (default: 30)"#,
    },
    plan,
};

/// True where the answer says what other calls may have written: that of an operation on a thing
/// which operations write. A new thing has its defaults.
fn shows_written_value(under_test: &Cases<'_>, member: &Member) -> bool {
    let Operation { method, path, .. } = under_test.operation;
    let is_new = method == "POST" && !path.ends_with('}');
    let on_same = |other: &&Operation| other.path == *path;
    let mut others = under_test.api.operations().iter().filter(on_same);
    !is_new
        && others.any(|other| {
            let body = other.json_body().and_then(|content| content.schema.as_ref());
            let written = body.map(|schema| members(under_test.api, schema, Way::Request));
            written.is_some_and(|written| written.iter().any(|own| own.name() == member.name()))
        })
}

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for success in under_test.json_successes() {
        let response = success.response;
        for member in &success.members {
            let shape = Shape::of(under_test.api, &member.schema);
            let Some(default) = shape.first("default") else {
                continue;
            };
            if member.is_in_array() || shows_written_value(under_test, member) {
                continue;
            }
            let expectation = ContentExpectation::Equals {
                status: response.status,
                pointer: member.pointer(true),
                value: default.clone(),
                types: member.types,
            };
            let location = under_test.api.location(&member.schema);
            let case = under_test.case_in(response, &member.name());
            drafts.push(Draft::new(case, &location, under_test.minimal(), expectation));
        }
    }
    drafts
}
