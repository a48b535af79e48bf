//! `null` is accepted where the schema allows it.

use serde_json::Value;

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, JsonType, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// `null` is accepted where the schema allows it.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_null",
    level: Level::Must,
    requirement: "The target MUST accept null for a nullable member.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1",
    explanation: Explanation {
        what: "Sends null for each member whose schema allows null, all else being as in the minimal request, and looks for a 2xx.",
        why: "Many clients write null for a value they do not have. A server that trips over it refuses workers that keep to the contract.",
        request: r#"POST /workers  {"name": "w-1", "parent": null}"#,
        answer: r#"422 {"detail": [{"loc": ["body", "parent"], "msg": "not a string"}]}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let nullable =
        under_test.members().iter().filter(|member| member.types.contains(JsonType::Null));
    nullable
        .filter_map(|member| {
            let body = under_test.body_with(member, Value::Null)?;
            let location = under_test.api.location(&member.schema);
            let valid = under_test.accepts(&body);
            let step = under_test.with_body(body);
            let draft = Draft::new(member.name(), &location, step, StatusExpectation::Accepted);
            valid.then(|| draft.varying(under_test.minimal()))
        })
        .collect()
}
