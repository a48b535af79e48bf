//! Content of an undeclared media type is refused.

use crate::check::fault::Fault;
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// Content of an undeclared media type is refused.
pub(super) static RULE: Rule = Rule {
    id: "refuses_media_type",
    level: Level::Must,
    requirement: "Content of a media type that is not declared MUST be refused with a declared 4xx (or 400 or 415).",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusal::drafts(subject, Fault::MediaType)
}
