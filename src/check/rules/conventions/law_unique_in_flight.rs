//! Requests in flight together get an id of their own each.

use crate::check::cases::laws::drafts;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, LawKind, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// Requests in flight together get an id of their own each.
pub(in crate::check) static RULE: Rule = Rule {
    id: "law_unique_in_flight",
    level: Level::Must,
    requirement: "The target MUST answer each of several concurrent requests with a value of its \
                  own where a law says that it is unique.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    explanation: Explanation {
        what: "Sends several requests at the same moment, each on a connection of its own, and compares the value that the law names. None of them may fail where a single one does not.",
        why: "Fleets start all at once, after each deployment. Ids that are counted without a lock, or taken from the clock, are unique at any other time.",
        request: r#"POST /workers  {"name": "w-1"}   (eight in flight)"#,
        answer: r#"200 {"id": "w-7"}   (to two of them)"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, LawKind::UniqueInFlight)
}
