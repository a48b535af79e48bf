//! A random request that the schema accepts is not called invalid.

use crate::check::Expectation;
use crate::check::fuzz::{self, Validity};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A random request that the schema accepts is not called invalid.
pub(super) static RULE: Rule = Rule {
    id: "fuzz_accepts",
    level: Level::Should,
    requirement: "A request whose content its schema accepts SHOULD NOT be refused as invalid (400, 415, 422): what else is asked of it belongs into the schema.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#media-type-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let drafts = fuzz::drafts(
        subject,
        |validity| validity == Validity::Valid,
        &Expectation::NotCalledInvalid,
    );
    drafts.into_iter().map(|draft| draft.varying(subject.minimal())).collect()
}
