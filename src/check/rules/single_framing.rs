//! An answer has one framing.

use crate::check::Expectation;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// An answer has one framing.
pub(super) static RULE: Rule = Rule {
    id: "single_framing",
    level: Level::Must,
    requirement: "An answer MUST NOT carry both Transfer-Encoding and Content-Length: two readers may cut it in two places.",
    reference: "https://www.rfc-editor.org/rfc/rfc9112#section-6.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let location = &subject.operation.location;
    vec![Draft::new("any", location, subject.minimal(), Expectation::OneFraming)]
}
