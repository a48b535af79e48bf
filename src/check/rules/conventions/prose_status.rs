//! Refusals have a status in common use.

use crate::check::cases::overview::{drafts, statuses};
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// Refusals have a status in common use.
pub(in crate::check) static RULE: Rule = Rule {
    id: "prose_status",
    level: Level::Should,
    requirement: "A refusal SHOULD have a status that the overview lists, the operation \
                  declares, or HTTP itself defines.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5",
    explanation: Explanation {
        what: "Looks at the status of refusals: one that the overview lists, that the operation declares, or that HTTP itself defines for any request.",
        why: "People handle the statuses that they read about. Any other falls through to the branch for what cannot happen.",
        request: "POST /workers  (no Authorization)",
        answer: r#"450 {"error": "blocked"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, statuses)
}
