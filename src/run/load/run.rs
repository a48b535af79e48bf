//! A load run from its profile to its summary.

use std::sync::Arc;
use std::time::Duration;

use http::header::{HeaderName, HeaderValue};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::error::LoadError;
use super::judge::lock;
use super::progress_sampler::{ProgressSampler, stage_ends};
use super::self_monitor::SelfMonitor;
use super::ticks::Ticks;
use crate::event::{Ending, LoadEvent, Observer};
use crate::load::{FleetProfile, LoadSummary, Schedule, Slo, SloResult, judge};
use crate::run::attack::{Attack, AttackOptions};
use crate::spec::Api;

/// The most shards that take samples down.
const SHARDS: u32 = 64;

/// Whom a fleet talks to, and as whom.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// The target.
    pub target: Url,
    /// A token for each organisation; more are left unused.
    pub tokens: Vec<String>,
    /// Headers of the caller's own, for every request.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The port of 127.0.0.1 where goose's web dashboard listens during the run; none without one.
    pub dashboard: Option<u16>,
    /// True where any certificate of the target is accepted.
    pub insecure: bool,
}

/// A profile with its documents, ready to be carried out.
pub struct LoadRun {
    pub(super) profile: Arc<FleetProfile>,
    pub(super) schedule: Arc<Schedule>,
    pub(super) api: Arc<Api>,
    pub(super) operations: Vec<String>,
    pub(super) slos: Vec<Slo>,
}

/// What a run comes to.
pub struct CompletedRun {
    /// What was measured.
    pub summary: LoadSummary,
    /// The judged objectives.
    pub results: Vec<SloResult>,
    /// How the run ended.
    pub ending: Ending,
    /// How long it took.
    pub elapsed: Duration,
}

impl LoadRun {
    /// Checks that everything in the profile can be carried out.
    pub fn new(profile: FleetProfile, api: Arc<Api>) -> Result<Self, LoadError> {
        let (organisations, workers) = (profile.organisations, profile.peak());
        for (name, given) in &profile.bind {
            if let Some(lacks) = given.lacks(organisations, workers) {
                return Err(LoadError::Bind { name: name.clone(), lacks });
            }
        }
        let operations: Vec<String> =
            profile.behavior.operations().into_iter().map(str::to_owned).collect();
        let stages: Vec<String> = profile.stages.iter().map(|stage| stage.name.clone()).collect();
        let mut slos = Vec::with_capacity(profile.slos.len());
        for written in &profile.slos {
            let at = |source| LoadError::Slo {
                origin: match written.line {
                    0 => written.origin.clone(),
                    line => format!("{}:{line}", written.origin),
                },
                text: written.text.clone(),
                source: Box::new(source),
            };
            let slo: Slo = written.text.parse().map_err(at)?;
            slo.check(&operations, &stages).map_err(at)?;
            slos.push(slo);
        }
        let schedule = Arc::new(Schedule::new(&profile));
        Ok(Self { profile: Arc::new(profile), schedule, api, operations, slos })
    }

    /// Carries the profile out, with events to `observer` as it goes, until it is over or `stop`
    /// comes true.
    pub async fn execute(
        &self,
        options: &LoadOptions,
        observer: &mut dyn Observer<LoadEvent>,
        stop: impl Future<Output = ()>,
    ) -> Result<CompletedRun, LoadError> {
        let monitor = SelfMonitor::new();
        let attack_options = AttackOptions {
            dashboard: options.dashboard,
            insecure: options.insecure,
            ..self.attack_options()
        };
        let workers = self.schedule.population();
        let group_size = attack_options.group_size(workers);
        // Packs share shards: each has histograms, and all are added up each second.
        let groups_per_shard = workers.div_ceil(group_size.max(1)).div_ceil(SHARDS).max(1);
        let shard_size = group_size.saturating_mul(groups_per_shard);
        let shards = self.shards(workers, shard_size);
        let fleet = self.fleet(options, &shards, shard_size)?;
        let log = fleet.judge.log();
        let attack =
            Attack::new(fleet, Arc::clone(&shards), &options.target, attack_options).await?;
        let (target, profile) = (options.target.to_string(), Arc::clone(&self.profile));
        observer.observe(&LoadEvent::Started { profile, target });
        let mut sampler = ProgressSampler::new(
            (&self.profile, &self.schedule),
            &self.operations,
            attack.counters(),
            &shards,
            monitor,
        );
        sampler.enter(0, observer);
        let signal = attack.stop();
        let running = attack.execute();
        tokio::pin!(running, stop);
        let ticks = Ticks::new(stage_ends(&self.profile));
        let started = Instant::now();
        let mut next = ticks.after(Duration::ZERO);
        let mut is_interrupted = false;
        let report = loop {
            tokio::select! {
                report = &mut running => break report?,
                () = sleep_until(started + next) => {
                    sampler.tick(observer);
                    next = ticks.after(started.elapsed());
                }
                () = &mut stop, if !is_interrupted => {
                    is_interrupted = true;
                    signal.ask();
                }
            }
        };
        sampler.tick(observer);
        let ending = if is_interrupted { Ending::Interrupted } else { Ending::Complete };
        let (elapsed, requests) = (report.elapsed, report.bookkeeping.sent);
        let mut summary = sampler.conclude(&report);
        {
            let log = lock(&log);
            (summary.violations, summary.violations_left_out) = (log.violations(), log.left_out());
        }
        let results = judge(&self.slos, &summary);
        observer.observe(&LoadEvent::Ended { ending: ending.clone(), elapsed, requests });
        Ok(CompletedRun { summary, results, ending, elapsed })
    }
}
