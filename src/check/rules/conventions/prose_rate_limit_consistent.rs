//! The headers that state the rate limit agree with each other.

use crate::check::cases::overview::{drafts, rate_consistent};
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// The headers that state the rate limit agree with each other.
pub(in crate::check) static RULE: Rule = Rule {
    id: "prose_rate_limit_consistent",
    level: Level::Should,
    requirement: "The rate limit headers SHOULD be readable and consistent with each other.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#info-object",
    explanation: Explanation {
        what: "Reads the headers that state the rate limit, where they are sent: whole numbers, a time at which it begins anew, and no more remaining than the limit.",
        why: "Clients compute their pace from these headers. Nonsense in them makes a client send without a pause, or never again.",
        request: "GET /workers",
        answer: "200 X-RateLimit-Limit: 100, X-RateLimit-Remaining: 250",
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, rate_consistent)
}
