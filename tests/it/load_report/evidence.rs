//! What the figures of a load report rest on: requests, causes, workers, moments.

use std::time::Duration;

use cp_harness::load::{
    ConnectionAge, Evidence, Exemplar, FailureCause, LoadOutcome, Sample, Timing, Trend,
};
use cp_harness::report::formats::to_json;
use cp_harness::report::load::{ExemplarKind, LoadReport};

use super::fixture::{self, BEAT, TOKEN};

const HERD: u16 = 2;

fn ms(value: u64) -> Duration {
    Duration::from_millis(value)
}

/// Of the failed run: workers 0 to 49 are answered 503 as the herd returns, then ten time out, and
/// one is refused much later.
pub(super) fn of_failed() -> Evidence {
    let mut evidence = Evidence::default();
    let timed_out = LoadOutcome::Failed(FailureCause::FirstByteTimeout);
    let refused = LoadOutcome::Failed(FailureCause::Refused);
    for worker in 0..50 {
        let sent = ms(42_000 + u64::from(worker) * 20);
        note(&mut evidence, worker, LoadOutcome::ServerError(503), sent, ms(3));
    }
    for worker in [3, 4, 5, 7, 9, 11, 13, 15, 17, 19] {
        note(&mut evidence, worker, timed_out, ms(43_500), ms(10_000));
    }
    note(&mut evidence, 80, refused, ms(70_000), ms(1));
    note(&mut evidence, 90, LoadOutcome::Ok, ms(15_000), ms(120));
    (60..70).for_each(|worker| evidence.held.insert(worker));
    evidence
}

fn note(
    evidence: &mut Evidence,
    worker: u32,
    outcome: LoadOutcome,
    sent: Duration,
    service: Duration,
) {
    let sample = Sample {
        stage: HERD,
        operation: BEAT,
        outcome,
        timing: Timing {
            intended: sent.saturating_sub(ms(1)),
            sent,
            done: sent + service,
            ..Timing::default()
        },
    };
    let is_answered = outcome.is_answered();
    let content = format!(r#"{{"detail":"no room for {TOKEN}","worker_token":"tok-w-{worker}"}}"#);
    evidence.note(worker, &sample, || Exemplar {
        worker,
        sample,
        connection: is_answered.then_some(ConnectionAge { age: ms(30_000), requests: 4 }),
        status: outcome.status(),
        detail: (outcome == LoadOutcome::Failed(FailureCause::Refused))
            .then(|| format!("Connection refused to {TOKEN}").into()),
        content: if is_answered { content.into_bytes().into() } else { Box::default() },
    });
}

fn report() -> LoadReport {
    fixture::failed().report()
}

#[test]
fn each_cause_has_its_moments_and_its_workers() {
    let report = report();
    let causes: Vec<_> = (report.causes.iter())
        .map(|it| (it.outcome.as_str(), it.status, it.count, it.first_ms, it.last_ms))
        .collect();
    let expected = [
        ("server_error", Some(503), 50, 42_000.0, 42_980.0),
        ("first_byte_timeout", None, 10, 43_500.0, 43_500.0),
        ("refused", None, 1, 70_000.0, 70_000.0),
    ];
    assert_eq!(causes, expected);
    assert_eq!(report.causes[0].workers.ranges, [[0, 49]]);
    assert_eq!(report.causes[1].workers.count, 10);
    assert_eq!(report.causes[0].stage, "herd");
    assert_eq!((report.held.count, report.held.ranges[0]), (10, [60, 69]));
}

#[test]
fn the_story_says_what_failed_together_and_whether_it_ended() {
    let story = report().story;
    assert_eq!(
        story[0],
        "From 42.0 s to 43.5 s (first in stage herd): 50 worker_heartbeat answered 503 (50 workers: \
         0-49); 10 worker_heartbeat timed out before the first byte (10 workers: 3-5, 7, 9, 11, …), \
         then none until 70.0 s."
    );
    assert_eq!(
        story[1],
        "At 70.0 s (first in stage herd): 1 worker_heartbeat refused (worker 80), then none to the \
         end of the run."
    );
    assert!(story[2].starts_with("Presumed dead: 3 workers: 0-2; the first, worker 0, was silent"));
    assert!(fixture::passed().report().story.is_empty(), "{:?}", fixture::passed().report().story);
}

#[test]
fn exemplars_name_worker_clocks_connection_and_answer_and_say_no_secret() {
    let report = report();
    let failing: Vec<_> = (report.exemplars.iter())
        .filter(|it| it.kind == ExemplarKind::FirstFailing)
        .map(|it| (it.outcome.as_str(), it.worker))
        .collect();
    // Of each outcome the first two, where there are two.
    let mut expected = [
        ("server_error", 0),
        ("server_error", 1),
        ("first_byte_timeout", 3),
        ("first_byte_timeout", 4),
        ("refused", 80),
    ];
    let mut found = failing;
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
    let first = report.exemplars.iter().find(|it| it.status == Some(503)).unwrap();
    assert_eq!((first.operation.as_str(), first.stage.as_str()), ("worker_heartbeat", "herd"));
    assert_eq!((first.intended_ms, first.sent_ms, first.done_ms), (41_999.0, 42_000.0, 42_003.0));
    assert_eq!((first.service_ms, first.response_ms, first.late_ms), (3.0, 4.0, 1.0));
    let connection = first.connection.unwrap();
    assert_eq!((connection.age_ms, connection.requests), (30_000.0, 4));
    assert!(first.answer.as_ref().unwrap().starts_with("{\"detail\":\"no room for"), "{first:?}");
    let slowest = report.exemplars.iter().find(|it| it.kind == ExemplarKind::Slowest).unwrap();
    assert_eq!((slowest.outcome.as_str(), slowest.response_ms), ("first_byte_timeout", 10_001.0));
    let json = to_json(&report).unwrap();
    assert!(!json.contains(TOKEN) && !json.contains("tok-w-"), "a secret is told");
}

#[test]
fn an_answer_that_is_cut_within_a_secret_says_none_of_it() {
    let mut run = fixture::failed();
    let secret = "s3cr3t-value-of-a-worker-0123456789";
    let mut evidence = Evidence::default();
    let sample = Sample {
        stage: HERD,
        operation: BEAT,
        outcome: LoadOutcome::ServerError(500),
        timing: Timing {
            intended: ms(50_000),
            sent: ms(50_000),
            done: ms(50_001),
            ..Timing::default()
        },
    };
    evidence.note(0, &sample, || Exemplar {
        worker: 0,
        sample,
        connection: None,
        status: Some(500),
        detail: None,
        content: format!(r#"{{"worker_token":"{}"#, &secret[..24]).into_bytes().into(),
    });
    run.summary.exemplars = evidence.exemplars;
    let json = to_json(&run.report()).unwrap();
    assert!(!json.contains(&secret[..8]), "the beginning of a secret is told");
}

#[test]
fn a_row_says_the_first_third_of_its_stage_and_the_last() {
    let report = fixture::passed().report();
    let steady = &report.stages[1].operations[0];
    let trend = steady.trend.unwrap();
    assert_eq!((trend.first.ended, trend.last.ended), (900, 900), "three of ten parts each");
    assert!(trend.first.service_p50_ms.unwrap() > 0.0);
    assert_eq!(trend.service, None);
    assert!(Trend::of(&[], Duration::from_secs(1)).is_none());
}
