//! Judging laws: all answers to the requests of a check are looked at together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::case::{Judged, excerpt, fail_for, skip};
use super::sent::Sent;
use crate::check::conventions::law::validator;
use crate::check::model::{Check, LawExpectation, Outcome, RequestTemplate, Template, text_of};
use crate::check::values::Shape;
use crate::spec::{Api, Pointer};
use crate::wire::{Exchange, Request, Response};

/// Judges a law on every exchange of its check; each has an answer.
pub(in crate::check) fn judge(
    api: &Api,
    check: &Check,
    law: &LawExpectation,
    exchanges: &[Arc<Exchange>],
) -> Outcome {
    let turns = check.steps.iter().zip(exchanges);
    let answered = turns.filter_map(|(step, exchange)| {
        let response = exchange.result.as_ref().ok()?;
        Some(Turn { step, request: &exchange.request, response })
    });
    let case = Calls { check, turns: answered.collect() };
    let verdict = match law {
        LawExpectation::Distinct { member, in_flight } => case.distinct(member, *in_flight),
        LawExpectation::Echo { template, member, in_flight } => {
            case.echo(template, member, *in_flight)
        }
        LawExpectation::Stable { except } => case.stable(api, except),
        LawExpectation::Formed { member, schema } => case.formed(member, schema),
        LawExpectation::Constant { member } => case.constant(member),
        LawExpectation::Repeatable => case.repeatable(),
        LawExpectation::UnknownRefused => case.unknown_refused(),
        LawExpectation::Tenant { proof } => case.tenant(proof.as_ref()),
    };
    verdict.err().unwrap_or(Outcome::Pass)
}

/// A step with what came of it.
struct Turn<'a> {
    step: &'a RequestTemplate,
    request: &'a Request,
    response: &'a Response,
}

impl Turn<'_> {
    fn sent(&self) -> Sent {
        Sent::by([(self.step, self.request)])
    }
}

struct Calls<'a> {
    check: &'a Check,
    turns: Vec<Turn<'a>>,
}

impl<'a> Calls<'a> {
    /// The JSON content of every success.
    fn successes(&self) -> Vec<(&Turn<'a>, Value)> {
        let turns = self.turns.iter().filter(|turn| turn.response.is_success());
        turns.filter_map(|turn| Some((turn, turn.response.json()?))).collect()
    }

    /// The values at `member` in all successes, but for what their own requests said; a reason to
    /// skip where fewer than two have one.
    fn values(&self, member: &Pointer) -> Result<Vec<Value>, Outcome> {
        let successes = self.successes();
        let values: Vec<Value> = (successes.iter())
            .filter_map(|(turn, body)| {
                let value = member.lookup(body).filter(|value| !value.is_null())?;
                (!turn.sent().holds(member, value)).then(|| value.clone())
            })
            .collect();
        if values.len() > 1 {
            return Ok(values);
        }
        Err(skip(format!(
            "fewer than two answers have a `{member}` that their request did not say"
        )))
    }

    /// In flight together no request may fall over that stands when it is alone.
    fn all_stand(&self) -> Judged {
        let crashed = self.turns.iter().filter(|turn| turn.response.status >= 500);
        let crashed: Vec<u16> = crashed.map(|turn| turn.response.status).collect();
        let all = self.turns.len();
        match crashed.first() {
            Some(status) if crashed.len() < all => Err(self.fail(
                format!("each of {all} requests in flight together answered"),
                format!("{} of them answered {status}", crashed.len()),
                "requests in flight together fail",
            )),
            _ => Ok(()),
        }
    }

    fn distinct(&self, member: &Pointer, in_flight: bool) -> Judged {
        if in_flight {
            self.all_stand()?;
        }
        let values = self.values(member)?;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for value in &values {
            *counts.entry(value.to_string()).or_default() += 1;
        }
        let Some((value, count)) = counts.iter().find(|(_, count)| **count > 1) else {
            return Ok(());
        };
        let together = if in_flight { " to requests in flight together" } else { "" };
        Err(self.fail(
            format!("`{member}` different in each of {} answers{together}", values.len()),
            format!("{} in {count} of them", excerpt(value)),
            &format!("`{member}` is not unique"),
        ))
    }

    fn echo(&self, template: &Template, member: &Pointer, in_flight: bool) -> Judged {
        if in_flight {
            self.all_stand()?;
        }
        let mut judged = 0;
        for (turn, body) in self.successes() {
            let Some(actual) = member.lookup(&body) else { continue };
            let place = |place: &crate::check::model::Place| {
                place.value(turn.step, turn.request, turn.response)
            };
            let Ok(expected) = template.fill(place) else { continue };
            judged += 1;
            if text_of(actual) != expected {
                if in_flight && judged == 1 {
                    return Err(skip("a plain request is not answered so either: see law_formed"));
                }
                return Err(self.fail(
                    format!("`{member}`: {template}, which is {}", excerpt(&expected)),
                    excerpt(&actual.to_string()),
                    &format!("`{member}` is not {template}"),
                ));
            }
        }
        match judged {
            0 => Err(skip(format!("no answer has `{member}` and what it is made of"))),
            _ => Ok(()),
        }
    }

    /// Members that nobody declared are no configuration: a clock may stand there.
    fn stable(&self, api: &Api, except: &[Pointer]) -> Judged {
        let mut successes = self.successes();
        for (_, body) in &mut successes {
            if let (Some(known), Some(members)) = (self.declared(api), body.as_object_mut()) {
                members.retain(|name, _| known.contains(name));
            }
        }
        let [(_, first), others @ ..] = successes.as_slice() else {
            return Err(skip("no request was accepted"));
        };
        if others.is_empty() {
            return Err(skip("fewer than two requests were accepted"));
        }
        for (_, other) in others {
            if let Some((place, before, after)) = difference(&Pointer::root(), first, other, except)
            {
                return Err(self.fail(
                    format!("`{place}` as in the answer before: {before}"),
                    after,
                    &format!("`{place}` changes from call to call"),
                ));
            }
        }
        Ok(())
    }

    /// The names that the documents declare for the content of the answers; `None` where they
    /// declare none.
    fn declared(&self, api: &Api) -> Option<BTreeSet<String>> {
        let operation = api.operation(&self.check.operation)?;
        let status = self.turns.iter().find(|turn| turn.response.is_success())?.response.status;
        let content = &operation.response_for(status)?.content;
        let schema = content.iter().find(|content| content.is_json())?.schema.as_ref()?;
        let properties = Shape::of(api, schema).properties();
        let names: BTreeSet<String> = properties.iter().map(|p| p.name.to_owned()).collect();
        (!names.is_empty()).then_some(names)
    }

    fn formed(&self, member: &Pointer, schema: &Value) -> Judged {
        let Some(validator) = validator(schema) else {
            return Err(skip("the law's schema cannot be compiled"));
        };
        let (mut judged, mut own) = (0, 0);
        for (turn, body) in self.successes() {
            let sent = turn.sent();
            for place in member.places(&body) {
                let Some(value) = place.lookup(&body).filter(|value| !value.is_null()) else {
                    continue;
                };
                // What the harness sent proves nothing, be it well formed or not.
                if sent.holds(&place, value) {
                    own += 1;
                    continue;
                }
                judged += 1;
                if let Some(error) = validator.iter_errors(value).next() {
                    return Err(self.fail(
                        format!("`{member}` that obeys {schema}"),
                        excerpt(&error.to_string()),
                        &format!("`{member}` is not formed as it should be"),
                    ));
                }
            }
        }
        match (judged, own) {
            (0, 0) => Err(skip(format!("no answer has `{member}`"))),
            (0, _) => Err(skip(format!("`{member}` is what the requests said in every answer"))),
            _ => Ok(()),
        }
    }

    fn constant(&self, member: &Pointer) -> Judged {
        let values = self.values(member)?;
        let Some(other) = values.iter().find(|value| **value != values[0]) else {
            return Ok(());
        };
        Err(self.fail(
            format!("`{member}`: {} in every answer to one token", excerpt(&values[0].to_string())),
            excerpt(&other.to_string()),
            &format!("`{member}` differs under one token"),
        ))
    }

    fn repeatable(&self) -> Judged {
        let [first, others @ ..] = self.turns.as_slice() else {
            return Err(skip("nothing was sent"));
        };
        if !first.response.is_success() {
            let status = first.response.status;
            return Err(skip(format!("the first request was not accepted ({status})")));
        }
        match others.iter().position(|turn| !turn.response.is_success()) {
            None => Ok(()),
            Some(at) => Err(self.fail(
                format!("2xx each time, as the first one ({})", first.response.status),
                format!("{} for number {}", others[at].response.status, at + 2),
                "a repeated request is not accepted",
            )),
        }
    }

    fn unknown_refused(&self) -> Judged {
        let [plain, unknown] = self.turns.as_slice() else {
            return Err(skip("nothing was sent"));
        };
        let (known, status) = (plain.response.status, unknown.response.status);
        if !plain.response.is_success() {
            return Err(skip(format!("a known id is not accepted either ({known})")));
        }
        match status {
            400..=499 => Ok(()),
            500.. => Err(skip(format!("answered {status}: see law_unknown_id"))),
            _ => {
                Err(self.fail("4xx", format!("{status} for an unknown id"), "unknown id accepted"))
            }
        }
    }

    fn tenant(&self, proof: Option<&Pointer>) -> Judged {
        let (described, asked) = self.turns.split_at(self.turns.len().saturating_sub(2));
        if let (Some(member), [first, second]) = (proof, described) {
            let of = |turn: &Turn<'_>| {
                let body = turn.response.json().filter(|_| turn.response.is_success())?;
                member.lookup(&body).cloned()
            };
            match (of(first), of(second)) {
                (Some(first), Some(second)) if first != second => {}
                (Some(first), Some(_)) => {
                    let reason = format!(
                        "both tokens belong to {first}: give one of another organisation with \
                         --second-token"
                    );
                    return Err(Outcome::Inconclusive { reason, target_at_fault: false });
                }
                _ => return Err(skip(format!("`{member}` does not distinguish the two tokens"))),
            }
        }
        let [owner, other] = asked else { return Err(skip("nothing was sent")) };
        if !owner.response.is_success() {
            let status = owner.response.status;
            return Err(skip(format!("the owner's request was not accepted ({status})")));
        }
        let status = other.response.status;
        match status {
            400..=499 => Ok(()),
            500.. => Err(skip(format!("answered {status}: a refusal is what is asked for"))),
            _ => Err(self.fail(
                "4xx for another organisation",
                format!("accepted with {status}"),
                "another organisation is let in",
            )),
        }
    }

    fn fail(&self, expected: impl Into<String>, actual: impl Into<String>, cause: &str) -> Outcome {
        fail_for(&self.check.operation, expected, actual, cause)
    }
}

/// The first place where two answers differ, `except` aside, with both values.
fn difference(
    place: &Pointer,
    one: &Value,
    other: &Value,
    except: &[Pointer],
) -> Option<(Pointer, String, String)> {
    if one == other || except.iter().any(|pattern| pattern.covers(place)) {
        return None;
    }
    if let (Value::Object(before), Value::Object(after)) = (one, other) {
        let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
        let absent = Value::Null;
        return names.into_iter().find_map(|name| {
            let of = |members: &'_ serde_json::Map<String, Value>| {
                members.get(name).cloned().unwrap_or(absent.clone())
            };
            difference(&place.join(name), &of(before), &of(after), except)
        });
    }
    Some((place.clone(), excerpt(&one.to_string()), excerpt(&other.to_string())))
}
