//! Requests that hold a secret of their own and are refused for something else.

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

/// A check for every member of the content that is named like a secret, and may be any text.
pub(super) fn told(subject: &Subject<'_>) -> Vec<Draft> {
    let members = subject.members().iter();
    let secrets = members.filter(|member| is_secret(member.own_name()));
    secrets.filter_map(|member| refused_with(subject, member)).collect()
}

/// The content with the secret in its place, refused for another member.
fn refused_with(subject: &Subject<'_>, member: &Member) -> Option<Draft> {
    let body = subject.body_with(member, Value::from(CANARY))?;
    if !subject.accepts(&body) {
        return None;
    }
    let told = [Fault::MissingMember, Fault::WrongType];
    let offenders: Vec<&str> = refusals(subject)
        .iter()
        .filter(|refusal| told.contains(&refusal.fault))
        .filter_map(|refusal| refusal.offender.as_deref())
        .collect();
    let mut others = subject.members().iter().filter(|other| {
        other.own_name() != member.own_name() && offenders.contains(&other.own_name())
    });
    let refused = others.find_map(|other| {
        let wrong = [Value::from(7), Value::from("text"), Value::Bool(true)];
        let mut bodies = wrong.into_iter().filter_map(|value| {
            other.set(subject.api, &body, value).filter(|body| !subject.accepts(body))
        });
        bodies.next()
    })?;
    let location = subject.api.location(&member.schema);
    let expectation = Expectation::NotEchoed { text: CANARY.to_owned() };
    Some(Draft::new(member.name(), &location, subject.with_body(refused), expectation))
}
