//! From samples to a verdict: the clocks under a stalling target, and objectives held to a run.
#![expect(
    clippy::unwrap_used,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

mod validity;

use std::time::Duration;

use cp_harness::load::{
    Amount, Bookkeeping, Clock, Conclusion, FailureCause, GapTally, Gaps, LoadOutcome, LoadSummary,
    Recorder, Sample, Slo, SloResult, SloVerdict, StageRun, Timing, judge,
};
use cp_harness::stats::Quantile;

const BEAT: u16 = 0;
const REGISTER: u16 = 1;

const RAMP: u16 = 0;
const STEADY: u16 = 1;

fn ms(value: u64) -> Duration {
    Duration::from_millis(value)
}

fn sample(stage: u16, operation: u16, outcome: LoadOutcome, service: Duration) -> Sample {
    Sample {
        stage,
        operation,
        outcome,
        timing: Timing {
            intended: ms(100),
            sent: ms(100),
            done: ms(100) + service,
            ..Timing::default()
        },
    }
}

/// Counts a request that was due and sent, and how it ended.
fn account(recorder: &mut Recorder, sample: &Sample) {
    let tally = recorder.tally_mut(sample.stage, sample.operation).unwrap();
    tally.due += 1;
    tally.sent += 1;
    recorder.record(sample);
}

fn summary(recorder: &Recorder, gaps: &GapTally) -> LoadSummary {
    let stage =
        |name: &str, steady| StageRun { name: name.to_owned(), duration: ms(10_000), steady };
    let operations = ["beat", "register"].map(str::to_owned);
    let stages = [stage("ramp", false), stage("steady", true)];
    LoadSummary::new(&stages, &operations, recorder, gaps)
}

fn judged(slo: &str, summary: &LoadSummary) -> Vec<SloResult> {
    let slo: Slo = slo.parse().unwrap();
    slo.check(&["beat", "register"], &["ramp", "steady"]).unwrap();
    judge(&[slo], summary)
}

/// What the rows of an objective say: stage, figure, verdict.
fn rows(slo: &str, summary: &LoadSummary) -> Vec<(String, String, SloVerdict)> {
    let tell = |result: SloResult| {
        let stage = result.stage.unwrap_or_else(|| "run".to_owned());
        let observed = result.observed.map_or_else(String::new, |seen| seen.to_string());
        (stage, observed, result.verdict)
    };
    judged(slo, summary).into_iter().map(tell).collect()
}

fn row(stage: &str, observed: &str, verdict: SloVerdict) -> (String, String, SloVerdict) {
    (stage.to_owned(), observed.to_owned(), verdict)
}

/// One worker beats every 10 ms for 20 s on one connection; the target answers within 1 ms, and
/// stalls from 10 s to 12 s.
fn stalled_run() -> Recorder {
    let (stall, resumed) = (ms(10_000), ms(12_000));
    let mut recorder = Recorder::new(2, 2);
    let mut free_at = Duration::ZERO;
    for beat in 0..2_000_u64 {
        let intended = ms(beat * 10);
        let sent = intended.max(free_at);
        let answering = if sent >= stall && sent < resumed { resumed } else { sent };
        let done = answering + ms(1);
        let sample = Sample {
            timing: Timing {
                intended,
                sent,
                done,
                blocked: sent.saturating_sub(intended),
                ..Timing::default()
            },
            ..sample(STEADY, BEAT, LoadOutcome::Ok, ms(0))
        };
        account(&mut recorder, &sample);
        free_at = done;
    }
    recorder
}

#[test]
fn a_stall_shows_in_the_response_time_as_the_arithmetic_says_and_hides_from_the_service_time() {
    let summary = summary(&stalled_run(), &GapTally::default());
    let beat = summary.operation("beat").unwrap();
    // The k-th beat of the stall waits 2.001 s less 9 ms for each beat before it: 10 ms of
    // schedule, of which the catching up takes back one.
    for quantile in [0.9, 0.92, 0.95, 0.99, 0.995] {
        let slower = 2_000.0 * (1.0 - quantile);
        let expected = 2.001 - 0.009 * slower;
        let found = beat.clock(Clock::Response).quantile(quantile).unwrap();
        let error = found.as_secs_f64() / expected - 1.0;
        assert!(error.abs() < 0.02, "{quantile}: {found:?} for {expected} s");
        let service = beat.clock(Clock::Service).quantile(quantile).unwrap();
        assert_eq!(service, ms(1), "{quantile}");
    }
    assert!(beat.clock(Clock::Service).max().unwrap() > ms(2_000));
}

#[test]
fn the_target_is_to_blame_for_beats_that_wait_for_the_one_before() {
    let summary = summary(&stalled_run(), &GapTally::default());
    let total = summary.total();
    assert!(total.clock(Clock::Lag).quantile(Quantile::P99).unwrap() > ms(1_500));
    assert_eq!(summary.schedule_error().max(), Some(Duration::ZERO));
    assert_eq!(summary.health.saturation(), []);
    let results = judged("p99(beat)<250ms", &summary);
    let summary = LoadSummary { entered: 1, ..summary };
    assert_eq!(summary.conclude(&results), Conclusion::Failed);
}

/// Registers in the ramp, beats in both stages: of 1,000 steady ones 10 fail, each in its own way,
/// and 10 are throttled.
fn mixed_run() -> Recorder {
    let mut recorder = Recorder::new(2, 2);
    for _ in 0..100 {
        account(&mut recorder, &sample(RAMP, REGISTER, LoadOutcome::Ok, ms(20)));
        account(&mut recorder, &sample(RAMP, BEAT, LoadOutcome::Ok, ms(5)));
    }
    for index in 0..980 {
        let service = Duration::from_micros(1_000 + index * 10);
        account(&mut recorder, &sample(STEADY, BEAT, LoadOutcome::Ok, service));
    }
    for _ in 0..10 {
        let throttled = sample(STEADY, BEAT, LoadOutcome::Throttled, ms(1));
        account(&mut recorder, &throttled);
    }
    for index in 0..10 {
        let outcome = match index % 5 {
            0 => LoadOutcome::ClientError(422),
            1 => LoadOutcome::ServerError(503),
            2 => LoadOutcome::Failed(FailureCause::Refused),
            3 => LoadOutcome::Undeclared(302),
            _ => LoadOutcome::Incomplete,
        };
        account(&mut recorder, &sample(STEADY, BEAT, outcome, ms(0)));
    }
    recorder.tally_mut(STEADY, BEAT).unwrap().judged = 50;
    recorder.tally_mut(STEADY, BEAT).unwrap().violations = 2;
    recorder
}

fn some_gaps() -> GapTally {
    let mut gaps = Gaps::new(0..2, ms(1_500), &[ms(10_000), ms(20_000)]);
    for at in [9_000, 10_000, 11_000, 14_000] {
        gaps.acknowledged(0, ms(at), Duration::ZERO);
    }
    gaps.close(ms(15_000))
}

#[test]
fn an_objective_is_judged_in_each_stage_that_it_concerns() {
    use SloVerdict::{Fail, Pass};
    let summary = summary(&mixed_run(), &some_gaps());
    for (slo, expected) in [
        ("max(beat)<6ms", vec![row("ramp", "5 ms", Pass), row("steady", "10.8 ms", Fail)]),
        ("p50(register.service)<=25ms", vec![row("ramp", "20 ms", Pass)]),
        ("error_rate(beat)<1%", vec![row("ramp", "0%", Pass), row("steady", "1%", Fail)]),
        ("error_rate<=1% @ steady", vec![row("steady", "1%", Pass)]),
        ("goodput>=98%", vec![row("ramp", "100%", Pass), row("steady", "98%", Pass)]),
        ("throttled_rate==0% @ steady", vec![row("steady", "1%", Fail)]),
        ("throughput(beat)>97/s", vec![row("steady", "98/s", Pass)]),
        ("throughput>19/s @ ramp", vec![row("ramp", "20/s", Pass)]),
        ("violations==0", vec![row("run", "2", Fail)]),
        ("dead_workers==0", vec![row("run", "1", Fail)]),
        ("gap.max<=3s", vec![row("steady", "3 s", Pass)]),
    ] {
        assert_eq!(rows(slo, &summary), expected, "{slo}");
    }
}

#[test]
fn what_was_not_observed_never_passes() {
    let empty = summary(&Recorder::new(2, 2), &GapTally::default());
    for slo in [
        "p99(beat)<1s",
        "p99(beat)>1us",
        "mean(beat)<1s @ steady",
        "error_rate<1%",
        "error_rate==0% @ ramp",
        "throttled_rate<1%",
        "goodput>=99%",
        "throughput>0/s",
        "throughput<1/s @ steady",
        "gap.p99<90s",
        "dead_workers==0",
        "violations==0",
    ] {
        let results = judged(slo, &empty);
        assert_eq!(results.len(), 1, "{slo}");
        assert_eq!(results[0].verdict, SloVerdict::NoData, "{slo}");
        assert!(results[0].note.is_some(), "{slo}");
        assert_eq!(empty.conclude(&results), Conclusion::Inconclusive, "{slo}");
    }
    let slo: Slo = "p99(beat)<1s @ elsewhere".parse().unwrap();
    assert_eq!(judge(&[slo], &empty)[0].verdict, SloVerdict::NoData);
    assert_eq!(empty.conclude(&[]), Conclusion::Inconclusive);
}

#[test]
fn beats_that_were_due_and_never_sent_are_no_pass() {
    let mut recorder = Recorder::new(2, 2);
    recorder.tally_mut(STEADY, BEAT).unwrap().due = 500;
    let summary = summary(&recorder, &GapTally::default());
    let results = judged("p99(beat)<1s", &summary);
    assert_eq!(results[0].stage.as_deref(), Some("steady"));
    assert_eq!(results[0].verdict, SloVerdict::Undecided);
    let summary = LoadSummary { entered: 1, ..summary };
    assert_eq!(summary.conclude(&results), Conclusion::Invalid);
}

/// Half the fleet is shed: 598 of 1,200 beats due are welcome, 202 are answered 429, and 400 are held
/// back as those answers ask for. The error rate is 0, and that is no success.
#[test]
fn what_a_target_sheds_is_missing_from_its_goodput() {
    use SloVerdict::{Fail, Pass};
    let mut recorder = Recorder::new(2, 2);
    for index in 0..800 {
        let outcome = if index < 598 { LoadOutcome::Ok } else { LoadOutcome::Throttled };
        account(&mut recorder, &sample(STEADY, BEAT, outcome, ms(2)));
    }
    let tally = recorder.tally_mut(STEADY, BEAT).unwrap();
    (tally.due, tally.held) = (tally.due + 400, 400);
    let summary = summary(&recorder, &some_gaps());
    for (slo, verdict) in [
        ("goodput>=99%", Fail),
        ("goodput(beat)>=50% @ steady", Fail),
        ("goodput>49%", Pass),
        ("goodput==100%", Fail),
    ] {
        assert_eq!(rows(slo, &summary), [row("steady", "49.8%", verdict)], "{slo}");
    }
    assert_eq!(rows("error_rate==0%", &summary), [row("steady", "0%", Pass)]);
    let results = [judged("error_rate==0%", &summary), judged("goodput>=99%", &summary)].concat();
    assert_eq!(summary.conclude(&results), Conclusion::Failed);
}

/// Of 100 beats due 97 are welcome, one is in flight at the stop, and two the generator did not send.
#[test]
fn what_nobody_knows_decides_no_goodput() {
    use SloVerdict::{Fail, NoData, Pass, Undecided};
    let mut recorder = Recorder::new(2, 2);
    for index in 0..98 {
        let outcome = if index < 97 { LoadOutcome::Ok } else { LoadOutcome::Unfinished };
        account(&mut recorder, &sample(STEADY, BEAT, outcome, ms(2)));
    }
    recorder.tally_mut(STEADY, BEAT).unwrap().due += 2;
    let open = summary(&recorder, &some_gaps());
    for (slo, verdict) in
        [("goodput>=97%", Pass), ("goodput>=98%", Undecided), ("goodput>=100%", NoData)]
    {
        assert_eq!(rows(slo, &open), [row("steady", "97%", verdict)], "{slo}");
    }
    let note = judged("goodput>=100%", &open)[0].note.clone().unwrap();
    assert_eq!(note, "left open by 1 in flight at the stop");
    // One failure, and no way of counting meets it.
    account(&mut recorder, &sample(STEADY, BEAT, LoadOutcome::ServerError(500), ms(2)));
    let failed = summary(&recorder, &some_gaps());
    assert_eq!(rows("goodput>=100%", &failed), [row("steady", "96%", Fail)]);
}

/// A target that answers 302 to everything meets `error_rate<5%` in nobody's book, and no figure of
/// such a run is one of a fleet.
#[test]
fn a_run_in_which_nobody_got_in_is_inconclusive_whatever_its_objectives_say() {
    let mut recorder = Recorder::new(2, 2);
    for outcome in [LoadOutcome::Undeclared(302), LoadOutcome::Throttled] {
        for _ in 0..50 {
            account(&mut recorder, &sample(RAMP, REGISTER, outcome, ms(2)));
        }
    }
    let nobody = summary(&recorder, &GapTally::default());
    assert_eq!(nobody.entered, 0);
    assert_eq!(rows("error_rate<5%", &nobody), [row("ramp", "50%", SloVerdict::Fail)]);
    for slo in ["error_rate<5%", "error_rate<60%", "throughput>=1/s @ ramp"] {
        assert_eq!(nobody.conclude(&judged(slo, &nobody)), Conclusion::Inconclusive, "{slo}");
    }
    let one = summary(&recorder, &some_gaps());
    assert_eq!(one.entered, 1);
    assert_eq!(one.conclude(&judged("error_rate<5%", &one)), Conclusion::Failed);
}

#[test]
fn an_error_that_comes_fast_makes_no_quantile_better_and_a_timeout_makes_it_worse() {
    let mut recorder = Recorder::new(2, 2);
    for _ in 0..100 {
        account(&mut recorder, &sample(STEADY, BEAT, LoadOutcome::Ok, ms(50)));
        account(&mut recorder, &sample(STEADY, BEAT, LoadOutcome::ServerError(500), ms(1)));
    }
    let p50 = |recorder: &Recorder| {
        let summary = summary(recorder, &GapTally::default());
        rows("p50(beat)<60ms", &summary)[0].clone()
    };
    assert_eq!(p50(&recorder), row("steady", "50 ms", SloVerdict::Pass));
    for _ in 0..101 {
        account(
            &mut recorder,
            &sample(STEADY, BEAT, LoadOutcome::Failed(FailureCause::FirstByteTimeout), ms(10_000)),
        );
    }
    assert_eq!(p50(&recorder), row("steady", "10 s", SloVerdict::Fail));
}

#[test]
fn a_quantile_of_few_samples_says_so() {
    let mut recorder = Recorder::new(2, 2);
    for _ in 0..20 {
        account(&mut recorder, &sample(STEADY, BEAT, LoadOutcome::Ok, ms(50)));
    }
    let summary = summary(&recorder, &GapTally::default());
    let result = judged("p99(beat)<1s", &summary).remove(0);
    assert_eq!((result.samples, result.verdict), (20, SloVerdict::Pass));
    assert!(result.note.unwrap().contains("from 100 on"));
    assert_eq!(judged("p50(beat)<1s", &summary)[0].note, None);
}

#[test]
fn every_request_is_accounted_for_or_the_measurement_is_not_valid() {
    let mut recorder = mixed_run();
    account(&mut recorder, &sample(STEADY, BEAT, LoadOutcome::Unfinished, ms(7)));
    let whole = summary(&recorder, &GapTally::default());
    let books = Bookkeeping { sent: 1_201, answered: 1_198, failed: 2, in_flight_at_stop: 1 };
    assert_eq!((whole.bookkeeping, books.missing()), (books, 0));
    assert_eq!(whole.health.saturation(), []);
    recorder.tally_mut(STEADY, BEAT).unwrap().sent += 1;
    let broken = summary(&recorder, &GapTally::default());
    assert_eq!(broken.bookkeeping.missing(), 1);
    assert_eq!(broken.health.saturation().len(), 1);
    recorder.record(&sample(9, BEAT, LoadOutcome::Ok, ms(1)));
    assert_eq!(summary(&recorder, &GapTally::default()).health.miscounted, 2);
}

#[test]
fn a_verdict_is_what_the_evidence_supports_and_nothing_more() {
    let summary = summary(&mixed_run(), &some_gaps());
    let passed = judged("p99(beat)<1s", &summary);
    let failed = judged("p99(beat)<1us", &summary);
    let open = judged("p99(register)<1s @ steady", &summary);
    assert_eq!(summary.conclude(&passed), Conclusion::Passed);
    assert_eq!(summary.conclude(&failed), Conclusion::Failed);
    let with = |results: &[SloResult]| [&passed, results].concat();
    assert_eq!(summary.conclude(&with(&open)), Conclusion::Inconclusive);
    assert_eq!(summary.conclude(&[with(&open), failed.clone()].concat()), Conclusion::Failed);
}

#[test]
fn a_slo_travels_as_its_text() {
    let slo: Slo = "p99(beat.service)<1.5ms @ steady".parse().unwrap();
    let text = serde_json::to_string(&slo).unwrap();
    assert_eq!(text, "\"p99(beat.service)<1.5ms @ steady\"");
    assert_eq!(serde_json::from_str::<Slo>(&text).unwrap(), slo);
    let error = serde_json::from_str::<Slo>("\"p99(beat)<1\"").unwrap_err();
    assert!(error.to_string().contains("a time needs its unit"), "{error}");
    assert_eq!(slo.limit, Amount::Duration(Duration::from_micros(1_500)));
}
