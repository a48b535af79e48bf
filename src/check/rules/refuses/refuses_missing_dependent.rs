//! A member without those it depends on is refused.

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::values::Constraint;

/// A member without those it depends on is refused.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refuses_missing_dependent",
    level: Level::Must,
    requirement: "The target MUST refuse an object that has a member without the members which \
                  that one requires with a declared 4xx.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.4",
    explanation: Explanation {
        what: "Sends a member without those that have to stand beside it (`dependentRequired`, `dependentSchemas`).",
        why: "Half of a pair is no setting: a user without a password, a certificate without its key. It fails when it is used, long after it was accepted.",
        request: r#"POST /registries  {"user": "u"}   (user requires password)"#,
        answer: r#"200 {"id": "r-1", "user": "u"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    under_test.refused(Invalidity::Outside(Constraint::Dependency))
}
