//! An optional member or parameter may be left out.

use crate::check::Expectation;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// An optional member or parameter may be left out.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_without_optional",
    level: Level::Must,
    requirement: "A request that leaves out one optional member or parameter MUST be accepted.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.3",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    members(subject).chain(parameters(subject)).map(|draft| draft.varying(subject.full())).collect()
}

fn members<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = Draft> + 's {
    let optional = subject.members().iter().filter(|member| !member.required);
    optional.filter_map(|member| {
        let body = member.remove(subject.api, subject.full_body()?)?;
        let step = subject.full_with_body(body.clone());
        let location = subject.api.location(&member.schema);
        subject
            .accepts(&body)
            .then(|| Draft::new(member.name(), &location, step, Expectation::Accepted))
    })
}

fn parameters<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = Draft> + 's {
    subject.parameters().filter(|parameter| !parameter.required).map(|parameter| {
        let step = subject.without_parameter(subject.full(), parameter);
        let case = format!("parameter:{}", parameter.name);
        Draft::new(case, &parameter.location, step, Expectation::Accepted)
    })
}
