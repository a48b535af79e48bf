//! A success obeys its schema.

use super::{
    accepts_alternative, accepts_boundary, accepts_charset, accepts_format, accepts_listed_value,
    accepts_media_type, accepts_null, accepts_without_optional,
};
use crate::check::hostile::hostile;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;
use crate::check::{Expectation, Step};

/// A success obeys its schema.
pub(super) static RULE: Rule = Rule {
    id: "response_schema",
    level: Level::Must,
    requirement: "The content of a success MUST be valid by its declared schema.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#media-type-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let varied = if subject.json_successes().is_empty() { Vec::new() } else { varied(subject) };
    for success in subject.json_successes() {
        let response = success.response;
        let elsewhere: Vec<_> = success
            .members
            .iter()
            .filter(|member| member.required)
            .map(|member| (member.pointer(true), member.types))
            // What only requests hold is not missing here.
            .chain(success.hidden.iter().map(|member| (member.pointer(true), member.types)))
            .collect();
        let location = subject.api.location(success.schema);
        for (case, step) in subject.successful() {
            let expectation = Expectation::Content {
                status: response.status,
                schema: success.schema.clone(),
                elsewhere: elsewhere.clone(),
            };
            let case = subject.case_in(response, case);
            drafts.push(Draft::new(case, &location, step, expectation));
        }
        let hidden = success.hidden.iter().map(|member| (member.pointer(true), member.types));
        let expectation = Expectation::Content {
            status: response.status,
            schema: success.schema.clone(),
            elsewhere: hidden.collect(),
        };
        for (case, step) in &varied {
            let (case, step) = (case.clone(), step.clone());
            let case = subject.case_in(response, &case);
            let mut draft = Draft::new(case, &location, step, expectation.clone());
            let plain = subject.successful().into_iter().map(|(_, step)| step);
            draft.steps.splice(0..0, plain);
            drafts.push(draft);
        }
    }
    drafts
}

/// Every other request that may succeed, named after the rule that sends it: an answer may be wrong
/// for one value alone.
fn varied(subject: &Subject<'_>) -> Vec<(String, Step)> {
    let rules: [&Rule; 8] = [
        &accepts_without_optional::RULE,
        &accepts_null::RULE,
        &accepts_charset::RULE,
        &accepts_media_type::RULE,
        &accepts_boundary::RULE,
        &accepts_format::RULE,
        &accepts_listed_value::RULE,
        &accepts_alternative::RULE,
    ];
    let drafts = rules.into_iter().flat_map(|rule| {
        let drafts = (rule.plan)(subject).into_iter();
        drafts.filter_map(|mut draft| {
            Some((format!("{}:{}", rule.id, draft.case), draft.steps.pop()?))
        })
    });
    let small = hostile(subject).iter().filter(|case| case.is_small() && !case.is_unpredictable());
    let hostile = small.map(|case| (format!("hostile:{}", case.name), case.step.clone()));
    drafts.chain(hostile).collect()
}
