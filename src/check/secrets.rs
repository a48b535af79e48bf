//! Requests that hold a secret of their own and are refused for something else.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Expectation;
use super::fault::Fault;
use super::generate::Member;
use super::refusal::refusals;
use super::rule::Draft;
use super::secret_name::is_secret;
use super::subject::Subject;

/// A secret that no answer holds by chance.
const CANARY: &str = "cp-harness-canary-4d1f7c02";

/// Checks for every member of the content that is named like a secret, and may be any text.
pub(super) fn told(subject: &Subject<'_>) -> Vec<Draft> {
    let members = subject.members().iter();
    let secrets = members.filter(|member| is_secret(member.own_name()));
    secrets.flat_map(|member| refused_with(subject, member)).collect()
}

/// The content with the secret in its place, refused for another member: one of a wrong type, and
/// one that is missing, for which some frameworks quote all that is there.
fn refused_with(subject: &Subject<'_>, member: &Member) -> Vec<Draft> {
    let body = subject.body_with(member, Value::from(CANARY));
    let Some(body) = body.filter(|body| subject.accepts(body)) else {
        return Vec::new();
    };
    let wrong = others(subject, member).find_map(|other| {
        let wrong = [Value::from(7), Value::from("text"), Value::Bool(true)];
        let mut bodies = wrong.into_iter().filter_map(|value| {
            other.set(subject.api, &body, value).filter(|body| !subject.accepts(body))
        });
        bodies.next()
    });
    let missing = others(subject, member).filter(|other| other.required).find_map(|other| {
        let rest = other.remove(subject.api, &body)?;
        let holds = member.pointer(false).lookup(&rest).and_then(Value::as_str) == Some(CANARY);
        (holds && !subject.accepts(&rest)).then_some(rest)
    });
    let location = subject.api.location(&member.schema);
    let draft = |case: String, refused| {
        let expectation = Expectation::NotEchoed { text: CANARY.to_owned() };
        Draft::new(case, &location, subject.with_body(refused), expectation)
    };
    let wrong = wrong.map(|refused| draft(member.name(), refused));
    let missing = missing.map(|refused| draft(format!("{}:missing", member.name()), refused));
    wrong.into_iter().chain(missing).collect()
}

/// The other members that a request can be refused for.
fn others<'s>(subject: &'s Subject<'_>, member: &Member) -> impl Iterator<Item = &'s Member> {
    let told = [Fault::MissingMember, Fault::WrongType];
    let refusals = refusals(subject).iter().filter(move |refusal| told.contains(&refusal.fault));
    let offenders: BTreeSet<&str> =
        refusals.filter_map(|refusal| refusal.offender.as_deref()).collect();
    let own = member.own_name().to_owned();
    subject
        .members()
        .iter()
        .filter(move |other| other.own_name() != own && offenders.contains(other.own_name()))
}
