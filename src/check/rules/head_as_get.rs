//! HEAD is answered as GET.

use crate::check::Expectation;
use crate::check::methods;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// HEAD is answered as GET.
pub(super) static RULE: Rule = Rule {
    id: "head_as_get",
    level: Level::Should,
    requirement: "HEAD SHOULD be answered with the status that GET has, and without content.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let Some(step) = methods::head(subject) else {
        return Vec::new();
    };
    let location = &subject.operation.location;
    vec![Draft::new("minimal", location, step, Expectation::LikeGet).varying(subject.minimal())]
}
