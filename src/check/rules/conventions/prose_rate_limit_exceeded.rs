//! More requests than the limit on the rate are refused with 429.

use crate::check::cases::overview::{drafts, rate_exceeded};
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// More requests than the limit on the rate are refused with 429.
pub(in crate::check) static RULE: Rule = Rule {
    id: "prose_rate_limit_exceeded",
    level: Level::Should,
    requirement: "The target SHOULD refuse requests beyond the rate limit with 429.",
    reference: "https://www.rfc-editor.org/rfc/rfc6585#section-4",
    explanation: Explanation {
        what: "Sends a fifth more requests than the overview allows in a window, and looks for a 429 among the answers. Asked only with `--exceed-rate-limit`, since it spends the caller's quota.",
        why: "A limit that exists on paper alone protects nobody: the first loop without a pause slows the service down for all.",
        request: "GET /workers   (121 times; the limit is 100)",
        answer: r#"200 [{"id": "w-1"}]   (each time)"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, rate_exceeded)
}
