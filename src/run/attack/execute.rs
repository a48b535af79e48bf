//! A whole attack: packs on goose users, one clock, one stop, one report.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use super::alarms::Alarms;
use super::counters::{Bookkeeping, ConnectionUse, Counters};
use super::crew::{self, Turn, Work};
use super::error::AttackError;
use super::fleet::{Fleet, Record};
use super::lines::Lines;
use super::options::AttackOptions;
use super::pack::{Pack, Shared};
use super::progress::Progress;
use super::stop::Stop;
use super::window::{Teller, Window};
use crate::http::{Dialer, Target};

/// How long goose may take to end once all its users were told to.
const GRACE: Duration = Duration::from_millis(800);

/// A fleet with its target, ready to run. Only one attack runs in a process at a time.
pub struct Attack<F: Fleet, R: Record> {
    shared: Arc<Shared<F, R>>,
    options: AttackOptions,
    turn: Turn,
    window: Option<Window>,
}

/// What an attack comes to, beside its samples.
#[derive(Clone, Debug)]
pub struct Report {
    /// What became of the requests.
    pub bookkeeping: Bookkeeping,
    /// How connections were used.
    pub connections: ConnectionUse,
    /// From the call to the moment the first requests could be sent.
    pub ready: Duration,
    /// From then to the end.
    pub elapsed: Duration,
    /// From the moment the stop was asked for to the end.
    pub stopping: Duration,
    /// Whether workers still had something to do.
    pub stopped_early: bool,
    /// goose users that carried the fleet.
    pub users: u32,
}

type Crew = JoinHandle<Result<(), AttackError>>;

impl<F: Fleet, R: Record> Attack<F, R> {
    /// Prepares an attack; samples go to `records`, which packs share evenly, neighbours together.
    pub async fn new(
        fleet: F,
        records: Arc<Vec<Mutex<R>>>,
        target: &url::Url,
        options: AttackOptions,
    ) -> Result<Self, AttackError> {
        if fleet.workers() == 0 {
            return Err(AttackError::NoWorkers);
        }
        let turn = Turn::take()?;
        let dialer = Dialer::new(Target::from_url(target)?).pinned().await?;
        let counters = Arc::new(Counters::default());
        let clock = Arc::default();
        let fleet = Arc::new(fleet);
        let (window, teller) = options.dashboard.map(|port| watched(port, &fleet)).unzip();
        let no_timer = |error| AttackError::Crew { reason: format!("no timer: {error}") };
        let shared = Arc::new(Shared {
            fleet,
            records,
            lines: Arc::new(Lines::new(dialer, &options, &counters)),
            alarms: Alarms::new(&clock).map_err(no_timer)?,
            clock,
            counters,
            stop: Stop::default(),
            teller,
        });
        Ok(Self { shared, options, turn, window })
    }

    /// The signal that ends the run.
    pub fn stop(&self) -> Stop {
        self.shared.stop.clone()
    }

    /// The bookkeeping, to be read while the attack runs.
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.shared.counters)
    }

    /// Runs the attack until all workers are done, the end is reached, or the stop is asked for.
    pub async fn execute(self) -> Result<Report, AttackError> {
        let called = Instant::now();
        let Self { shared, options, turn, window } = self;
        let workers = shared.fleet.workers();
        let pack_size = options.pack_size(workers);
        let users = workers.div_ceil(pack_size);
        let progress = Arc::new(Progress::new(users, options.ramp));
        let work = work(&shared, &progress, pack_size);
        let ramp = options.ramp;
        let mut crew: Crew =
            tokio::spawn(async move { crew::run(&turn, users, ramp, work, window).await });
        let stopped_early = tokio::select! {
            // The stop ends the packs too: it is looked at first.
            biased;
            () = shared.stop.asked() => true,
            () = progress.all_ended() => false,
            () = progress.end_of(options.end) => true,
            ended = &mut crew => return Err(ended_early(ended)),
        };
        let asked = Instant::now();
        shared.stop.ask();
        crew::dismiss();
        progress.all_begun_ended(GRACE).await;
        let elapsed = shared.clock.now();
        end(crew, GRACE).await?;
        Ok(Report {
            bookkeeping: shared.counters.bookkeeping(),
            connections: shared.counters.connections(),
            ready: progress.started().saturating_duration_since(called),
            elapsed,
            stopping: asked.elapsed(),
            stopped_early,
            users,
        })
    }
}

/// The dashboard's view of a fleet, and what tells it.
fn watched<F: Fleet>(port: u16, fleet: &Arc<F>) -> (Window, Teller) {
    let fleet = Arc::clone(fleet);
    Window::new(port, Box::new(move |call| fleet.name(call)))
}

/// Waits for goose to end, and ends it where it takes too long.
async fn end(mut crew: Crew, limit: Duration) -> Result<(), AttackError> {
    if let Ok(ended) = timeout(limit, &mut crew).await {
        return ended.unwrap_or(Ok(()));
    }
    crew.abort();
    Ok(())
}

fn ended_early(ended: Result<Result<(), AttackError>, tokio::task::JoinError>) -> AttackError {
    let reason = match ended {
        Ok(Err(error)) => return error,
        Ok(Ok(())) => "its users ended before the run did".to_owned(),
        Err(error) => error.to_string(),
    };
    AttackError::Crew { reason }
}

/// What each goose user does: it carries the next pack that has no user yet.
fn work<F: Fleet, R: Record>(
    shared: &Arc<Shared<F, R>>,
    progress: &Arc<Progress>,
    pack_size: u32,
) -> Work {
    let next = AtomicU32::new(0);
    let packs = shared.fleet.workers().div_ceil(pack_size.max(1));
    let records = u32::try_from(shared.records.len()).unwrap_or(u32::MAX).max(1);
    let packs_per_record = packs.div_ceil(records).max(1);
    let (shared, progress) = (Arc::clone(shared), Arc::clone(progress));
    Arc::new(move || {
        let user = next.fetch_add(1, Ordering::Relaxed);
        let lane = (user / packs_per_record) as usize;
        let first = user.saturating_mul(pack_size);
        let last = first.saturating_add(pack_size);
        let workers = first..last.min(shared.fleet.workers());
        let (shared, progress) = (Arc::clone(&shared), Arc::clone(&progress));
        Box::pin(async move {
            if !workers.is_empty() {
                carry(&shared, &progress, (user, workers), lane).await;
            }
            shared.stop.asked().await;
        })
    })
}

async fn carry<F: Fleet, R: Record>(
    shared: &Arc<Shared<F, R>>,
    progress: &Progress,
    (number, workers): (u32, Range<u32>),
    lane: usize,
) {
    let mut pack = Pack::new(Arc::clone(shared), number, workers, lane);
    progress.begin(&shared.stop).await;
    shared.clock.start();
    pack.run().await;
    progress.end();
}
