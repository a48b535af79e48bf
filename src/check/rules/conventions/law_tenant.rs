//! What one organisation made is not let to another.

use crate::check::cases::laws::drafts;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, LawKind, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// What one organisation made is not let to another.
pub(in crate::check) static RULE: Rule = Rule {
    id: "law_tenant",
    level: Level::Must,
    requirement: "The target MUST NOT give what one organisation created to another where a law \
                  says so.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    explanation: Explanation {
        what: "Has one token make a thing, and the token of another organisation ask for it, and looks for a 4xx. Needs `--second-token`; left open where both tokens turn out to be of one organisation.",
        why: "Ids travel in logs and links. A look-up that forgets to ask whose thing it is gives one customer's keys to another.",
        request: "POST /workers/w-1/start   (with the token of another organisation)",
        answer: r#"200 {"api_key": "..."}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, LawKind::Tenant)
}
