//! A load run made by hand: a herd of 1,000 workers that reconnects, well or badly.

use std::sync::Arc;
use std::time::Duration;

use cp_harness::event::{Ending, LoadEvent, LoadSnapshot, Observer};
use cp_harness::load::{
    Blocks, BrokenAnswer, Clock, ConnectionCounts, Cost, Descriptors, FailureCause, FailureDetails,
    FleetProfile, GapTally, Gaps, LoadOutcome, LoadSummary, Overrides, Recorder, Sample, Scenario,
    Slo, StageRun, Timing, Violation, ViolationKey, judge,
};
use cp_harness::report::load::{LoadContext, LoadReport};
use cp_harness::report::shared::Secret;
use cp_harness::stats::Histogram;
use cp_harness::wire::{Request, Response};

pub(crate) const BEAT: u16 = 0;
pub(crate) const REGISTER: u16 = 1;
pub(crate) const TOKEN: &str = "tok-5f1c";
const HERD: u16 = 2;
const STAGES: [(&str, u64, bool); 4] =
    [("join", 10, false), ("steady", 30, true), ("herd", 40, false), ("recovery", 30, true)];

const OUTCOMES: [LoadOutcome; 9] = [
    LoadOutcome::Ok,
    LoadOutcome::Throttled,
    LoadOutcome::ClientError(409),
    LoadOutcome::ServerError(503),
    LoadOutcome::Failed(FailureCause::FirstByteTimeout),
    LoadOutcome::Failed(FailureCause::Refused),
    LoadOutcome::Failed(FailureCause::Reset),
    LoadOutcome::Failed(FailureCause::NotHttp),
    LoadOutcome::Unfinished,
];

/// A run, before anybody judged it.
pub(crate) struct Run {
    pub(crate) profile: FleetProfile,
    pub(crate) recorder: Recorder,
    pub(crate) summary: LoadSummary,
    pub(crate) slos: Vec<Slo>,
    pub(crate) ending: Ending,
    pub(crate) context: LoadContext,
}

pub(crate) fn operations() -> Vec<String> {
    ["worker_heartbeat", "register_worker"].map(str::to_owned).to_vec()
}

fn ms(value: u64) -> Duration {
    Duration::from_millis(value)
}

/// Requests with durations that spread upwards from `fastest`, a few of them long.
fn requests(recorder: &mut Recorder, place: (u16, u16), count: u64, fastest: Duration) {
    for index in 0..count {
        let rank = (index * 7_919) % count;
        let tail = if rank * 1_000 > count * 995 { 9 } else { 1 };
        let service = fastest * tail + fastest * u32::try_from(rank).unwrap() / 400;
        one(recorder, place, LoadOutcome::Ok, service);
    }
}

pub(crate) fn one(
    recorder: &mut Recorder,
    (stage, operation): (u16, u16),
    outcome: LoadOutcome,
    service: Duration,
) {
    let sent = recorder.tally(stage, operation).sent + 1;
    let late = Duration::from_micros(40 + sent % 300);
    sent_late(recorder, (stage, operation), outcome, (late, service));
}

/// One that is sent late by so much and then served for so long.
pub(crate) fn sent_late(
    recorder: &mut Recorder,
    (stage, operation): (u16, u16),
    outcome: LoadOutcome,
    (late, service): (Duration, Duration),
) {
    let tally = recorder.tally_mut(stage, operation).unwrap();
    tally.due += 1;
    tally.sent += 1;
    recorder.record(&Sample {
        stage,
        operation,
        outcome,
        timing: Timing {
            intended: ms(100),
            sent: ms(100) + late,
            done: ms(100) + late + service,
            ..Timing::default()
        },
    });
}

/// Requests that fell due and were never sent, as the target had asked for patience.
pub(crate) fn hold(recorder: &mut Recorder, (stage, operation): (u16, u16), count: u64) {
    let tally = recorder.tally_mut(stage, operation).unwrap();
    (tally.due, tally.held) = (tally.due + count, tally.held + count);
}

pub(super) fn gaps(longest: u64) -> GapTally {
    let ends = [10_000, 40_000, 80_000, 110_000].map(ms);
    let mut gaps = Gaps::new(0..1_000, ms(60_000), &ends);
    for worker in 0..1_000_u32 {
        let phase = u64::from(worker) * 10;
        for beat in [0, 10_000, 20_000, 30_000] {
            gaps.acknowledged(worker, ms(phase + beat), Duration::ZERO);
        }
        let back = if worker < 3 { 40_000 + longest } else { 62_000 + phase / 10 };
        gaps.acknowledged(worker, ms(back), Duration::ZERO);
        gaps.acknowledged(worker, ms(back + 9_000), Duration::ZERO);
    }
    gaps.close(ms(110_000))
}

pub(crate) fn passed() -> Run {
    run(|_| {}, 22_500)
}

/// The run that passed, and what `more` adds to it.
pub(crate) fn passed_with(more: impl Fn(&mut Recorder)) -> Run {
    run(more, 22_500)
}

/// Many reconnect too late, some are refused, and some answers break their documents.
pub(crate) fn failed() -> Run {
    let spoil = |recorder: &mut Recorder| {
        for index in 0..400_u64 {
            let outcome = match index % 8 {
                0 | 1 => LoadOutcome::ServerError(503),
                2 => LoadOutcome::Failed(FailureCause::FirstByteTimeout),
                3 => LoadOutcome::Failed(FailureCause::KeepAliveRace),
                4 => LoadOutcome::Failed(FailureCause::Refused),
                5 => LoadOutcome::Throttled,
                6 => LoadOutcome::ClientError(409),
                _ => LoadOutcome::Incomplete,
            };
            let is_timeout = matches!(outcome, LoadOutcome::Failed(cause) if cause.is_timeout());
            let wait = if is_timeout { ms(10_000) } else { ms(3) };
            one(recorder, (HERD, BEAT), outcome, wait);
        }
        recorder.tally_mut(HERD, BEAT).unwrap().violations = 3;
    };
    let mut run = run(spoil, 65_000);
    let mut details = FailureDetails::default();
    let refused = LoadOutcome::Failed(FailureCause::Refused);
    (0..50).for_each(|_| details.note(BEAT, LoadOutcome::Incomplete, "no `/ok`: it is null"));
    (0..50).for_each(|_| details.note(BEAT, refused, "Connection refused (os error 111)"));
    run.summary.details = details.rows(&operations());
    let evidence = super::evidence::of_failed();
    run.summary.causes = evidence.causes.causes(&operations());
    (run.summary.exemplars, run.summary.held) = (evidence.exemplars, evidence.held);
    run.summary.violations = vec![null_status()];
    run.summary.violations_left_out = 1;
    run
}

/// Three beats were answered with a null where a string is declared.
fn null_status() -> Violation {
    let key = ViolationKey {
        operation: "worker_heartbeat".into(),
        rule: "response_member",
        pointer: "/commands/*/status".into(),
        location: "specs/worker_heartbeat.yaml:120".into(),
    };
    let content = format!(
        r#"{{"worker_token":"tok-other","echo":"{TOKEN}","commands":[{{"status":null}}]}}"#
    );
    let first = BrokenAnswer {
        worker: 17,
        due: ms(41_250),
        place: "/commands/0/status".into(),
        expected: "`/commands/0/status`: string".into(),
        actual: "null null".into(),
        request: Request {
            method: "POST".into(),
            path: format!("/api/v1/workers/heartbeat?key={TOKEN}"),
            body: Some(br#"{"worker_id":"w-17"}"#.to_vec()),
            ..Request::default()
        },
        response: Response {
            status: 200,
            headers: vec![("content-type".into(), "application/json".into())],
            body: content.into_bytes(),
            stray: Vec::new(),
        },
    };
    let requirement = "A required member MUST be there.".into();
    Violation { key, requirement, count: 3, last: ms(60_000), first }
}

fn run(spoil: impl Fn(&mut Recorder), longest_gap: u64) -> Run {
    let scenario = Scenario::shipped("herd-reconnect").unwrap().unwrap();
    let profile = scenario.resolve(&Overrides::default()).unwrap().profile;
    let mut recorder = Recorder::new(4, 2);
    requests(&mut recorder, (0, REGISTER), 1_000, ms(4));
    requests(&mut recorder, (0, BEAT), 500, ms(2));
    requests(&mut recorder, (1, BEAT), 3_000, ms(2));
    requests(&mut recorder, (HERD, BEAT), 2_000, ms(60));
    requests(&mut recorder, (3, BEAT), 3_000, ms(2));
    for stage in 0..4 {
        recorder.tally_mut(stage, BEAT).unwrap().judged = 50;
    }
    spoil(&mut recorder);
    let slos = profile.slos.iter().map(|slo| slo.text.parse().unwrap()).collect();
    let summary = summary(&recorder, &gaps(longest_gap));
    let context = LoadContext {
        target: "http://127.0.0.1:8080".into(),
        started_at: Some("2026-01-02T03:04:05Z".into()),
        shares_machine: true,
        documents: vec!["specs/".into()],
        secrets: vec![Secret { value: TOKEN.into(), variable: None }],
        ..LoadContext::default()
    };
    Run { profile, recorder, summary, slos, ending: Ending::Complete, context }
}

/// A run in which `recorder` recorded the requests, and `gaps` the silences.
pub(super) fn recorded(recorder: Recorder, gaps: &GapTally) -> Run {
    Run { summary: summary(&recorder, gaps), recorder, ..passed() }
}

/// The blocks of a run whose requests, of every kind, are spread evenly over ten blocks of each
/// stage.
fn even_blocks(recorder: &Recorder) -> Blocks {
    let planned = STAGES.map(|(_, seconds, _)| Duration::from_secs(seconds));
    let mut blocks = Blocks::new(&planned);
    let mut begin = Duration::ZERO;
    for (stage, length) in (0_u16..).zip(planned) {
        let mut parts: Vec<Recorder> = (0..10).map(|_| Recorder::new(4, 2)).collect();
        for operation in [BEAT, REGISTER] {
            for outcome in OUTCOMES {
                let kept = recorder.histogram(stage, operation, outcome, Clock::Service);
                let each = kept.into_iter().flat_map(Histogram::iter);
                let each = each.flat_map(|(of, times)| (0..times).map(move |_| of));
                for (index, service) in each.enumerate() {
                    one(&mut parts[index % 10], (stage, operation), outcome, service);
                }
            }
            let tally = recorder.tally(stage, operation);
            for (index, part) in (0_u64..).zip(&mut parts) {
                let share = |whole: u64| whole / 10 + u64::from(index < whole % 10);
                let part = part.tally_mut(stage, operation).unwrap();
                (part.judged, part.violations) = (share(tally.judged), share(tally.violations));
            }
        }
        for (index, part) in (0_u32..).zip(&parts) {
            let time = (begin + length * index / 10, begin + length * (index + 1) / 10);
            for series in LoadSnapshot::of(part, &operations(), &[]).series {
                blocks.add(stage.into(), &series.operation, time, &series.requests);
            }
        }
        begin += length;
    }
    blocks
}

fn summary(recorder: &Recorder, gaps: &GapTally) -> LoadSummary {
    let stages = STAGES.map(|(name, seconds, steady)| StageRun {
        name: name.to_owned(),
        duration: Duration::from_secs(seconds),
        steady,
    });
    let mut summary = LoadSummary::new(&stages, &operations(), recorder, gaps);
    summary.blocks = even_blocks(recorder);
    summary.connections = ConnectionCounts { opened: 2_000, reused: 7_500, resent: 0, peak: 1_000 };
    summary.health.cpu_share = Some(0.314);
    summary.health.run_queue_share = Some(0.021);
    summary.health.throttled_share = Some(0.0);
    summary.health.descriptors = Some(Descriptors { peak: 1_021, limit: 65_536 });
    summary.cost = Cost { cpu_us_per_1000_beats: Some(12_345.6), kb_per_worker: Some(11.84) };
    summary
}

/// The generator was the bottleneck: it sent one beat in twenty of the herd three seconds late.
pub(crate) fn invalid() -> Run {
    let spoil = |recorder: &mut Recorder| {
        for _ in 0..100 {
            sent_late(recorder, (HERD, BEAT), LoadOutcome::Ok, (ms(3_000), ms(60)));
        }
    };
    let mut run = run(spoil, 22_500);
    run.summary.health.late_p99 = Some(ms(131));
    run.summary.health.late_p99_at_least = Some(ms(90));
    run.summary.health.cpu_share = Some(0.98);
    run
}

/// Stopped by the user at once: nothing was recorded.
pub(crate) fn interrupted() -> Run {
    let mut run = passed();
    run.recorder = Recorder::new(4, 2);
    run.summary = LoadSummary::new(&[], &operations(), &run.recorder, &GapTally::default());
    run.ending = Ending::Interrupted;
    run
}

pub(crate) fn unreachable() -> Run {
    let reason = format!("connection refused for {TOKEN}");
    Run { ending: Ending::Unreachable(reason), ..interrupted() }
}

pub(crate) fn all() -> [Run; 5] {
    [passed(), failed(), invalid(), interrupted(), unreachable()]
}

impl Run {
    pub(crate) fn report(&self) -> LoadReport {
        let results = judge(&self.slos, &self.summary);
        let elapsed = ms(110_012);
        LoadReport::new(
            &self.profile,
            &self.summary,
            &results,
            &self.ending,
            &self.context,
            elapsed,
        )
    }

    /// Plays 20 seconds of the run: the first stage, and the first half of the second.
    pub(crate) fn play(&self, observer: &mut dyn Observer<LoadEvent>) {
        let target = self.context.target.clone();
        observer.observe(&LoadEvent::Started { profile: Arc::new(self.profile.clone()), target });
        for second in 1..=20_u32 {
            let at = Duration::from_secs(second.into());
            let stage = usize::from(second > 10);
            if second == 1 || second == 11 {
                let begin = at.checked_sub(ms(1_000)).unwrap();
                let name = STAGES[stage].0.to_owned();
                observer.observe(&LoadEvent::Stage { index: stage, name, at: begin });
            }
            let snapshot = Arc::new(Self::snapshot(stage, second));
            observer.observe(&LoadEvent::Tick { at, snapshot });
        }
        observer.observe(&LoadEvent::Ended {
            ending: self.ending.clone(),
            elapsed: ms(20_004),
            requests: 2_100,
        });
    }

    fn snapshot(stage: usize, second: u32) -> LoadSnapshot {
        let mut second_of_run = Recorder::new(4, 2);
        let place = (u16::try_from(stage).unwrap(), BEAT);
        requests(&mut second_of_run, place, 100, ms(2));
        if second == 15 {
            one(&mut second_of_run, place, LoadOutcome::ServerError(503), ms(1));
        }
        if second == 18 {
            one(&mut second_of_run, place, LoadOutcome::Throttled, ms(1));
            hold(&mut second_of_run, place, 2);
        }
        let of = LoadSnapshot::of(&second_of_run, &operations(), &["worker_heartbeat"]);
        LoadSnapshot {
            covers: ms(1_000),
            stage,
            alive: (second * 100).min(1_000),
            silent: u64::from(second == 20),
            in_flight: 3,
            connections: ConnectionCounts { opened: 1_000, reused: 5, resent: 0, peak: 1_000 },
            cpu_share: Some(0.31),
            ..of
        }
    }
}
