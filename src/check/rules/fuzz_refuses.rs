//! A random request that the schema refuses is refused.

use crate::check::fuzz::{self, Validity};
use crate::check::refusal;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A random request that the schema refuses is refused.
pub(super) static RULE: Rule = Rule {
    id: "fuzz_refuses",
    level: Level::Must,
    requirement: "A request whose content its schema does not accept MUST be refused with a declared 4xx.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#media-type-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let expectation = refusal::for_any_fault(subject.operation);
    fuzz::drafts(subject, |validity| validity == Validity::Invalid, &expectation)
}
