//! The refusal of strangers is documented.

use crate::check::Expectation;
use crate::check::auth;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// The refusal of strangers is documented.
pub(super) static RULE: Rule = Rule {
    id: "auth_documented",
    level: Level::Note,
    requirement: "A refusal with 401 or 403 MAY go undeclared where security applies, but callers are better told.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#responses-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let cases = auth::missing(subject).into_iter().take(1).collect();
    auth::drafts(cases, &Expectation::RefusalDeclared)
}
