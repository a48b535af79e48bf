//! Valid requests that differ from the plain ones in one place: their answers keep the same promises.

use serde_json::Value;

use super::generate::JsonType;
use super::subject::Subject;
use super::{Payload, Step};

/// A valid request beside the plain ones: what is wrong with their answers is told of them.
pub(super) struct Variation {
    /// What tells it from the others: `null:hostname`.
    pub(super) case: String,
    /// The smallest request and the full one.
    pub(super) plain: [Step; 2],
    /// The request.
    pub(super) step: Step,
}

/// The valid requests that rules send to see whether they are accepted, so that their answers cost
/// no further request.
pub(super) fn variations(subject: &Subject<'_>) -> Vec<Variation> {
    let plain = [subject.minimal(), subject.full()];
    let cases = steps(subject).into_iter().filter(|(_, step)| !plain.contains(step));
    cases.map(|(case, step)| Variation { case, plain: plain.clone(), step }).collect()
}

fn steps(subject: &Subject<'_>) -> Vec<(String, Step)> {
    let nulls = subject.members().iter().filter(|member| member.types.contains(JsonType::Null));
    let nulls = nulls.filter_map(|member| {
        let body = subject.body_with(member, Value::Null)?;
        let is_valid = subject.accepts(&body);
        is_valid.then(|| (format!("null:{}", member.name()), subject.with_body(body)))
    });
    let optional = subject.members().iter().filter(|member| !member.required);
    let without = optional.filter_map(|member| {
        let body = member.remove(subject.api, subject.full_body()?)?;
        let is_valid = subject.accepts(&body);
        is_valid.then(|| (format!("without:{}", member.name()), subject.full_with_body(body)))
    });
    let may_be_absent = subject.body_schema().is_some() && !subject.is_body_required();
    let absent = may_be_absent.then(|| {
        let step = Step { payload: Payload::None, content_type: None, ..subject.minimal() };
        ("absent".to_owned(), step)
    });
    nulls.chain(without).chain(absent).collect()
}
