//! What the limit on the rate leaves falls with each request.

use crate::check::cases::overview::{drafts, rate_falls};
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// What the limit on the rate leaves falls with each request.
pub(in crate::check) static RULE: Rule = Rule {
    id: "prose_rate_limit_falls",
    level: Level::Should,
    requirement: "The number of remaining requests SHOULD fall with each request of a window.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#info-object",
    explanation: Explanation {
        what: "Calls one cheap operation several times and compares what remains: it has to fall, unless the window begins anew.",
        why: "A number that never falls is counted in the wrong place or not at all. The limit then strikes while the header still promises room.",
        request: "GET /workers   (four times)",
        answer: "200 X-RateLimit-Remaining: 100   (each time)",
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, rate_falls)
}
