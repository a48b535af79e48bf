//! A refusal names what is wrong.

use crate::check::Expectation;
use crate::check::refusal::refusals;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A refusal names what is wrong.
pub(super) static RULE: Rule = Rule {
    id: "refusal_names_offender",
    level: Level::Should,
    requirement: "A refusal SHOULD name the member or parameter that is wrong, so that the caller can mend it.",
    reference: "https://www.rfc-editor.org/rfc/rfc9457#section-3",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    refusals(subject)
        .iter()
        .filter_map(|refusal| {
            let (case, step) = (refusal.full_case(), refusal.step.clone());
            let expectation = Expectation::OffenderNamed { name: refusal.offender.clone()? };
            Some(Draft::new(case, &refusal.location, step, expectation))
        })
        .collect()
}
