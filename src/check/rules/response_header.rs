//! A declared header is in the answer, with its type.

use crate::check::Expectation;
use crate::check::generate::{Shape, Types};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A declared header is in the answer, with its type.
pub(super) static RULE: Rule = Rule {
    id: "response_header",
    level: Level::Must,
    requirement: "A declared response header MUST be there where it is required, and its text MUST be readable as its type.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#header-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for response in subject.operation.successes() {
        for header in &response.headers {
            let schema = header.schema.as_ref();
            let types = schema.map_or(Types::ANY, |schema| Shape::of(subject.api, schema).types());
            let expectation = Expectation::Header {
                status: response.status,
                name: header.name.clone(),
                required: header.required,
                types,
            };
            let case = subject.case_in(response, &header.name);
            drafts.push(Draft::new(case, &header.location, subject.minimal(), expectation));
        }
    }
    drafts
}
