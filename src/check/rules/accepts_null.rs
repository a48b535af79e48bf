//! `null` is accepted where the schema allows it.

use serde_json::Value;

use crate::check::Expectation;
use crate::check::generate::JsonType;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// `null` is accepted where the schema allows it.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_null",
    level: Level::Must,
    requirement: "A request with null for a nullable member MUST be accepted.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let nullable = subject.members().iter().filter(|member| member.types.contains(JsonType::Null));
    nullable
        .filter_map(|member| {
            let body = subject.body_with(member, Value::Null)?;
            let location = subject.api.location(&member.schema);
            let valid = subject.accepts(&body);
            let step = subject.with_body(body);
            let draft = Draft::new(member.name(), &location, step, Expectation::Accepted);
            valid.then(|| draft.varying(subject.minimal()))
        })
        .collect()
}
