//! Answers state the rate limit.

use crate::check::cases::overview::{drafts, rate_present};
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// Answers state the rate limit.
pub(in crate::check) static RULE: Rule = Rule {
    id: "prose_rate_limit_present",
    level: Level::Should,
    requirement: "A response SHOULD have the rate limit headers.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#info-object",
    explanation: Explanation {
        what: "Looks in an answer for the headers that state the rate limit. Off in the standard profile: a deployment without a limit has none to state.",
        why: "A fleet that sees what remains can slow down in time. One that does not runs into the limit as a whole.",
        request: "GET /workers",
        answer: "200 without X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset",
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, rate_present)
}
