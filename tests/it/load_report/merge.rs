//! Runs of several machines as one: what is added up is what one recorder would have seen.

use std::time::Duration;

use cp_harness::load::{FailureCause, GapTally, LoadOutcome, Recorder};
use cp_harness::report::formats::to_json;
use cp_harness::report::load::{LoadReport, merge};
use cp_harness::stats::Histogram;
use proptest::prelude::*;
use serde_json::Value;

use super::fixture::{self, BEAT};

const OUTCOMES: [LoadOutcome; 4] = [
    LoadOutcome::Ok,
    LoadOutcome::ServerError(503),
    LoadOutcome::Failed(FailureCause::FirstByteTimeout),
    LoadOutcome::Unfinished,
];

/// A report as the other machine reads it: through its file.
fn report(recorder: Recorder, gaps: &GapTally, began: usize) -> LoadReport {
    let mut run = fixture::recorded(recorder, gaps);
    run.context.started_at = Some(format!("2026-01-02T03:04:{began:02}Z"));
    serde_json::from_str(&to_json(&run.report()).unwrap()).unwrap()
}

fn named(reports: &[LoadReport]) -> Vec<(String, LoadReport)> {
    reports.iter().enumerate().map(|(at, it)| (format!("shard-{at}"), it.clone())).collect()
}

/// What is judged and shown of a run, whichever way it was measured: stages without what belongs to
/// one generator alone, objectives, books.
fn essence(report: &LoadReport) -> serde_json::Value {
    let mut stages = report.stages.clone();
    for stage in &mut stages {
        stage.gaps.blocks = None;
        for row in &mut stage.operations {
            (row.blocks, row.trend) = (None, None);
        }
    }
    let mut stages = serde_json::to_value(stages).unwrap();
    decode(&mut stages);
    serde_json::json!({
        "stages": stages,
        "slos": report.slos,
        "requests": report.requests,
        "entered": report.entered,
        "verdict": report.verdict,
    })
}

/// Puts what histograms hold in place of their encoding, whose head depends on the order in which they
/// were filled.
fn decode(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str().filter(|_| name == "histogram") {
                    Some(text) => {
                        let counts = Histogram::decode(text).unwrap();
                        *member = format!("{:?}", counts.iter().collect::<Vec<_>>()).into();
                    }
                    None => decode(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(decode),
        _ => {}
    }
}

/// The first place where two documents differ, with what each has there.
fn differing(one: &Value, other: &Value) -> Option<String> {
    let below = |key: &str, a: &Value, b: &Value| Some(format!("/{key}{}", differing(a, b)?));
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            a.iter().zip(b.values()).find_map(|((key, a), b)| below(key, a, b))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| below(&at.to_string(), a, b))
        }
        (a, b) => (a != b).then(|| format!(": {a} and {b}")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn a_merge_is_what_one_recorder_would_have_seen_in_any_order(
        samples in prop::collection::vec(
            (0_usize..3, 0_u16..4, 0_usize..OUTCOMES.len(), 1_u32..90_000_000),
            3..100,
        ),
    ) {
        let mut whole = Recorder::new(4, 2);
        let mut parts = vec![Recorder::new(4, 2); 3];
        for (shard, stage, outcome, service) in samples {
            let late = Duration::from_micros(u64::from(service % 400));
            let service = Duration::from_micros(service.into());
            for recorder in [&mut whole, &mut parts[shard]] {
                let sample = (late, service);
                fixture::sent_late(recorder, (stage, BEAT), OUTCOMES[outcome], sample);
            }
        }
        let gaps: Vec<GapTally> = (0..3).map(|_| fixture::gaps(22_500)).collect();
        let mut all = GapTally::default();
        for part in &gaps {
            all.merge(part);
        }
        let whole = report(whole, &all, 9);
        let shards: Vec<LoadReport> =
            parts.into_iter().zip(&gaps).enumerate().map(|(at, (part, gaps))| report(part, gaps, at)).collect();
        let merged = merge(&named(&shards)).unwrap();
        prop_assert_eq!(differing(&essence(&merged), &essence(&whole)), None);
        let reversed: Vec<LoadReport> = shards.into_iter().rev().collect();
        let reversed = merge(&named(&reversed)).unwrap();
        prop_assert_eq!(differing(&essence(&merged), &essence(&reversed)), None);
        prop_assert_eq!(merged.fleet, reversed.fleet);
    }
}

#[test]
fn workers_of_further_runs_are_numbered_on_and_what_they_met_is_added_up() {
    let one = fixture::failed().report();
    let other = LoadReport { started_at: None, ..one.clone() };
    let merged = merge(&named(&[one.clone(), other])).unwrap();
    assert_eq!(merged.fleet.peak_workers, 2 * one.fleet.peak_workers);
    assert_eq!(merged.presumed_dead, 2 * one.presumed_dead);
    assert_eq!(merged.dead.count, 2 * one.dead.count);
    let offset = one.fleet.peak_workers;
    for range in &one.dead.ranges {
        assert!(merged.dead.ranges.contains(&range.map(|worker| worker + offset)), "{range:?}");
    }
    assert_eq!(merged.causes.len(), one.causes.len());
    for cause in &one.causes {
        let same = merged.causes.iter().find(|it| {
            (&it.operation, &it.outcome, it.status)
                == (&cause.operation, &cause.outcome, cause.status)
        });
        assert_eq!(same.unwrap().count, 2 * cause.count);
        assert_eq!(same.unwrap().workers.count, 2 * cause.workers.count);
    }
    assert_eq!(merged.violations[0].count, 2 * one.violations[0].count);
    assert_eq!(merged.exemplars.len(), 2 * one.exemplars.len());
    assert_eq!(merged.connections.opened, 2 * one.connections.opened);
    let schema = include_str!("../../../docs/schemas/load-report-v1.schema.json");
    let schema = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::is_valid(&schema, &serde_json::to_value(&merged).unwrap()));
}

#[test]
fn a_generator_that_was_late_is_named_and_leaves_the_whole_undecided() {
    let (good, late) = (fixture::passed().report(), fixture::invalid().report());
    let merged = merge(&[("a".to_owned(), good), ("b".to_owned(), late.clone())]).unwrap();
    assert!(!late.saturation.is_empty());
    assert_eq!(merged.saturation.len(), late.saturation.len());
    assert!(
        merged.saturation.iter().all(|row| row.what.starts_with("b: ")),
        "{:?}",
        merged.saturation
    );
    assert_eq!(merged.health.cpu_share, late.health.cpu_share);
}

#[test]
fn a_run_that_was_stopped_leaves_the_whole_without_a_verdict() {
    let (good, stopped) = (fixture::passed().report(), fixture::interrupted().report());
    // It has no stages: nothing of it can be added to a run that has some.
    let error = merge(&named(&[good.clone(), stopped])).unwrap_err().to_string();
    assert!(error.contains("do not belong together: the stages differ"), "{error}");
    let stopped = LoadReport {
        ending: cp_harness::report::conform::Ending::Interrupted,
        started_at: None,
        ..good.clone()
    };
    let merged = merge(&named(&[good, stopped])).unwrap();
    assert_eq!(merged.exit_code, 130);
}

#[test]
fn runs_that_are_no_parts_of_one_are_refused_with_what_differs() {
    let good = fixture::passed().report();
    let error = |reports: &[LoadReport]| merge(&named(reports)).unwrap_err().to_string();
    assert!(error(std::slice::from_ref(&good)).contains("name the reports of two runs or more"));
    assert!(
        error(&[good.clone(), good.clone()]).contains("shard-0 and shard-1 are of the same run")
    );
    let mut other = good.clone();
    other.target = "http://127.0.0.1:1".to_owned();
    assert!(error(&[good.clone(), other]).contains("the targets differ"));
    let mut other = LoadReport { started_at: None, ..good.clone() };
    other.slos.pop();
    assert!(error(&[good.clone(), other]).contains("the objectives differ"));
    let mut old = LoadReport { started_at: None, ..good.clone() };
    old.stages[0].gaps.certain_deaths = None;
    let message = error(&[good.clone(), old]);
    assert!(
        message.contains("shard-1 cannot be merged: it does not say which silences"),
        "{message}"
    );
    let mut broken = LoadReport { started_at: None, ..good.clone() };
    let clocks = &mut broken.stages[1].operations[0].clocks;
    clocks.service.as_mut().unwrap().histogram.truncate(20);
    let message = error(&[good, broken]);
    assert!(
        message.contains("shard-1 cannot be merged: a histogram in it cannot be read"),
        "{message}"
    );
}
