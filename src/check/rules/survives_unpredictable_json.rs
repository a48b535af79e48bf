//! JSON that every reader may read in its own way makes no target fail.

use crate::check::Expectation;
use crate::check::hostile::hostile;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// JSON that every reader may read in its own way makes no target fail.
pub(super) static RULE: Rule = Rule {
    id: "survives_unpredictable_json",
    level: Level::Should,
    requirement: "JSON whose reading RFC 8259 leaves open (a lone surrogate, a number beyond every float, a member given twice) SHOULD NOT be answered with a 5xx.",
    reference: "https://www.rfc-editor.org/rfc/rfc8259#section-8.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let cases = hostile(subject).iter().filter(|case| case.is_unpredictable());
    cases
        .map(|case| {
            let location = &subject.operation.location;
            let (name, step) = (case.name.clone(), case.step.clone());
            Draft::new(name, location, step, Expectation::NoServerError)
        })
        .collect()
}
