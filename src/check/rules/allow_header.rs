//! A 405 lists the allowed methods.

use crate::check::Expectation;
use crate::check::methods;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A 405 lists the allowed methods.
pub(super) static RULE: Rule = Rule {
    id: "allow_header",
    level: Level::Must,
    requirement: "An answer with status 405 MUST carry an Allow header that lists the methods of the path and not the refused one.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    methods::drafts(subject, &Expectation::Allow { methods: methods::declared(subject) })
}
