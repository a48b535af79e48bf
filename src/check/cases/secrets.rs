//! Requests that hold a secret of their own and are refused for something else.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{ContentExpectation, Draft};
use crate::check::values::Member;
use crate::check::values::secret_name::is_secret;

/// A secret that no answer holds by chance.
const CANARY: &str = "cp-harness-canary-4d1f7c02";

/// Checks for every member of the content that is named like a secret, and may be any text.
pub(in crate::check) fn describe(under_test: &Cases<'_>) -> Vec<Draft> {
    let members = under_test.members().iter();
    let secrets = members.filter(|member| is_secret(member.own_name()));
    secrets.flat_map(|member| refused_with(under_test, member)).collect()
}

/// The content with the secret in its place, refused for another member: one of a wrong type, and
/// one that is missing, for which some frameworks quote all that is there.
fn refused_with(under_test: &Cases<'_>, member: &Member) -> Vec<Draft> {
    let body = under_test.body_with(member, Value::from(CANARY));
    let Some(body) = body.filter(|body| under_test.accepts(body)) else {
        return Vec::new();
    };
    let wrong = others(under_test, member).find_map(|other| {
        let wrong = [Value::from(7), Value::from("text"), Value::Bool(true)];
        let mut bodies = wrong.into_iter().filter_map(|value| {
            other.set(under_test.api, &body, value).filter(|body| !under_test.accepts(body))
        });
        bodies.next()
    });
    let missing = others(under_test, member).filter(|other| other.required).find_map(|other| {
        let rest = other.remove(under_test.api, &body)?;
        let holds = member.pointer(false).lookup(&rest).and_then(Value::as_str) == Some(CANARY);
        (holds && !under_test.accepts(&rest)).then_some(rest)
    });
    let location = under_test.api.location(&member.schema);
    let draft = |case: String, refused| {
        let expectation = ContentExpectation::NotEchoed { text: CANARY.to_owned() };
        Draft::new(case, &location, under_test.with_body(refused), expectation)
    };
    let wrong = wrong.map(|refused| draft(member.name(), refused));
    let missing = missing.map(|refused| draft(format!("{}:missing", member.name()), refused));
    wrong.into_iter().chain(missing).collect()
}

/// The other members that a request can be refused for.
fn others<'s>(under_test: &'s Cases<'_>, member: &Member) -> impl Iterator<Item = &'s Member> {
    let described = [Invalidity::MissingMember, Invalidity::WrongType];
    let refusals = under_test
        .invalid_requests()
        .iter()
        .filter(move |refusal| described.contains(&refusal.fault));
    let offenders: BTreeSet<&str> =
        refusals.filter_map(|refusal| refusal.offender.as_deref()).collect();
    let own = member.own_name().to_owned();
    under_test
        .members()
        .iter()
        .filter(move |other| other.own_name() != own && offenders.contains(other.own_name()))
}
