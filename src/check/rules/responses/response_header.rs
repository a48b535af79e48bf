//! A declared header is in the answer, with its type.

use crate::check::cases::shared::Cases;
use crate::check::model::{ContentExpectation, Draft, Expectation, Level, Types};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Shape;
use crate::spec::{Api, Header, Response};

/// A declared header is in the answer, with its type.
pub(in crate::check) static RULE: Rule = Rule {
    id: "response_header",
    level: Level::Must,
    requirement: "A response MUST have each required header, and each declared header MUST be \
                  readable as its type.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#header-object",
    explanation: Explanation {
        what: "Looks for each declared header in a success: there where it is required, and readable as the type of its schema.",
        why: "Headers carry paging, limits and versions. A client that reads a number from the text `soon` stops there.",
        request: "GET /workers",
        answer: "200 X-Total-Count: many  []   (the header is declared as an integer)",
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for response in under_test.operation.successes() {
        for header in &response.headers {
            let expectation = expectation(under_test.api, response, header);
            let case = under_test.case_in(response, &header.name);
            drafts.push(Draft::new(case, &header.location, under_test.minimal(), expectation));
        }
    }
    drafts
}

/// A header as a declared response has it.
pub(in crate::check) fn expectation(
    api: &Api,
    response: &Response,
    header: &Header,
) -> Expectation {
    let schema = header.schema.as_ref();
    let types = schema.map_or(Types::ANY, |schema| Shape::of(api, schema).types());
    let (name, required) = (header.name.clone(), header.required);
    ContentExpectation::Header { status: response.status, name, required, types }.into()
}
