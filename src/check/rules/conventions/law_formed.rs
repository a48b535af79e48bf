//! A value is formed as its law says.

use crate::check::cases::laws::drafts;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, LawKind, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A value is formed as its law says.
pub(in crate::check) static RULE: Rule = Rule {
    id: "law_formed",
    level: Level::Must,
    requirement: "A response member MUST be formed as its law says.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    explanation: Explanation {
        what: "Holds a value of each success to the form that the law gives: a schema that is stricter than the document's, or a template made of other values of the same exchange.",
        why: "The document lets any text pass. The worker needs a URL that it can call, and the name of a queue that is its own.",
        request: r#"POST /workers  {"environment": "prod"}"#,
        answer: r#"200 {"queue": ".prod"}   (law: the organisation, a dot, the environment)"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, LawKind::Formed)
}
