//! A whole attack: groups on goose users, one clock, one stop, one report.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use super::connections::ConnectionManager;
use super::counters::AttackCounters;
use super::dashboard::{Dashboard, DashboardSender};
use super::error::AttackError;
use super::fleet::{Fleet, Record};
use super::goose_driver::{self, Turn, Work};
use super::options::AttackOptions;
use super::progress::GroupProgress;
use super::stop::Stop;
use super::timers::Timers;
use super::worker_group::{Shared, WorkerGroup};
use super::worker_groups::WorkerGroups;
use crate::run::transport::{Dialer, Target};
use crate::wire::{Bookkeeping, ConnectionCounts};

/// How long the groups may take to end by themselves, on all threads, before they are ended one
/// after another; and how long goose may then take to end.
const GRACE: Duration = Duration::from_millis(800);

/// A fleet with its target, ready to run. Only one attack runs in a process at a time.
pub struct Attack<F: Fleet, R: Record> {
    shared: Arc<Shared<F, R>>,
    options: AttackOptions,
    turn: Turn,
    dashboard: Option<Dashboard>,
}

/// What an attack comes to, beside its samples.
#[derive(Clone, Debug)]
pub struct AttackReport {
    /// What became of the requests.
    pub bookkeeping: Bookkeeping,
    /// How connections were used.
    pub connections: ConnectionCounts,
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

type GooseTask = JoinHandle<Result<(), AttackError>>;

impl<F: Fleet, R: Record> Attack<F, R> {
    /// Prepares an attack; samples go to `records`, which groups share evenly, neighbours together.
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
        let dialer = Dialer::new(Target::from_url(target)?).trusting(options.insecure);
        let dialer = dialer.pinned().await?;
        let counters = Arc::new(AttackCounters::default());
        let clock = Arc::default();
        let fleet = Arc::new(fleet);
        let (dashboard, sender) = options.dashboard.map(|port| watched(port, &fleet)).unzip();
        let no_timer = |error| AttackError::Goose { reason: format!("no timer: {error}") };
        let shared = Arc::new(Shared {
            fleet,
            records,
            connections: Arc::new(ConnectionManager::new(dialer, &options, &counters)),
            timers: Timers::new(&clock).map_err(no_timer)?,
            clock,
            counters,
            stop: Stop::default(),
            stopped_at: OnceLock::new(),
            sender,
        });
        Ok(Self { shared, options, turn, dashboard })
    }

    /// The signal that ends the run.
    pub fn stop(&self) -> Stop {
        self.shared.stop.clone()
    }

    /// The bookkeeping, to be read while the attack runs.
    pub fn counters(&self) -> Arc<AttackCounters> {
        Arc::clone(&self.shared.counters)
    }

    /// Runs the attack until all workers are done, the end is reached, or the stop is asked for.
    pub async fn execute(self) -> Result<AttackReport, AttackError> {
        let called = Instant::now();
        let Self { shared, options, turn, dashboard } = self;
        let workers = shared.fleet.workers();
        let group_size = options.group_size(workers);
        let users = workers.div_ceil(group_size);
        let progress = Arc::new(GroupProgress::new(users));
        let groups = Arc::new(WorkerGroups::new(users));
        let work = work(&shared, &groups, &progress, group_size);
        let mut goose_task: GooseTask =
            tokio::spawn(async move { goose_driver::run(&turn, users, work, dashboard).await });
        let stopped_early = tokio::select! {
            // The stop ends the groups too: it is looked at first.
            biased;
            () = shared.stop.asked() => true,
            () = progress.all_ended() => false,
            () = progress.end_of(options.end) => true,
            ended = &mut goose_task => return Err(ended_early(ended)),
        };
        let asked = Instant::now();
        shared.stop.ask();
        let elapsed = shared.end();
        goose_driver::dismiss();
        progress.all_begun_ended(GRACE).await;
        groups.close().await;
        end(goose_task, GRACE).await?;
        Ok(AttackReport {
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

/// The dashboard's view of a fleet, and the sender of its samples.
fn watched<F: Fleet>(port: u16, fleet: &Arc<F>) -> (Dashboard, DashboardSender) {
    let fleet = Arc::clone(fleet);
    Dashboard::new(port, Box::new(move |call| fleet.name(call)))
}

/// Waits for goose to end, and ends it where it takes too long.
async fn end(mut goose_task: GooseTask, limit: Duration) -> Result<(), AttackError> {
    if let Ok(ended) = timeout(limit, &mut goose_task).await {
        return ended.unwrap_or(Ok(()));
    }
    goose_task.abort();
    Ok(())
}

fn ended_early(ended: Result<Result<(), AttackError>, tokio::task::JoinError>) -> AttackError {
    let reason = match ended {
        Ok(Err(error)) => return error,
        Ok(Ok(())) => "its users ended before the run did".to_owned(),
        Err(error) => error.to_string(),
    };
    AttackError::Goose { reason }
}

/// What each goose user does: it carries the next group that has no user yet.
fn work<F: Fleet, R: Record>(
    shared: &Arc<Shared<F, R>>,
    groups: &Arc<WorkerGroups<F, R>>,
    progress: &Arc<GroupProgress>,
    group_size: u32,
) -> Work {
    let next = AtomicU32::new(0);
    let count = shared.fleet.workers().div_ceil(group_size.max(1));
    let records = u32::try_from(shared.records.len()).unwrap_or(u32::MAX).max(1);
    let packs_per_record = count.div_ceil(records).max(1);
    let (shared, groups) = (Arc::clone(shared), Arc::clone(groups));
    let progress = Arc::clone(progress);
    Arc::new(move || {
        let user = next.fetch_add(1, Ordering::Relaxed);
        let shard = (user / packs_per_record) as usize;
        let first = user.saturating_mul(group_size);
        let last = first.saturating_add(group_size);
        let workers = first..last.min(shared.fleet.workers());
        let (shared, groups) = (Arc::clone(&shared), Arc::clone(&groups));
        let progress = Arc::clone(&progress);
        Box::pin(async move {
            if !workers.is_empty() {
                let group = WorkerGroup::new(Arc::clone(&shared), user, workers, shard);
                groups.bring(user, group);
                progress.begin(&shared.stop).await;
                shared.clock.start();
                groups.drive(user, &shared.stop).await;
                progress.end();
            }
            shared.stop.asked().await;
        })
    })
}
