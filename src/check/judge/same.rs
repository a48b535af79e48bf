//! Judging that two requests mean the same: their answers are equal but for what differs anyway.

use serde_json::Value;

use super::case::{AnsweredCheck, excerpt, skip};
use crate::check::model::Outcome;
use crate::spec::Pointer;
use crate::wire::Response;

/// Answers to two requests that should mean the same, each sent more than once: what the answers to
/// one of them do not agree on proves nothing.
struct Answers<T> {
    with: Vec<T>,
    without: Vec<T>,
}

impl<T: PartialEq> Answers<T> {
    /// The two values, where each request has one of its own.
    fn difference(&self) -> Option<(&T, &T)> {
        let (with, without) = (self.with.first()?, self.without.first()?);
        let agree = self.with.iter().all(|answer| answer == with)
            && self.without.iter().all(|answer| answer == without);
        (agree && with != without).then_some((with, without))
    }
}

impl<T> Answers<T> {
    fn map<'t, U>(&'t self, read: impl Fn(&'t T) -> U) -> Answers<U> {
        Answers {
            with: self.with.iter().map(&read).collect(),
            without: self.without.iter().map(&read).collect(),
        }
    }
}

/// The exchanges take turns: with, without, with, and so on. The more there are, the surer it is
/// that a difference is none of chance.
pub(super) fn judge(case: &AnsweredCheck<'_>) -> Outcome {
    let exchanges = case.exchanges;
    let answers = exchanges.iter().filter_map(|exchange| exchange.result.as_ref().ok());
    let (with, without): (Vec<_>, Vec<_>) =
        answers.enumerate().partition(|(index, _)| index % 2 == 0);
    let strip = |numbered: Vec<(usize, _)>| numbered.into_iter().map(|(_, answer)| answer);
    let answers: Answers<&Response> =
        Answers { with: strip(with).collect(), without: strip(without).collect() };
    let Some(plain) = answers.without.first() else {
        return skip("there is nothing to compare with");
    };
    if !plain.is_success() {
        return skip(format!("the shorter request was not accepted ({})", plain.status));
    }
    if let Some((with, without)) = answers.map(|answer| answer.status).difference() {
        return case.fail(without.to_string(), case.answer(), &format!("answered {with}"));
    }
    match content_difference(&answers) {
        None => Outcome::Pass,
        Some((place, expected, actual)) => case.fail(
            format!("{place} as without it: {expected}"),
            actual,
            &format!("{place} differs"),
        ),
    }
}

/// The first place where the answers differ by request, with the value of each.
fn content_difference(answers: &Answers<&Response>) -> Option<(String, String, String)> {
    let read = answers.map(|answer| answer.json());
    if read.with.iter().chain(&read.without).all(Option::is_some) {
        return unlike(&Pointer::root(), &read.map(Option::as_ref));
    }
    let bodies = answers.map(|answer| String::from_utf8_lossy(&answer.body).into_owned());
    let (with, without) = bodies.difference()?;
    Some(("the content".to_owned(), excerpt(without), excerpt(with)))
}

fn unlike(place: &Pointer, values: &Answers<Option<&Value>>) -> Option<(String, String, String)> {
    let objects = values.map(|value| value.and_then(Value::as_object));
    let both = [objects.with.first(), objects.without.first()];
    if let [Some(Some(with)), Some(Some(without))] = both {
        let names = without.keys().chain(with.keys().filter(|name| !without.contains_key(*name)));
        return names.into_iter().find_map(|name| {
            let inner = objects.map(|object| object.and_then(|members| members.get(name)));
            unlike(&place.join(name), &inner)
        });
    }
    let (with, without) = values.difference()?;
    let describe = |value: Option<&Value>| {
        value.map_or_else(|| "absent".to_owned(), |value| excerpt(&value.to_string()))
    };
    let place = if place.is_root() { "the content".to_owned() } else { format!("`{place}`") };
    Some((place, describe(*without), describe(*with)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn describe(with: &[Value], without: &[Value]) -> Option<(String, String, String)> {
        let values = Answers {
            with: with.iter().map(Some).collect(),
            without: without.iter().map(Some).collect(),
        };
        unlike(&Pointer::root(), &values)
    }

    #[test]
    fn a_member_that_differs_by_request_is_found() {
        let (with, without) = (json!({"a": 1, "id": 7}), json!({"a": 2, "id": 8}));
        let found = describe(&[with, json!({"a": 1, "id": 9})], &[without]).unwrap();
        assert_eq!(found, ("`/a`".into(), "2".into(), "1".into()));
        let found = describe(&[json!({"a": 1}), json!({"a": 1})], &[json!({})]).unwrap();
        assert_eq!(found, ("`/a`".into(), "absent".into(), "1".into()));
    }

    #[test]
    fn a_member_that_differs_by_itself_proves_nothing() {
        let host = |name: &str| json!({ "host": name });
        assert_eq!(describe(&[host("a"), host("a"), host("b")], &[host("b"), host("b")]), None);
        assert_eq!(describe(&[host("a"), host("a")], &[host("b"), host("a")]), None);
    }
}
