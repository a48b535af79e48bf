//! A text that is not of its format is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// A text that is not of its format is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_malformed_text",
    level: Level::Should,
    requirement: "The target SHOULD refuse a value that is not of its format (date-time, uuid, \
                  int32) with a declared 4xx; JSON Schema makes format an annotation unless both \
                  sides agree.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-7.2.1",
    explanation: Explanation {
        what: "Sends values that are not of their format: the 30th of February, a uuid one digit short, an address without a domain, a number beyond int32. JSON Schema makes formats a matter of agreement, hence SHOULD.",
        why: "What was accepted as a date is read as one later, by another service, which fails where the caller is no longer known.",
        request: r#"POST /jobs  {"due": "2026-02-30T00:00:00Z"}   (format: date-time)"#,
        answer: r#"200 {"id": "j-1", "due": "2026-02-30T00:00:00Z"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Outside(Constraint::Format))
}
