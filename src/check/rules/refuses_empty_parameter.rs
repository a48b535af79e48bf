//! A parameter without text is refused where it is no string.

use crate::check::fault::Fault;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A parameter without text is refused where it is no string.
pub(super) static RULE: Rule = Rule {
    id: "refuses_empty_parameter",
    level: Level::Should,
    requirement: "A query parameter without text SHOULD be refused with a declared 4xx where no empty text is a value of its type.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#parameter-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::EmptyParameter)
}
