//! A load run from its profile to its summary.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::header::HeaderName;
use serde_json::Value;
use thiserror::Error;
use tokio::time::{Instant, MissedTickBehavior, interval};
use url::Url;

use super::judge::Judge;
use super::lane::{Lane, Lanes, lock};
use super::lives::{Line, Lives};
use crate::event::{Ending, LoadEvent, LoadObserver, LoadSnapshot};
use crate::load::{
    Bookkeeping, Call, ConnectionCounts, Connections, Cost, Descriptors, FaultKind, FleetProfile,
    GapTally, Gaps, LoadSummary, Recorder, Route, Schedule, Slo, SloError, SloResult, StageKind,
    StageRun, judge,
};
use crate::run::attack::{self, Attack, AttackError, AttackOptions, Counters};
use crate::run::machine;
use crate::spec::{Api, Operation};
use crate::stats::rate::float;

/// The largest content of an answer that is kept for judging, in bytes.
const MAX_BODY_BYTES: usize = 64 << 10;

/// The most lanes that take samples down.
const LANES: u32 = 64;

/// Why a profile cannot be carried out.
#[derive(Debug, Error)]
pub enum LoadError {
    /// An SLO cannot be judged.
    #[error("{origin}: SLO `{text}`: {source}")]
    Slo {
        /// Where it stands.
        origin: String,
        /// The SLO.
        text: String,
        /// What is wrong with it.
        source: Box<SloError>,
    },
    /// A fault that the runner does not carry out.
    #[error("fault `{kind}` cannot be carried out yet: leave it out of the scenario")]
    Fault {
        /// The fault's kind.
        kind: &'static str,
    },
    /// The engine failed.
    #[error(transparent)]
    Attack(#[from] AttackError),
}

/// Whom a fleet talks to, and as whom.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// The target.
    pub target: Url,
    /// A token for each organisation, used in turn.
    pub tokens: Vec<String>,
}

/// A profile with its documents, ready to be carried out.
pub struct LoadRun {
    profile: Arc<FleetProfile>,
    schedule: Arc<Schedule>,
    api: Arc<Api>,
    operations: Vec<String>,
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
        let unsupported = profile.faults.iter().find_map(|fault| match fault.kind {
            FaultKind::Zombie { .. } => Some("zombie"),
            FaultKind::DuplicateId => Some("duplicate-id"),
            FaultKind::SlowReader { .. } => Some("slow-reader"),
            FaultKind::Crash { .. } | FaultKind::StaleToken => None,
        });
        if let Some(kind) = unsupported {
            return Err(LoadError::Fault { kind });
        }
        let operations: Vec<String> =
            profile.life.operations().into_iter().map(str::to_owned).collect();
        let stages: Vec<String> = profile.stages.iter().map(|stage| stage.name.clone()).collect();
        let mut slos = Vec::with_capacity(profile.slos.len());
        for written in &profile.slos {
            let at = |source| LoadError::Slo {
                origin: format!("{}:{}", written.origin, written.line),
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
        let attack_options = self.attack_options();
        let workers = self.schedule.population();
        let pack_size = attack_options.pack_size(workers);
        // Packs share lanes: each has histograms, and all are added up each second.
        let packs_per_lane = workers.div_ceil(pack_size.max(1)).div_ceil(LANES).max(1);
        let lane_size = pack_size.saturating_mul(packs_per_lane);
        let lanes = self.lanes(workers, lane_size);
        let lives = self.lives(options, &lanes, lane_size);
        let attack =
            Attack::new(lives, Arc::clone(&lanes), &options.target, attack_options).await?;
        let (target, profile) = (options.target.to_string(), Arc::clone(&self.profile));
        observer.observe(&LoadEvent::Started { profile, target });
        let mut watch = Watch::new(self, attack.counters(), &lanes);
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

    fn attack_options(&self) -> AttackOptions {
        let connections = match self.profile.connections {
            Connections::PerWorker { keep_alive } => attack::Connections::PerWorker { keep_alive },
            Connections::Pooled { size } => attack::Connections::Pooled { size },
            Connections::PerRequest => attack::Connections::PerRequest,
        };
        AttackOptions {
            connections,
            timeout: self.profile.timeout,
            pack: Some(self.profile.pack),
            ramp: Duration::ZERO,
            end: self.schedule.end(),
            max_body_bytes: MAX_BODY_BYTES,
        }
    }

    fn lanes(&self, workers: u32, lane_size: u32) -> Lanes {
        let calls: Vec<&Call> = self.profile.life.calls().collect();
        let operations: Arc<[u16]> = calls.iter().map(|call| self.operation_of(call)).collect();
        let (enter, beats) = (self.profile.life.enter.len(), self.profile.life.beat.len());
        let is_sign = |index: usize| index + 1 >= enter && index < enter + beats;
        let signs: Arc<[bool]> = (0..calls.len()).map(is_sign).collect();
        let ends: Vec<Duration> = stage_ends(&self.profile);
        let stages = u16::try_from(ends.len()).unwrap_or(u16::MAX);
        let count = u16::try_from(self.operations.len()).unwrap_or(u16::MAX);
        let lanes = workers.div_ceil(lane_size.max(1)).max(1);
        let lane = |number: u32| {
            let first = number.saturating_mul(lane_size);
            let last = first.saturating_add(lane_size).min(workers);
            Mutex::new(Lane {
                recorder: Recorder::new(stages, count),
                gaps: Gaps::new(first..last, self.profile.heartbeat_ttl, &ends),
                schedule: Arc::clone(&self.schedule),
                operations: Arc::clone(&operations),
                signs_of_life: Arc::clone(&signs),
            })
        };
        Arc::new((0..lanes).map(lane).collect())
    }

    fn operation_of(&self, call: &Call) -> u16 {
        let index = self.operations.iter().position(|name| *name == call.operation);
        index.and_then(|index| u16::try_from(index).ok()).unwrap_or(u16::MAX)
    }

    fn lives(&self, options: &LoadOptions, lanes: &Lanes, lane_size: u32) -> Lives {
        let life = &self.profile.life;
        let lines = life.calls().filter_map(|call| {
            let operation = self.api.operation(&call.operation)?;
            Some(self.line(call, operation))
        });
        let given = self
            .profile
            .bind
            .iter()
            .filter_map(|(name, value)| Some((life.slot(name)?, Value::String(value.clone()))));
        let names: Vec<&str> = self.operations.iter().map(String::as_str).collect();
        Lives {
            lines: lines.collect(),
            given: given.collect(),
            interval: life.interval.as_deref().and_then(|name| life.slot(name)),
            judge: Judge::new(Arc::clone(&self.api), &names),
            profile: Arc::clone(&self.profile),
            schedule: Arc::clone(&self.schedule),
            operations: self.operations.clone(),
            tokens: options.tokens.clone(),
            lanes: Arc::clone(lanes),
            lane_size,
        }
    }

    fn line(&self, call: &Call, operation: &Operation) -> Line {
        let headers = call.headers.iter().filter_map(|(name, source)| {
            Some((HeaderName::try_from(name.as_str()).ok()?, source.clone()))
        });
        let take = call
            .take
            .iter()
            .filter_map(|(name, pointer)| Some((self.profile.life.slot(name)?, pointer.clone())));
        let scheme = operation.security.iter().find_map(|alternative| alternative.first());
        Line {
            operation: self.operation_of(call),
            method: operation.method.parse().unwrap_or_default(),
            route: Route::new(call, operation),
            body: call.body.clone(),
            headers: headers.collect(),
            take: take.collect(),
            credential: scheme.map(|scheme| scheme.kind.clone()),
            timeout: call.timeout,
        }
    }
}

/// What is seen of a run from outside while it goes.
struct Watch<'a> {
    run: &'a LoadRun,
    counters: Arc<Counters>,
    lanes: Lanes,
    total: Recorder,
    spare: Vec<Recorder>,
    started: Instant,
    last: Duration,
    stage: Option<usize>,
    before: machine::Counters,
    peak_descriptors: u64,
}

impl<'a> Watch<'a> {
    fn new(run: &'a LoadRun, counters: Arc<Counters>, lanes: &Lanes) -> Self {
        let empty = || {
            let shape = lock(&lanes[0]);
            Recorder::new(shape.recorder.stages(), shape.recorder.operations())
        };
        Self {
            run,
            counters,
            total: empty(),
            spare: lanes.iter().map(|_| empty()).collect(),
            lanes: Arc::clone(lanes),
            started: Instant::now(),
            last: Duration::ZERO,
            stage: None,
            before: machine::Counters::read(),
            peak_descriptors: 0,
        }
    }

    fn tick(&mut self, observer: &mut dyn LoadObserver) {
        let at = self.started.elapsed();
        let stage = self.run.schedule.stage_at(at.min(self.run.schedule.end()));
        if self.stage != Some(stage) {
            self.stage = Some(stage);
            let name = self.run.profile.stages.get(stage).map(|stage| stage.name.clone());
            observer.observe(&LoadEvent::Stage {
                index: stage,
                name: name.unwrap_or_default(),
                at,
            });
        }
        let mut interval = Recorder::new(self.total.stages(), self.total.operations());
        let mut silent = 0;
        for (lane, spare) in self.lanes.iter().zip(&mut self.spare) {
            let mut lane = lock(lane);
            let mut full = lane.recorder.swap(std::mem::replace(spare, Recorder::new(0, 0)));
            silent += lane.gaps.silent(at) as u64;
            drop(lane);
            interval.merge(&full);
            full.clear();
            *spare = full;
        }
        self.total.merge(&interval);
        let beats: Vec<&str> =
            self.run.profile.life.beat.iter().map(|beat| beat.call.operation.as_str()).collect();
        let (connections, books) = (self.counters.connections(), self.counters.bookkeeping());
        self.peak_descriptors =
            self.peak_descriptors.max(machine::Counters::read().open_descriptors.unwrap_or(0));
        let snapshot = LoadSnapshot {
            covers: at.saturating_sub(self.last),
            stage,
            alive: self.run.schedule.alive(at),
            silent,
            in_flight: books.sent.saturating_sub(books.answered + books.failed),
            connections: counts(connections),
            ..LoadSnapshot::of(&interval, &self.run.operations, &beats)
        };
        self.last = at;
        observer.observe(&LoadEvent::Tick { at, snapshot: Arc::new(snapshot) });
    }

    fn conclude(self, report: &attack::Report) -> LoadSummary {
        let profile = &self.run.profile;
        let mut gaps = GapTally::default();
        for lane in self.lanes.iter() {
            let empty = Gaps::new(0..0, profile.heartbeat_ttl, &stage_ends(profile));
            let lane = std::mem::replace(&mut lock(lane).gaps, empty);
            gaps.merge(&lane.close(report.elapsed));
        }
        let mut left = report.elapsed;
        let stages = profile.stages.iter().map(|stage| {
            let duration = stage.duration.min(left);
            left = left.saturating_sub(duration);
            let steady = matches!(stage.kind, StageKind::Hold);
            StageRun { name: stage.name.clone(), duration, steady }
        });
        let stages: Vec<StageRun> = stages.collect();
        let mut summary = LoadSummary::new(&stages, &self.run.operations, &self.total, &gaps);
        let books = report.bookkeeping;
        summary.bookkeeping = Bookkeeping {
            sent: books.sent,
            answered: books.answered,
            failed: books.failed,
            in_flight_at_stop: books.in_flight_at_stop,
        };
        summary.connections = counts(report.connections);
        let now = machine::Counters::read();
        let spent = now.since(&self.before);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        summary.health.cpu_share = spent.cpu_share(float(cores as u64));
        summary.health.descriptors = machine::raise_descriptor_limit()
            .map(|limit| Descriptors { peak: self.peak_descriptors, limit });
        let workers = f64::from(self.run.schedule.population().max(1));
        summary.cost = Cost {
            // Microseconds for one request are milliseconds for a thousand.
            cpu_us_per_1000_beats: spent
                .cpu
                .map(|cpu| cpu.as_secs_f64() * 1e9 / float(books.sent.max(1))),
            kb_per_worker: now.resident_bytes.map(|bytes| float(bytes) / 1024.0 / workers),
        };
        summary
    }
}

fn counts(used: attack::ConnectionUse) -> ConnectionCounts {
    ConnectionCounts { opened: used.opened, reused: used.reused, peak: used.peak_open }
}

/// When each stage ends, since the start of the run.
fn stage_ends(profile: &FleetProfile) -> Vec<Duration> {
    let mut end = Duration::ZERO;
    let ends = profile.stages.iter().map(|stage| {
        end += stage.duration;
        end
    });
    ends.collect()
}
