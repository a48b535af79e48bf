//! A 405 lists the allowed methods.

use crate::check::cases::other_methods;
use crate::check::cases::shared::Cases;
use crate::check::model::{Basis, Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// A 405 lists the allowed methods.
pub(in crate::check) static RULE: Rule = Rule {
    id: "allow_header",
    level: Level::Must,
    requirement: "A response with status 405 MUST have an Allow header that lists methods of the \
                  path (SHOULD: all of them) and not the refused one.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6",
    explanation: Explanation {
        what: "Looks at the `Allow` header of each 405: it lists methods that the document declares for the path, and not the one just refused. Frameworks with a route for each method list one of several, hence SHOULD for all of them.",
        why: "The header is how a caller finds the method that works. One that is missing or wrong sends it in a circle.",
        request: "GET /workers/register",
        answer: "405 Allow: GET   (only POST is declared)",
    },
    plan,
};

/// Frameworks with a route for each method list the first one's: true, and less than is asked for.
const ALL: &str =
    "An answer with status 405 SHOULD carry an Allow header that lists all methods of the path.";

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let declared = other_methods::declared(under_test);
    let all = StatusExpectation::AllowAll { methods: declared.clone() };
    let all = other_methods::drafts(under_test, all).into_iter().filter(|_| declared.len() > 1);
    let all = all.map(|mut draft| {
        draft.case.push_str(":all");
        draft.basis =
            Some(Basis { level: Level::Should, requirement: ALL.to_owned(), reference: None });
        draft
    });
    let any =
        other_methods::drafts(under_test, StatusExpectation::Allow { methods: declared.clone() });
    any.into_iter().chain(all).collect()
}
