//! An answer has one framing.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, ExchangesExpectation, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// An answer has one framing.
pub(in crate::check) static RULE: Rule = Rule {
    id: "single_framing",
    level: Level::Must,
    requirement: "A response MUST NOT have both Transfer-Encoding and Content-Length: two \
                  readers may cut it in two places.",
    reference: "https://www.rfc-editor.org/rfc/rfc9112#section-6.2",
    explanation: Explanation {
        what: "Looks in all answers of the operation for Transfer-Encoding and Content-Length side by side.",
        why: "Of two readers in a row, such as a proxy and a client, one may go by the length and the other by the chunks. What lies between the two is read as an answer of its own.",
        request: "GET /workers",
        answer: "200 Transfer-Encoding: chunked, Content-Length: 30",
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let location = &under_test.operation.location;
    vec![
        Draft::new("any", location, under_test.minimal(), ExchangesExpectation::OneFraming)
            .on_all_exchanges(),
    ]
}
