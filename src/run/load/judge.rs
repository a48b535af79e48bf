//! Answers under load, judged by the plain checks of the operations that the scenario calls.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::check::{AnswerChecks, AnswerViolation};
use crate::load::{BrokenAnswer, LEAST_JUDGED, ViolationKey, ViolationLog};
use crate::run::attack::WireAnswer;
use crate::spec::{Api, Operation};
use crate::wire::{Request, Response};

/// Judges answers, and keeps what was wrong with them.
pub(super) struct Judge {
    api: Arc<Api>,
    /// By position; `None` where the schemas of an answer cannot be compiled: nothing is judged
    /// then.
    operations: Vec<Option<Judged>>,
    log: SharedLog,
}

/// The violations of a run. Touched only where there is one.
pub(super) type SharedLog = Arc<Mutex<ViolationLog>>;

/// An operation whose answers are judged.
struct Judged {
    name: String,
    checks: AnswerChecks,
    /// Answers that were chosen whatever `check_every` says, by stage.
    first: Vec<AtomicU64>,
}

/// An answer that broke something: whose it is, when it was due, and the request that it answers.
pub(super) struct Got<'a> {
    pub(super) worker: u32,
    pub(super) due: Duration,
    pub(super) answer: &'a WireAnswer,
    pub(super) request: &'a dyn Fn() -> Request,
}

impl Judge {
    /// The judge of these operations in so many stages. Compiles the schemas of their answers;
    /// nothing else of the documents is looked at.
    pub(super) fn new(api: Arc<Api>, operations: &[String], stages: usize) -> Self {
        let judged = |name: &String| {
            let checks = AnswerChecks::new(&api, api.operation(name)?).ok()?;
            let first = (0..stages).map(|_| AtomicU64::new(0)).collect();
            Some(Judged { name: name.clone(), checks, first })
        };
        let operations = operations.iter().map(judged).collect();
        Self { api, operations, log: SharedLog::default() }
    }

    /// Where the violations are kept.
    pub(super) fn log(&self) -> SharedLog {
        Arc::clone(&self.log)
    }

    /// Returns `true` if this answer is one to judge: one in `every`, and the first of each
    /// operation in each stage, so that a small run and each of its stages are judged, too.
    pub(super) fn chooses(
        &self,
        (stage, operation): (usize, u16),
        number: u32,
        every: u32,
    ) -> bool {
        let Some(judged) = self.judged(operation) else { return false };
        // Nothing else depends on the count, and two packs that read it at once judge one more.
        if let Some(first) = judged.first.get(stage)
            && first.load(Ordering::Relaxed) < LEAST_JUDGED
        {
            first.fetch_add(1, Ordering::Relaxed);
            return true;
        }
        number.is_multiple_of(every.max(1))
    }

    /// How many requirements the answer breaks, each kept with its first answer. `None` where the
    /// answer cannot be judged: it did not fit, or its content coding is not undone.
    pub(super) fn violations(&self, operation: u16, got: &Got<'_>) -> Option<u64> {
        let judged = self.judged(operation)?;
        let operation = self.operation(judged)?;
        let answer = got.answer;
        if answer.body_bytes > u64::try_from(answer.body.len()).unwrap_or(u64::MAX) {
            return None;
        }
        let response = response(answer);
        if response.header("content-encoding").is_some() && response.json().is_none() {
            return None;
        }
        let found = judged.checks.violations(&self.api, operation, &response);
        for violation in &found {
            self.keep(&judged.name, violation, got, &response);
        }
        Some(u64::try_from(found.len()).unwrap_or(u64::MAX))
    }

    /// An answer gave a value that another worker has: what the documents of no single answer show.
    pub(super) fn not_unique(&self, operation: u16, pointer: String, got: &Got<'_>) {
        let name = self.judged(operation).map(|judged| &judged.name);
        let operation = name.and_then(|name| self.api.operation(name));
        let location = operation.map(|operation| operation.location.to_string());
        let key = ViolationKey {
            operation: operation.map(|operation| operation.name.clone()).unwrap_or_default(),
            rule: "law_unique",
            pointer: pointer.clone(),
            location: location.unwrap_or_default(),
        };
        lock(&self.log).add(key, "The id of a worker MUST be its own.", got.due, || BrokenAnswer {
            worker: got.worker,
            due: got.due,
            place: pointer,
            expected: "an id that no other worker has".to_owned(),
            actual: "the id of another worker".to_owned(),
            request: (got.request)(),
            response: response(got.answer),
        });
    }

    fn keep(&self, name: &str, found: &AnswerViolation, got: &Got<'_>, response: &Response) {
        let key = ViolationKey {
            operation: name.to_owned(),
            rule: found.rule,
            pointer: found.pointer.to_string(),
            location: found.location.to_string(),
        };
        lock(&self.log).add(key, found.requirement, got.due, || BrokenAnswer {
            worker: got.worker,
            due: got.due,
            place: found.place.to_string(),
            expected: found.expected.clone(),
            actual: found.actual.clone(),
            request: (got.request)(),
            response: response.clone(),
        });
    }

    fn judged(&self, operation: u16) -> Option<&Judged> {
        self.operations.get(usize::from(operation))?.as_ref()
    }

    fn operation(&self, judged: &Judged) -> Option<&Operation> {
        self.api.operation(&judged.name)
    }
}

/// The log to itself.
pub(super) fn lock(log: &Mutex<ViolationLog>) -> MutexGuard<'_, ViolationLog> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

fn response(answer: &WireAnswer) -> Response {
    let headers = answer.headers.iter();
    let headers = headers.map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    Response {
        status: answer.status,
        headers: headers.collect(),
        body: answer.body.clone(),
        stray: Vec::new(),
    }
}
