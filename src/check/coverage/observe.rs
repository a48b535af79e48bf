//! What a run has put to the test: promises held against the requests and answers there were.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::{Due, Keyword, Promise, Promises, Seen, Sign, Subject};
use crate::check::generate::{JsonType, Types};
use crate::check::{Check, Credential, Expectation, Fill, Outcome, Payload, Step};
use crate::http::{Exchange, Response};
use crate::spec::{Pointer, StatusPattern};

/// What came of a planned check: `None` where it did not run.
pub type Sighting<'r> = (&'r Check, Option<&'r Outcome>, &'r [Arc<Exchange>]);

impl Promises {
    /// Whether each promise was put to the test, in the order of the list.
    pub fn seen(&self, sightings: &[Sighting<'_>]) -> Vec<Seen> {
        let mut by_operation: BTreeMap<&str, Vec<&Sighting<'_>>> = BTreeMap::new();
        for sighting in sightings {
            by_operation.entry(&sighting.0.operation).or_default().push(sighting);
        }
        let mut seen = Vec::with_capacity(self.list.len());
        for promises in self.list.chunk_by(|one, next| one.operation == next.operation) {
            let Some(first) = promises.first() else { continue };
            let own = by_operation.get(first.operation.as_str()).map_or(&[][..], Vec::as_slice);
            let calls = calls(first, own);
            let excuse = calls.is_empty().then(|| excuse(own));
            let patterns: Vec<StatusPattern> = promises.iter().filter_map(pattern).collect();
            let view = View { calls: &calls, patterns: &patterns };
            seen.extend(promises.iter().map(|promise| match &excuse {
                Some(reason) => Seen::Never(reason.clone()),
                None => view.of(promise),
            }));
        }
        seen
    }
}

fn pattern(promise: &Promise) -> Option<StatusPattern> {
    match promise.sign {
        Sign::Answered(pattern) => Some(pattern),
        _ => None,
    }
}

/// Why an operation was not called at all.
fn excuse(sightings: &[&Sighting<'_>]) -> String {
    let told =
        sightings.iter().find_map(|(check, outcome, _)| match (&check.expectation, outcome) {
            (Expectation::Unplanned { reason }, _) => {
                Some(format!("it cannot be called: {reason}"))
            }
            (_, Some(Outcome::Inconclusive { reason, .. })) => Some(reason.clone()),
            _ => None,
        });
    told.unwrap_or_else(|| match sightings {
        [] => "no check of the operation was selected".to_owned(),
        _ => "the run ended before the operation was called".to_owned(),
    })
}

/// A request that was answered.
struct Call<'r> {
    step: &'r Step,
    response: &'r Response,
    content: Option<Value>,
}

/// The answered requests to the operation of a promise, each once.
fn calls<'r>(promise: &Promise, sightings: &[&Sighting<'r>]) -> Vec<Call<'r>> {
    let mut known = BTreeSet::new();
    let mut calls = Vec::new();
    for (check, _, exchanges) in sightings {
        for (step, exchange) in check.steps.iter().zip(*exchanges) {
            let is_own = step.operation == promise.operation && step.method == promise.method;
            let Ok(response) = &exchange.result else { continue };
            if is_own && known.insert(Arc::as_ptr(exchange)) {
                calls.push(Call { step, response, content: response.json() });
            }
        }
    }
    calls
}

/// What is known of one operation.
struct View<'v, 'r> {
    calls: &'v [Call<'r>],
    patterns: &'v [StatusPattern],
}

impl View<'_, '_> {
    fn of(&self, promise: &Promise) -> Seen {
        let any = |is_shown: &dyn Fn(&Call<'_>) -> bool| self.calls.iter().any(is_shown);
        let (found, seen, why) = match &promise.sign {
            Sign::Answered(pattern) => (
                any(&|call| self.covers(*pattern, call)),
                Seen::Observed,
                "no answer had this status",
            ),
            Sign::Held(pattern, pointer) => {
                let is_held = |call: &Call<'_>| {
                    let content = call.content.as_ref().filter(|_| self.covers(*pattern, call));
                    content.is_some_and(|content| !values(content, pointer).is_empty())
                };
                (any(&is_held), Seen::Observed, "no answer of this status held it")
            }
            Sign::Sent(subject) => {
                (any(&|call| call.holds(subject)), Seen::Exercised, "no request held it")
            }
            Sign::LeftOut(subject, due) => {
                let is_due = |call: &Call<'_>| *due == Due::Anything || call.response.is_success();
                let is_shown = |call: &Call<'_>| is_due(call) && call.leaves_out(subject);
                (
                    any(&is_shown),
                    Seen::Exercised,
                    match due {
                        Due::Success => "no request that succeeded left it out",
                        Due::Anything => "no request left it out",
                    },
                )
            }
            Sign::Broken(subject, keyword) => {
                let judge = Breach::of(keyword);
                let is_shown = |call: &Call<'_>| call.breaks(subject, &judge);
                (any(&is_shown), Seen::Exercised, "no request broke it")
            }
            Sign::Anonymous => (
                any(&|call| call.step.credential != Credential::Valid),
                Seen::Exercised,
                "every request carried the caller's credential",
            ),
            Sign::Never(why) => (false, Seen::Exercised, *why),
        };
        if found { seen } else { Seen::Never(why.to_owned()) }
    }

    /// True where the answer is the one that `pattern` declares: the exact code goes before its
    /// class, and that before `default`.
    fn covers(&self, pattern: StatusPattern, call: &Call<'_>) -> bool {
        let status = call.response.status;
        let binding = [
            StatusPattern::Code(status),
            StatusPattern::Class(status / 100),
            StatusPattern::Default,
        ];
        binding.into_iter().find(|known| self.patterns.contains(known)) == Some(pattern)
    }
}

impl Call<'_> {
    fn content(&self) -> Option<&Value> {
        match &self.step.payload {
            Payload::Json { value, .. } => Some(value),
            _ => None,
        }
    }

    fn holds(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Member(pointer) => {
                self.content().is_some_and(|content| !values(content, pointer).is_empty())
            }
            Subject::Parameter(place, name, _) => {
                self.step.parameters.iter().any(|(p, n, _)| p == place && n == name)
            }
        }
    }

    /// True where the value alone is missing: what would hold it is there.
    fn leaves_out(&self, subject: &Subject) -> bool {
        let Subject::Member(pointer) = subject else {
            return !self.holds(subject);
        };
        match (self.content(), pointer.parent()) {
            (content, None) => content.is_none() && self.step.payload == Payload::None,
            (Some(content), Some(parent)) => {
                let name = pointer.last().unwrap_or_default();
                values(content, &parent)
                    .iter()
                    .any(|holder| holder.as_object().is_some_and(|held| !held.contains_key(&name)))
            }
            (None, Some(_)) => false,
        }
    }

    fn breaks(&self, subject: &Subject, breach: &Breach) -> bool {
        match subject {
            Subject::Member(pointer) => self.content().is_some_and(|content| {
                values(content, pointer).into_iter().any(|value| breach.is_in(value))
            }),
            Subject::Parameter(place, name, types) => {
                self.step.parameters.iter().any(|(p, n, fill)| match fill {
                    Fill::Literal(text) => {
                        p == place && n == name && breach.is_in(&read(text, *types))
                    }
                    Fill::Encoded(_) | Fill::Bound(_) => false,
                })
            }
        }
    }
}

/// The text of a parameter as a value of the types it may have; a string where it is none of them.
fn read(text: &str, types: Types) -> Value {
    match serde_json::from_str::<Value>(text) {
        Ok(value) if types.contains(JsonType::of(&value)) => value,
        _ => Value::from(text),
    }
}

/// What breaks a keyword.
enum Breach {
    Type(Types),
    Other(Option<Box<Validator>>),
}

impl Breach {
    fn of(keyword: &Keyword) -> Self {
        let schema = match keyword {
            Keyword::Type(types) => return Self::Type(*types),
            // What is declared is no further member.
            Keyword::Other(word @ "additionalProperties", declared) => {
                json!({"properties": declared, *word: false})
            }
            Keyword::Other(word, limit) => json!({*word: limit}),
        };
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        Self::Other(options.build(&schema).ok().map(Box::new))
    }

    fn is_in(&self, value: &Value) -> bool {
        match self {
            Self::Type(types) => !types.contains(JsonType::of(value)),
            // null is a matter of the type.
            Self::Other(validator) => {
                let validator = validator.as_ref().filter(|_| !value.is_null());
                validator.is_some_and(|validator| !validator.is_valid(value))
            }
        }
    }
}

/// The values at a place, which `*` makes several.
fn values<'v>(content: &'v Value, pointer: &Pointer) -> Vec<&'v Value> {
    if !pointer.as_str().contains('*') {
        return pointer.lookup(content).into_iter().collect();
    }
    pointer.places(content).iter().filter_map(|place| place.lookup(content)).collect()
}
