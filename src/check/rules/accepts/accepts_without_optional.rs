//! An optional member or parameter may be left out.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// An optional member or parameter may be left out.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_without_optional",
    level: Level::Must,
    requirement: "The target MUST accept a request that leaves out one optional member or \
                  parameter.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.3",
    explanation: Explanation {
        what: "Takes the request with every declared part and leaves out one optional member or parameter at a time. Only asked where the full request is accepted.",
        why: "An optional member that the server cannot do without is required in truth: workers that trust the document fail on the day they stop sending it.",
        request: r#"POST /workers  {"name": "w-1"}   (without the optional `labels`)"#,
        answer: r#"500 {"error": "labels is undefined"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    members(under_test)
        .chain(parameters(under_test))
        .map(|draft| draft.varying(under_test.full()))
        .collect()
}

fn members<'s>(under_test: &'s Cases<'_>) -> impl Iterator<Item = Draft> + 's {
    let optional = under_test.members().iter().filter(|member| !member.required);
    optional.filter_map(|member| {
        let body = member.remove(under_test.api, under_test.full_body()?)?;
        let step = under_test.full_with_body(body.clone());
        let location = under_test.api.location(&member.schema);
        under_test
            .accepts(&body)
            .then(|| Draft::new(member.name(), &location, step, StatusExpectation::Accepted))
    })
}

fn parameters<'s>(under_test: &'s Cases<'_>) -> impl Iterator<Item = Draft> + 's {
    under_test.parameters().filter(|parameter| !parameter.required).map(|parameter| {
        let step = under_test.without_parameter(under_test.full(), parameter);
        let case = format!("parameter:{}", parameter.name);
        Draft::new(case, &parameter.location, step, StatusExpectation::Accepted)
    })
}
