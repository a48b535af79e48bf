//! A load run from its profile to its summary.

use std::sync::Arc;
use std::time::Duration;

use http::header::{HeaderName, HeaderValue};
use tokio::time::{MissedTickBehavior, interval};
use url::Url;

use super::error::LoadError;
use super::pulse::Pulse;
use super::watch::Watch;
use crate::event::{Ending, LoadEvent, LoadObserver};
use crate::load::{FleetProfile, LoadSummary, Schedule, Slo, SloResult, judge};
use crate::run::attack::{Attack, AttackOptions};
use crate::spec::Api;

/// The most lanes that take samples down.
const LANES: u32 = 64;

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
}

/// A profile with its documents, ready to be carried out.
pub struct LoadRun {
    pub(super) profile: Arc<FleetProfile>,
    pub(super) schedule: Arc<Schedule>,
    pub(super) api: Arc<Api>,
    pub(super) operations: Vec<String>,
    slos: Vec<Slo>,
}

/// What a run comes to.
pub struct Outcome {
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
            profile.life.operations().into_iter().map(str::to_owned).collect();
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

    /// Carries the profile out, telling `observer` as it goes, until it is over or `stop` comes true.
    pub async fn execute(
        &self,
        options: &LoadOptions,
        observer: &mut dyn LoadObserver,
        stop: impl Future<Output = ()>,
    ) -> Result<Outcome, LoadError> {
        let pulse = Pulse::new();
        let attack_options =
            AttackOptions { dashboard: options.dashboard, ..self.attack_options() };
        let workers = self.schedule.population();
        let pack_size = attack_options.pack_size(workers);
        // Packs share lanes: each has histograms, and all are added up each second.
        let packs_per_lane = workers.div_ceil(pack_size.max(1)).div_ceil(LANES).max(1);
        let lane_size = pack_size.saturating_mul(packs_per_lane);
        let lanes = self.lanes(workers, lane_size);
        let lives = self.lives(options, &lanes, lane_size)?;
        let attack =
            Attack::new(lives, Arc::clone(&lanes), &options.target, attack_options).await?;
        let (target, profile) = (options.target.to_string(), Arc::clone(&self.profile));
        observer.observe(&LoadEvent::Started { profile, target });
        let mut watch = Watch::new(self, attack.counters(), &lanes, pulse);
        watch.enter(0, observer);
        watch.enter(0, observer);
        let signal = attack.stop();
        let running = attack.execute();
        tokio::pin!(running, stop);
        let mut ticks = interval(Duration::from_secs(1));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        let mut is_interrupted = false;
        let report = loop {
            tokio::select! {
                report = &mut running => break report?,
                _ = ticks.tick() => watch.tick(observer),
                () = &mut stop, if !is_interrupted => {
                    is_interrupted = true;
                    signal.ask();
                }
            }
        };
        watch.tick(observer);
        let ending = if is_interrupted { Ending::Interrupted } else { Ending::Complete };
        let (elapsed, requests) = (report.elapsed, report.bookkeeping.sent);
        let summary = watch.conclude(&report);
        let results = judge(&self.slos, &summary);
        observer.observe(&LoadEvent::Ended { ending: ending.clone(), elapsed, requests });
        Ok(Outcome { summary, results, ending, elapsed })
    }
}
