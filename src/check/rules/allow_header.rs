//! A 405 lists the allowed methods.

use crate::check::Expectation;
use crate::check::methods;
use crate::check::rule::{Basis, Draft, Level, Rule};
use crate::check::subject::Subject;

/// A 405 lists the allowed methods.
pub(super) static RULE: Rule = Rule {
    id: "allow_header",
    level: Level::Must,
    requirement: "An answer with status 405 MUST carry an Allow header that lists methods of the path (SHOULD: all of them) and not the refused one.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6",
    plan,
};

/// Frameworks with a route for each method list the first one's: true, and less than is asked for.
const ALL: &str =
    "An answer with status 405 SHOULD carry an Allow header that lists all methods of the path.";

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let declared = methods::declared(subject);
    let all = Expectation::AllowAll { methods: declared.clone() };
    let all = methods::drafts(subject, &all).into_iter().filter(|_| declared.len() > 1);
    let all = all.map(|mut draft| {
        draft.case.push_str(":all");
        draft.basis =
            Some(Basis { level: Level::Should, requirement: ALL.to_owned(), reference: None });
        draft
    });
    let any = methods::drafts(subject, &Expectation::Allow { methods: declared.clone() });
    any.into_iter().chain(all).collect()
}
