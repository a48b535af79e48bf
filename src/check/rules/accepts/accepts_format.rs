//! Every form that a pattern or format allows is accepted.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// Every form that a pattern or format allows is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_format",
    level: Level::Must,
    requirement: "The target MUST accept a string that its pattern or format allows, in its less \
                  common forms too (an offset for Z, capitals in a uuid).",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-7.3",
    explanation: Explanation {
        what: "Sends texts in the less common forms that their format or pattern allows: a time with an offset in place of Z or with a fraction of a second, a uuid in capitals, the first and the last of the texts that a pattern can make.",
        why: "Other languages write the same value in another way. A parser that knows only the form its author uses refuses workers for the library they were built with.",
        request: r#"POST /jobs  {"due": "2026-01-01T01:00:00+01:00"}   (format: date-time)"#,
        answer: r#"400 {"error": "time data does not match format"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.accepted(&[Constraint::Pattern, Constraint::Format])
}
