//! Judging laws: all answers to the requests of a check are looked at together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::template::text_of;
use super::{LawExpectation, Template, read};
use crate::check::generate::Shape;
use crate::check::{Check, Outcome, Step};
use crate::http::{Exchange, Request, Response};
use crate::spec::{Api, Operation, Pointer};

/// How many characters of a value a message shows.
const SHOWN: usize = 120;

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
    let case = Case { api, check, turns: answered.collect() };
    let verdict = match law {
        LawExpectation::Distinct { member, in_flight } => case.distinct(member, *in_flight),
        LawExpectation::Echo { template, member, in_flight } => {
            case.echo(template, member, *in_flight)
        }
        LawExpectation::Stable { except } => case.stable(except),
        LawExpectation::Formed { member, schema } => case.formed(member, schema),
        LawExpectation::Constant { member } => case.constant(member),
        LawExpectation::Repeatable => case.repeatable(),
        LawExpectation::UnknownRefused => case.unknown_refused(),
        LawExpectation::Tenant { proof } => case.tenant(proof.as_ref()),
    };
    verdict.err().unwrap_or(Outcome::Pass)
}

/// `Err` carries every outcome but `Pass`, so that judges read as a row of questions.
type Judged = Result<(), Outcome>;

/// A step with what came of it.
struct Turn<'a> {
    step: &'a Step,
    request: &'a Request,
    response: &'a Response,
}

struct Case<'a> {
    api: &'a Api,
    check: &'a Check,
    turns: Vec<Turn<'a>>,
}

impl<'a> Case<'a> {
    /// The JSON content of every success.
    fn successes(&self) -> Vec<(&Turn<'a>, Value)> {
        let turns = self.turns.iter().filter(|turn| turn.response.is_success());
        turns.filter_map(|turn| Some((turn, turn.response.json()?))).collect()
    }

    /// The values at `member` in all successes; a reason to skip where fewer than two have it.
    fn values(&self, member: &Pointer) -> Result<Vec<Value>, Outcome> {
        let successes = self.successes();
        let values: Vec<Value> = (successes.iter())
            .filter_map(|(_, body)| member.lookup(body).filter(|value| !value.is_null()).cloned())
            .collect();
        if values.len() > 1 {
            return Ok(values);
        }
        Err(skip(format!("fewer than two answers have `{member}`")))
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
            let place = |place: &super::Place| place.value(turn.step, turn.request, turn.response);
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

    fn stable(&self, except: &[Pointer]) -> Judged {
        let successes = self.successes();
        let [(_, first), others @ ..] = successes.as_slice() else {
            return Err(skip("no request was accepted"));
        };
        if others.is_empty() {
            return Err(skip("fewer than two requests were accepted"));
        }
        let first = self.declared(first);
        for (_, other) in others {
            let other = self.declared(other);
            if let Some((place, before, after)) =
                difference(&Pointer::root(), &first, &other, except)
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

    /// An answer without what the documents do not declare at its top: a server may tell the time.
    fn declared(&self, answer: &Value) -> Value {
        let operation = self.api.operation(&self.check.operation);
        let content = operation.into_iter().flat_map(Operation::successes);
        let content = content.flat_map(|response| &response.content);
        let schemas = content.filter_map(|content| content.schema.as_ref());
        let names: BTreeSet<&str> = schemas
            .flat_map(|schema| Shape::of(self.api, schema).properties())
            .map(|property| property.name)
            .collect();
        let mut answer = answer.clone();
        if let Some(members) = answer.as_object_mut().filter(|_| !names.is_empty()) {
            members.retain(|name, _| names.contains(name.as_str()));
        }
        answer
    }

    fn formed(&self, member: &Pointer, schema: &Value) -> Judged {
        let Some(validator) = read::validator(schema) else {
            return Err(skip("the law's schema cannot be compiled"));
        };
        let mut judged = 0;
        for (_, body) in self.successes() {
            let places = member.places(&body);
            for value in places.iter().filter_map(|place| place.lookup(&body)) {
                if value.is_null() {
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
        if judged == 0 { Err(skip(format!("no answer has `{member}`"))) } else { Ok(()) }
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
            _ => Err(self.fail(
                "4xx",
                format!("{status} for an id nobody made"),
                "unknown id accepted",
            )),
        }
    }

    fn tenant(&self, proof: Option<&Pointer>) -> Judged {
        let (told, asked) = self.turns.split_at(self.turns.len().saturating_sub(2));
        if let (Some(member), [first, second]) = (proof, told) {
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
                _ => return Err(skip(format!("`{member}` does not tell whose the tokens are"))),
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
        Outcome::Fail {
            expected: expected.into(),
            actual: actual.into(),
            signature: format!("{}: {cause}", self.check.operation),
        }
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

fn skip(reason: impl Into<String>) -> Outcome {
    Outcome::Skip { reason: reason.into() }
}

fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
