//! The conversation with the target: equal steps share an exchange, producers are called once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::breaker::Breaker;
use super::credential::Caller;
use super::fill;
use super::pace::Pace;
use crate::check::{Binding, Outcome, Plan, Step, fill_made_up};
use crate::event::{Event, Observer};
use crate::http::{Exchange, Request, Response, Transport};
use crate::spec::Api;

/// How often a request is sent again while the target limits the rate.
const PATIENCE: u32 = 5;

/// The longest pause that is taken, whatever `Retry-After` says.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Why a step cannot be sent, as an outcome.
#[derive(Clone, Debug)]
pub(super) struct Blocked {
    /// Why, and what would mend it.
    pub(super) reason: String,
    /// See [`Outcome::Inconclusive`].
    pub(super) target_at_fault: bool,
}

impl From<Blocked> for Outcome {
    fn from(blocked: Blocked) -> Self {
        let Blocked { reason, target_at_fault } = blocked;
        Self::Inconclusive { reason, target_at_fault }
    }
}

/// What is done where the target asks for patience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Patience {
    /// The request is sent again, after a while.
    Long,
    /// The plea is the answer.
    None,
}

type Answers = BTreeMap<String, Arc<OnceCell<Result<Value, Blocked>>>>;
type Shared = HashMap<Key, Arc<OnceCell<Arc<Exchange>>>>;

/// What tells a request from all others, in little memory however long its content is.
type Key = [u8; 32];

/// A run's conversation with its target.
pub(super) struct Session<'a, T> {
    api: &'a Api,
    plan: &'a Plan,
    transport: &'a T,
    caller: Caller<'a>,
    pace: Pace,
    observer: Mutex<&'a mut dyn Observer>,
    /// Notices a target that no longer answers.
    pub(super) breaker: Breaker,
    started: Instant,
    shared: Mutex<Shared>,
    answers: Answers,
    failures: Mutex<BTreeSet<String>>,
    requests: AtomicUsize,
}

impl<'a, T: Transport> Session<'a, T> {
    pub(super) fn new(
        api: &'a Api,
        plan: &'a Plan,
        transport: &'a T,
        options: &'a super::Options,
        observer: &'a mut dyn Observer,
    ) -> Self {
        let producers = plan.producers.iter().map(|producer| producer.operation.clone());
        Self {
            api,
            plan,
            transport,
            caller: Caller::of(options),
            pace: Pace::new(options.rate),
            observer: Mutex::new(observer),
            breaker: Breaker::default(),
            started: Instant::now(),
            shared: Mutex::default(),
            answers: producers.map(|name| (name, Arc::default())).collect(),
            failures: Mutex::default(),
            requests: AtomicUsize::new(0),
        }
    }

    /// From the beginning of the run to now.
    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Requests sent so far, retries included.
    pub(super) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// True for the first failure of its kind: one request of a kind is made smaller, not hundreds.
    pub(super) fn is_first(&self, kind: &str) -> bool {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.insert(kind.to_owned())
    }

    /// Tells the observer.
    pub(super) fn tell(&self, event: &Event) {
        self.observer.lock().unwrap_or_else(PoisonError::into_inner).observe(event);
    }

    /// The exchange for a step: an equal step's, where there was one, else a new one.
    pub(super) async fn exchange(&self, step: &Step) -> Result<Arc<Exchange>, Blocked> {
        self.exchange_somehow(step, false).await
    }

    /// The same; where `made_up` is allowed, made-up ids do where no other are known.
    pub(super) async fn exchange_somehow(
        &self,
        step: &Step,
        made_up: bool,
    ) -> Result<Arc<Exchange>, Blocked> {
        let request = self.request(step, made_up).await?;
        if step.consumes {
            return self.converse(step, request, Patience::Long).await;
        }
        let key = key(&request, step.repetition);
        let cell = {
            let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(shared.entry(key).or_default())
        };
        cell.get_or_try_init(|| self.converse(step, request, Patience::Long)).await.cloned()
    }

    /// An exchange that takes a plea for patience as its answer.
    pub(super) async fn impatient(&self, step: &Step) -> Result<Arc<Exchange>, Blocked> {
        let request = self.request(step, false).await?;
        self.converse(step, request, Patience::None).await
    }

    /// Why the question of this step does not arise for this caller, if it does not.
    pub(super) fn unasked(&self, step: &Step) -> Option<String> {
        self.caller.unasked(self.api.operation(&step.operation)?, &step.credential)
    }

    /// True where the step was sent with a made-up value, since no other is known.
    pub(super) async fn is_made_up(&self, step: &Step) -> bool {
        for name in fill::needs(step) {
            if self.value(name, false).await.is_err() {
                return true;
            }
        }
        false
    }

    async fn request(&self, step: &Step, made_up: bool) -> Result<Request, Blocked> {
        let operation = self.api.operation(&step.operation);
        let invented = operation.filter(|o| made_up || step.asks_at_the_door(o));
        let mut values = BTreeMap::new();
        for name in fill::needs(step) {
            if !values.contains_key(name) {
                match Box::pin(self.value(name, step.consumes)).await {
                    Ok(value) => {
                        values.insert(name.to_owned(), value);
                    }
                    Err(blocked) if invented.is_none() => return Err(blocked),
                    Err(_) => {}
                }
            }
        }
        if let Some(operation) = invented {
            fill_made_up(self.api, operation, step, &mut values);
        }
        let mut request = fill::request(step, &values);
        if let Some(operation) = operation {
            self.caller
                .apply(&mut request, operation, &step.credential)
                .map_err(|reason| Blocked { reason, target_at_fault: false })?;
        }
        Ok(request)
    }

    async fn value(&self, name: &str, anew: bool) -> Result<Value, Blocked> {
        match self.plan.bindings.get(name) {
            Some(Binding::Given(value)) => Ok(value.clone()),
            Some(Binding::Produced { operation, pointer }) => {
                let answer = self.answer(operation, anew).await?;
                // The binding is named after the producer and what the consumer calls the value.
                let member = name.rsplit('.').next().unwrap_or(name);
                pointer
                    .lookup(&answer)
                    .filter(|value| !value.is_null() && **value != "")
                    .cloned()
                    .ok_or(Blocked {
                        reason: format!(
                            "{operation} answered no `{member}`: pass --bind {member}=VALUE"
                        ),
                        target_at_fault: true,
                    })
            }
            Some(Binding::Unavailable(reason)) => {
                Err(Blocked { reason: reason.clone(), target_at_fault: false })
            }
            None => Err(Blocked {
                reason: format!("no value is planned for `{name}`: pass --bind {name}=VALUE"),
                target_at_fault: false,
            }),
        }
    }

    /// The answer of a producer: the run's one, or one of its own.
    async fn answer(&self, operation: &str, anew: bool) -> Result<Value, Blocked> {
        match self.answers.get(operation) {
            Some(cell) if !anew => {
                cell.get_or_init(|| self.produce(operation, false)).await.clone()
            }
            _ => self.produce(operation, anew).await,
        }
    }

    async fn produce(&self, operation: &str, anew: bool) -> Result<Value, Blocked> {
        let mut last = "it has no valid request".to_owned();
        let producer = self.plan.producers.iter().find(|p| p.operation == operation);
        for attempt in producer.into_iter().flat_map(|producer| &producer.attempts) {
            let exchange = if anew {
                let request = self.request(attempt, false).await?;
                self.converse(attempt, request, Patience::Long).await?
            } else {
                self.exchange(attempt).await?
            };
            match &exchange.result {
                Ok(response) if response.is_success() => {
                    if let Some(answer) = response.json() {
                        return Ok(answer);
                    }
                    "its answer is not JSON".clone_into(&mut last);
                }
                Ok(response) => last = format!("it answered {}", response.status),
                Err(error) => last = error.to_string(),
            }
        }
        let reason = format!("{operation} gives no ids ({last}): pass them with --bind NAME=VALUE");
        Err(Blocked { reason, target_at_fault: true })
    }

    /// Sends a request, with patience where the target limits the rate.
    async fn converse(
        &self,
        step: &Step,
        request: Request,
        patience: Patience,
    ) -> Result<Arc<Exchange>, Blocked> {
        let mut pauses = 0;
        loop {
            if let Some(reason) = self.breaker.blocks(&step.operation) {
                return Err(Blocked { reason, target_at_fault: true });
            }
            self.pace.turn().await;
            self.requests.fetch_add(1, Ordering::Relaxed);
            let sent_at = self.elapsed();
            let result = self.transport.send(&request).await;
            self.breaker.note(&step.operation, &result);
            let plea = result.as_ref().ok().filter(|_| patience == Patience::Long);
            if let Some(pause) = plea.and_then(|answer| pause(answer, pauses)) {
                if pauses < PATIENCE {
                    pauses += 1;
                    let operation = step.operation.clone();
                    self.tell(&Event::Throttled { operation, pause });
                    self.pace.hold(pause);
                    continue;
                }
                self.breaker
                    .open("the target keeps limiting the rate: lower it with --rate".into());
            }
            let elapsed = self.elapsed().saturating_sub(sent_at);
            let operation = step.operation.clone();
            return Ok(Arc::new(Exchange { operation, request, result, sent_at, elapsed }));
        }
    }
}

/// SHA-256 over all that a request says.
fn key(request: &Request, repetition: u32) -> Key {
    let Request { method, path, headers, body, until_close } = request;
    let length = body.as_ref().map(Vec::len);
    let head = format!("{:?}", (method, path, headers, length, until_close, repetition));
    let digest = Sha256::new().chain_update(head);
    digest.chain_update(body.as_deref().unwrap_or_default()).finalize().into()
}

/// How long to wait before sending again: after a 429, and after a 503 that says so
/// (RFC 6585 §4, RFC 9110 §10.2.3).
fn pause(response: &Response, pauses: u32) -> Option<Duration> {
    let wanted = response.header("retry-after");
    let asked = match response.status {
        429 => true,
        503 => wanted.is_some(),
        _ => false,
    };
    let seconds = wanted.and_then(|text| text.trim().parse::<u64>().ok());
    let pause = seconds.map_or(Duration::from_secs(1 << pauses), Duration::from_secs);
    asked.then_some(pause.min(LONGEST_PAUSE))
}
