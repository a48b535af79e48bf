//! The conversation with the target: equal steps share an exchange, producers are called once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::breaker::Breaker;
use super::credential::CredentialSource;
use super::fill;
use super::options::Options;
use super::pace::Pace;
use crate::check::{Binding, Fill, Outcome, Plan, Repetition, RequestTemplate, bindings};
use crate::event::{ConformEvent, Observer};
use crate::run::transport::Transport;
use crate::spec::Api;
use crate::wire::{Exchange, Request, Response, TransportError, retry_after};

/// How often a request is sent again while the target limits the rate.
const RETRIES: u32 = 5;

/// The longest pause that is taken, whatever `Retry-After` says.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Why a step cannot be sent, as an outcome.
#[derive(Clone, Debug)]
pub(super) struct Blocked {
    /// Why, and the remedy.
    pub(super) reason: String,
    /// See [`Outcome::Inconclusive`].
    pub(super) target_at_fault: bool,
    /// `true` where the harness itself holds the step back, as it could change what the run did not
    /// make: the check is skipped.
    pub(super) is_withheld: bool,
}

impl Blocked {
    /// Something is missing that the caller or, where `target_at_fault`, the target has.
    pub(super) fn new(reason: impl Into<String>, target_at_fault: bool) -> Self {
        Self { reason: reason.into(), target_at_fault, is_withheld: false }
    }

    /// See [`Self::is_withheld`].
    fn withheld(reason: String) -> Self {
        Self { reason, target_at_fault: false, is_withheld: true }
    }
}

impl From<Blocked> for Outcome {
    fn from(blocked: Blocked) -> Self {
        let Blocked { reason, target_at_fault, is_withheld } = blocked;
        if is_withheld {
            return Self::Skip { reason };
        }
        Self::Inconclusive { reason, target_at_fault }
    }
}

/// What is done where the target asks to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RetryPolicy {
    /// The request is sent again, after a while.
    Long,
    /// The same where the rate is limited; a 503 is the answer, however long it asks to wait: before
    /// the run it says that the target is not up.
    Brief,
    /// The request to wait is the answer.
    None,
}

impl RetryPolicy {
    /// True where an answer with this status is waited for.
    fn retries(self, status: u16) -> bool {
        match self {
            Self::Long => true,
            Self::Brief => status == 429,
            Self::None => false,
        }
    }
}

type Answers = BTreeMap<String, Arc<OnceCell<Result<Value, Blocked>>>>;
type Shared = HashMap<Key, Arc<OnceCell<Arc<Exchange>>>>;

/// What distinguishes a request from all others, in little memory however long its content is.
type Key = [u8; 32];

/// A run's conversation with its target.
pub(super) struct Session<'a, T> {
    api: &'a Api,
    plan: &'a Plan,
    transport: &'a T,
    caller: CredentialSource<'a>,
    pace: Pace,
    observer: Mutex<&'a mut dyn Observer<ConformEvent>>,
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
        options: &'a Options,
        observer: &'a mut dyn Observer<ConformEvent>,
    ) -> Self {
        let producers = plan.producers.iter().map(|producer| producer.operation.clone());
        Self {
            api,
            plan,
            transport,
            caller: CredentialSource::of(options),
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

    /// Informs the observer.
    pub(super) fn emit(&self, event: &ConformEvent) {
        self.observer.lock().unwrap_or_else(PoisonError::into_inner).observe(event);
    }

    /// The exchange for a step: an equal step's, where there was one, else a new one.
    pub(super) async fn exchange(&self, step: &RequestTemplate) -> Result<Arc<Exchange>, Blocked> {
        self.exchange_somehow(step, false).await
    }

    /// The same; where `made_up` is allowed, made-up ids do where no other are known.
    pub(super) async fn exchange_somehow(
        &self,
        step: &RequestTemplate,
        made_up: bool,
    ) -> Result<Arc<Exchange>, Blocked> {
        let request = self.request(step, made_up).await?;
        if step.consumes {
            return self.converse(step, request, RetryPolicy::Long).await;
        }
        let key = key(&request, step.repetition);
        let cell = {
            let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(shared.entry(key).or_default())
        };
        cell.get_or_try_init(|| self.converse(step, request, RetryPolicy::Long)).await.cloned()
    }

    /// The exchange for a step that is made before the run; equal steps of the run share it, unless
    /// it was put off.
    pub(super) async fn first(&self, step: &RequestTemplate) -> Result<Arc<Exchange>, Blocked> {
        let request = self.request(step, false).await?;
        let key = key(&request, step.repetition);
        let exchange = self.converse(step, request, RetryPolicy::Brief).await?;
        if !matches!(&exchange.result, Ok(answer) if answer.status == 503) {
            let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
            let cell = Arc::clone(shared.entry(key).or_default());
            // Before the run nobody else fills it.
            let _ = cell.set(Arc::clone(&exchange));
        }
        Ok(exchange)
    }

    /// The answer to a request that belongs to no check.
    pub(super) async fn ask(&self, request: &Request) -> Result<Response, TransportError> {
        self.pace.turn().await;
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.transport.send(request).await
    }

    /// An exchange that takes a request to wait as its answer.
    pub(super) async fn without_retry(
        &self,
        step: &RequestTemplate,
    ) -> Result<Arc<Exchange>, Blocked> {
        let request = self.request(step, false).await?;
        self.converse(step, request, RetryPolicy::None).await
    }

    /// Why the question of this step does not arise for this caller, if it does not.
    pub(super) fn unasked(&self, step: &RequestTemplate) -> Option<String> {
        self.caller.unasked(self.api.operation(&step.operation)?, &step.credential)
    }

    /// True where the step was sent with a made-up value, since no other is known.
    pub(super) async fn is_made_up(&self, step: &RequestTemplate) -> bool {
        for name in bindings(step) {
            if self.value(name, false).await.is_err() {
                return true;
            }
        }
        step.parameters.iter().any(|(.., fill)| matches!(fill, Fill::MadeUp(_)))
    }

    /// The request for a step. Nothing becomes a request that could change what the run did not
    /// make: whatever rule, search or repetition a step comes from, it passes here.
    async fn request(&self, step: &RequestTemplate, made_up: bool) -> Result<Request, Blocked> {
        let operation = self.api.operation(&step.operation);
        let takes_made_up = made_up || operation.is_some_and(|o| step.asks_at_the_door(o));
        let mut values = BTreeMap::new();
        let mut missing = BTreeSet::new();
        for name in bindings(step) {
            if values.contains_key(name) || missing.contains(name) {
                continue;
            }
            match Box::pin(self.value(name, step.consumes)).await {
                Ok(value) => {
                    values.insert(name.to_owned(), value);
                }
                Err(blocked) if !takes_made_up => return Err(blocked),
                Err(_) => {
                    missing.insert(name);
                }
            }
        }
        let step = self.plan.changes.made_up(self.api, step, |name| missing.contains(name));
        if let Some(reason) = self.plan.changes.refusal(&step) {
            return Err(Blocked::withheld(reason));
        }
        let mut request = fill::request(&step, &values);
        if let Some(operation) = operation {
            self.caller
                .apply(&mut request, operation, &step.credential)
                .map_err(|reason| Blocked::new(reason, false))?;
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
                    .ok_or_else(|| {
                        let reason = format!(
                            "{operation} answered no `{member}`: pass --bind {member}=VALUE"
                        );
                        Blocked::new(reason, true)
                    })
            }
            Some(Binding::Unavailable(reason)) => Err(Blocked::new(reason.clone(), false)),
            None => Err(Blocked::new(
                format!("no value is planned for `{name}`: pass --bind {name}=VALUE"),
                false,
            )),
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
                self.converse(attempt, request, RetryPolicy::Long).await?
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
        Err(Blocked::new(reason, true))
    }

    /// Sends a request, and waits where the target limits the rate.
    async fn converse(
        &self,
        step: &RequestTemplate,
        request: Request,
        policy: RetryPolicy,
    ) -> Result<Arc<Exchange>, Blocked> {
        let mut pauses = 0;
        loop {
            if let Some(reason) = self.breaker.blocks(&step.operation) {
                return Err(Blocked::new(reason, true));
            }
            self.pace.turn().await;
            self.requests.fetch_add(1, Ordering::Relaxed);
            let sent_at = self.elapsed();
            let result = self.transport.send(&request).await;
            self.breaker.note(&step.operation, &result);
            let retry = result.as_ref().ok().filter(|answer| policy.retries(answer.status));
            if let Some(pause) = retry.and_then(|answer| pause(answer, pauses, SystemTime::now())) {
                if pauses < RETRIES {
                    pauses += 1;
                    let operation = step.operation.clone();
                    self.emit(&ConformEvent::Throttled { operation, pause });
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
fn key(request: &Request, repetition: Repetition) -> Key {
    let Request { method, path, headers, body, until_close } = request;
    let length = body.as_ref().map(Vec::len);
    let head = format!("{:?}", (method, path, headers, length, until_close, repetition));
    let digest = Sha256::new().chain_update(head);
    digest.chain_update(body.as_deref().unwrap_or_default()).finalize().into()
}

/// How long to wait before sending again: as long as a 429 or 503 asks for ([`retry_after`]), and
/// after a 429 that does not say how long, twice as long each time.
fn pause(response: &Response, pauses: u32, now: SystemTime) -> Option<Duration> {
    let asked = retry_after(response.status, |name| response.header(name), now);
    let unsaid = (response.status == 429).then(|| Duration::from_secs(1 << pauses));
    asked.or(unsaid).map(|pause| pause.min(LONGEST_PAUSE))
}
