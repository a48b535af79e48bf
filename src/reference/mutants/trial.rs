//! A trial: the whole harness against one mutant, in this process.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use thiserror::Error;
use tokio::sync::watch;
use url::Url;

use super::mutant::{Expected, Mutant};
use crate::check::{Fuzz, Outcome, Plan, Selection};
use crate::event::{CheckResult, ConformEvent, Observer};
use crate::input::InputError;
use crate::reference::fixtures::FixtureApi;
use crate::reference::{Config, DEMO_TOKEN, SECOND_TOKEN};
use crate::run::transport::{HttpTransport, OptionsError, TransportOptions};
use crate::run::{Options, Run};
use crate::spec::{Api, SpecError};

/// The limit for one exchange: far longer than any takes that does not hang.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The largest content taken from a mutant, in bytes.
const MAX_BODY_BYTES: usize = 8 << 20;
/// Requests under way at once against one mutant.
const CONCURRENCY: usize = 4;
/// How much a pipe between harness and mutant holds before its writer waits.
const PIPE_BYTES: usize = 64 * 1024;
/// What all random requests follow from.
const SEED: u64 = 1;
/// The URL of every mutant; no connection is made to it.
const URL: &str = "http://mutant.invalid";

/// What the harness had to say of a mutant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trial {
    /// The mutant's id.
    pub id: String,
    /// The rules that failed.
    pub broken: BTreeSet<&'static str>,
    /// The first few findings: check, what was expected, what came.
    pub findings: Vec<String>,
    /// Why a check has no verdict, where one has none.
    pub open: Option<String>,
}

/// Why the trials could not be held.
#[derive(Debug, Error)]
pub enum TrialError {
    /// An embedded document cannot be loaded.
    #[error("cannot load the documents of {fixture}: {reason}; this build is broken")]
    Spec {
        /// The fixture.
        fixture: &'static str,
        /// The reason.
        reason: String,
    },
    /// The transport cannot be made.
    #[error("cannot reach a mutant: {0}; this build is broken")]
    Transport(#[from] OptionsError),
    /// A thread or runtime cannot be started.
    #[error("cannot run a trial: {0}; are there too many threads on this machine?")]
    Runtime(#[from] std::io::Error),
}

/// The plan for a fixture, or for one operation of it, with so many random requests.
type Plans = BTreeMap<(FixtureApi, Option<String>, u32, Part), Arc<Plan>>;

/// Rules on robustness input: most of the bytes of a plan, and most of the time of a trial.
const ROBUSTNESS: [&str; 2] = ["never_server_error", "survives_unpredictable_json"];

/// How much of the catalogue a trial asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// All of it.
    Whole,
    /// All but robustness input.
    Plain,
    /// Robustness input alone.
    Robustness,
}

/// Holds trials: keeps the plans that many of them share.
#[derive(Debug, Default)]
pub struct Trials {
    plans: Mutex<Plans>,
}

impl Trials {
    /// Holds a trial of each mutant on every core, and returns them in the order of the mutants.
    pub fn hold(&self, mutants: &[Mutant]) -> Result<Vec<Trial>, TrialError> {
        self.hold_noting(mutants, &|_| {})
    }

    /// The same; `note` hears of each trial as it ends, from any thread.
    pub fn hold_noting(
        &self,
        mutants: &[Mutant],
        note: &(dyn Fn(&Trial) + Sync),
    ) -> Result<Vec<Trial>, TrialError> {
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::with_capacity(mutants.len()));
        let work = || -> Result<(), TrialError> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            while let Some((index, mutant)) = take(&next, mutants) {
                let trial = runtime.block_on(self.try_out(mutant))?;
                note(&trial);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((index, trial));
            }
            Ok(())
        };
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        std::thread::scope(|scope| {
            let workers: Vec<_> = (1..cores).map(|_| scope.spawn(work)).collect();
            let own = work();
            let others = workers.into_iter().map(|worker| {
                worker.join().unwrap_or_else(|_| Err(std::io::Error::other("it panicked").into()))
            });
            others.chain([own]).collect::<Result<(), _>>()
        })?;
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(index, _)| *index);
        Ok(done.into_iter().map(|(_, trial)| trial).collect())
    }

    /// Tries a mutant out. Of one that any rule may find, robustness input is tried where no other rule
    /// finds it.
    async fn try_out(&self, mutant: &Mutant) -> Result<Trial, TrialError> {
        if mutant.expected != Expected::Killed {
            return self.try_part(mutant, Part::Whole).await;
        }
        let plain = self.try_part(mutant, Part::Plain).await?;
        if !plain.broken.is_empty() {
            return Ok(plain);
        }
        self.try_part(mutant, Part::Robustness).await
    }

    /// Runs the plan against a mutant: of one operation alone where the mutant touches no other.
    async fn try_part(&self, mutant: &Mutant, part: Part) -> Result<Trial, TrialError> {
        let api = api(mutant.fixture)?;
        let plan = self.plan(api, mutant, part)?;
        let served = mutant.served(Config::default());
        let (stop, stopped) = watch::channel(());
        let connect = move || {
            let (near, far) = tokio::io::duplex(PIPE_BYTES);
            tokio::spawn(served.clone().converse(far, stopped.clone()));
            near
        };
        let transport = HttpTransport::piped(transport_options()?, connect)?;
        let options = Options {
            fail_fast: None,
            target: URL.to_owned(),
            token: Some(DEMO_TOKEN.to_owned()),
            second_token: Some(SECOND_TOKEN.to_owned()),
            credentials: mutant.fixture.credentials(),
            concurrency: CONCURRENCY,
            rate: None,
            // A correct control plane has to get through it. A mutant whose only operation under
            // test answers 404 looks like a server of something else, and is judged all the same.
            preflight: mutant.expected == Expected::Conforms,
        };
        let run = Run { api, plan: &plan, transport: &transport, options: &options };
        let summary = run.execute(&mut Deaf, std::future::pending()).await;
        drop(stop);
        Ok(Trial::of(&mutant.id, &summary.results))
    }

    fn plan(&self, api: &Api, mutant: &Mutant, part: Part) -> Result<Arc<Plan>, TrialError> {
        let key = (mutant.fixture, mutant.operation.clone(), mutant.searched, part);
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = plans.get(&key) {
            return Ok(Arc::clone(plan));
        }
        let shipped = |error: InputError| std::io::Error::other(error.to_string());
        let selection = Selection {
            only: mutant.operation.iter().cloned().collect(),
            skip: mutant.fixture.left_out().iter().map(ToString::to_string).collect(),
            bind: mutant.fixture.bind(),
            allow_changes: mutant.fixture.allow_changes(api),
            fuzz: Fuzz { cases: mutant.searched, seed: SEED },
            conventions: mutant.fixture.conventions(api).map_err(shipped)?,
            profile: mutant.fixture.profile().map_err(shipped)?,
        };
        let mut plan = Plan::new(api, &selection);
        let is_asked = |rule: &str| match part {
            Part::Whole => true,
            Part::Plain => !ROBUSTNESS.contains(&rule),
            Part::Robustness => ROBUSTNESS.contains(&rule),
        };
        plan.checks.retain(|check| is_asked(check.rule));
        let plan = Arc::new(plan);
        plans.insert(key, Arc::clone(&plan));
        Ok(plan)
    }
}

fn take<'m>(next: &AtomicUsize, mutants: &'m [Mutant]) -> Option<(usize, &'m Mutant)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    mutants.get(index).map(|mutant| (index, mutant))
}

fn api(fixture: FixtureApi) -> Result<&'static Arc<Api>, TrialError> {
    fixture.api().map_err(|error: &SpecError| TrialError::Spec {
        fixture: fixture.name(),
        reason: error.to_string(),
    })
}

fn transport_options() -> Result<TransportOptions, TrialError> {
    let target = Url::parse(URL)
        .map_err(|error| std::io::Error::other(format!("{URL} is no URL: {error}")))?;
    Ok(TransportOptions {
        insecure: false,
        target,
        timeout: TIMEOUT,
        max_body_bytes: MAX_BODY_BYTES,
        headers: Vec::new(),
        connections: CONCURRENCY,
    })
}

/// Hears nothing.
struct Deaf;

impl Observer<ConformEvent> for Deaf {
    fn observe(&mut self, _: &ConformEvent) {}
}

impl Trial {
    /// How many findings are kept.
    const KEPT: usize = 5;

    fn of(id: &str, results: &[Arc<CheckResult>]) -> Self {
        let mut trial =
            Self { id: id.to_owned(), broken: BTreeSet::new(), findings: Vec::new(), open: None };
        for result in results {
            match &result.outcome {
                Outcome::Fail { expected, actual, .. } => {
                    let is_new = trial.broken.insert(result.check.rule);
                    if is_new && trial.findings.len() < Self::KEPT {
                        let id = &result.check.id;
                        trial.findings.push(format!("{id}: expected {expected}, actual {actual}"));
                    }
                }
                Outcome::Inconclusive { reason, .. } => {
                    trial.open.get_or_insert_with(|| format!("{}: {reason}", result.check.id));
                }
                Outcome::Pass | Outcome::Skip { .. } => {}
            }
        }
        trial
    }
}
