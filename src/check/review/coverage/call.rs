//! The requests of a run to one operation, each once, with the checks that were asked on it.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::check::model::{
    Check, ComparisonExpectation, Credential, Fill, JsonType, Outcome, Payload, RequestTemplate,
    Types,
};
use crate::check::review::coverage::observe::Sighting;
use crate::check::review::coverage::{Keyword, Promise, Sign, Subject};
use crate::spec::Pointer;
use crate::wire::{Exchange, Response};

/// A request, its answer where one came, and the checks that are decided by it.
pub(super) struct CoveredCall<'r> {
    step: &'r RequestTemplate,
    pub(super) response: Option<&'r Response>,
    pub(super) asked: Vec<(&'r Check, Option<&'r Outcome>)>,
    content: OnceCell<Option<Value>>,
}

impl<'r> CoveredCall<'r> {
    /// The requests to the operation of a promise, sent or not.
    pub(super) fn all(promise: &Promise, sightings: &[&Sighting<'r>]) -> Vec<Self> {
        let mut known: BTreeMap<usize, usize> = BTreeMap::new();
        let mut calls: Vec<Self> = Vec::new();
        for (check, outcome, exchanges) in sightings {
            for (step, exchange) in decisive(check, exchanges) {
                if step.operation != promise.operation || step.method != promise.method {
                    continue;
                }
                // Checks that share a request share its exchange.
                let key = exchange.map_or(Arc::as_ptr(step).addr(), |e| Arc::as_ptr(e).addr());
                let at = *known.entry(key).or_insert_with(|| {
                    calls.push(Self {
                        step,
                        response: exchange.and_then(|exchange| exchange.result.as_ref().ok()),
                        asked: Vec::new(),
                        content: OnceCell::new(),
                    });
                    calls.len() - 1
                });
                if let Some(call) = calls.get_mut(at) {
                    call.asked.push((*check, *outcome));
                }
            }
        }
        calls
    }

    /// The answer's content as JSON.
    pub(super) fn content(&self) -> Option<&Value> {
        self.content.get_or_init(|| self.response.and_then(Response::json)).as_ref()
    }

    /// True where the request shows what a promise about requests is about; `breach` is what breaks
    /// its keyword.
    pub(super) fn shows(&self, sign: &Sign, breach: Option<&Breach>) -> bool {
        match sign {
            Sign::Sent(subject) => self.holds(subject),
            Sign::LeftOut(subject, _) => self.leaves_out(subject),
            Sign::Broken(subject, _) => breach.is_some_and(|breach| self.breaks(subject, breach)),
            Sign::Anonymous => self.step.credential != Credential::Valid,
            Sign::Answered(_) | Sign::Held(..) | Sign::Never(_) => false,
        }
    }
}

/// The steps that a check is judged on, each with its exchange where there is one: the last one as a
/// rule, as those before it are there to compare with or to prepare.
fn decisive<'r>(
    check: &'r Check,
    exchanges: &'r [Arc<Exchange>],
) -> Vec<(&'r Arc<RequestTemplate>, Option<&'r Arc<Exchange>>)> {
    let steps = check.steps.iter().enumerate();
    let mut all = steps.map(|(at, step)| (step, exchanges.get(at)));
    if check.expectation == ComparisonExpectation::SameAnswer.into() {
        return all.collect();
    }
    all.next_back().into_iter().collect()
}

impl CoveredCall<'_> {
    fn sent(&self) -> Option<&Value> {
        match &self.step.payload {
            Payload::Json { value, .. } => Some(value),
            _ => None,
        }
    }

    fn holds(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Member(pointer) => {
                self.sent().is_some_and(|content| !values(content, pointer).is_empty())
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
        match (self.sent(), pointer.parent()) {
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
            Subject::Member(pointer) => self.sent().is_some_and(|content| {
                values(content, pointer).into_iter().any(|value| breach.is_in(value))
            }),
            Subject::Parameter(place, name, types) => {
                self.step.parameters.iter().any(|(p, n, fill)| match fill {
                    Fill::Literal(text) => {
                        p == place && n == name && breach.is_in(&read(text, *types))
                    }
                    Fill::Encoded(_) | Fill::Bound(_) | Fill::MadeUp(_) => false,
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
pub(super) enum Breach {
    Type(Types),
    Other(Option<Box<Validator>>),
}

impl Breach {
    /// What breaks the keyword that a promise is about.
    pub(super) fn of_sign(sign: &Sign) -> Option<Self> {
        match sign {
            Sign::Broken(_, keyword) => Some(Self::of(keyword)),
            _ => None,
        }
    }

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
pub(super) fn values<'v>(content: &'v Value, pointer: &Pointer) -> Vec<&'v Value> {
    if !pointer.as_str().contains('*') {
        return pointer.lookup(content).into_iter().collect();
    }
    pointer.places(content).iter().filter_map(|place| place.lookup(content)).collect()
}
