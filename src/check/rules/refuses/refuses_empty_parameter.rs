//! A parameter without text is refused where it is no string.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A parameter without text is refused where it is no string.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_empty_parameter",
    level: Level::Should,
    requirement: "The target SHOULD refuse an empty query parameter with a declared 4xx where \
                  its type has no empty value.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#parameter-object",
    explanation: Explanation {
        what: "Sends one query parameter at a time without any text, `limit=`, where no empty text is a value of its type: a number, a boolean, an enum.",
        why: "A variable that is empty in a script becomes an empty parameter. Read as zero, or as if it had not been sent, it asks for something that nobody meant.",
        request: "GET /workers?limit=",
        answer: "200 [every worker]",
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::EmptyParameter)
}
