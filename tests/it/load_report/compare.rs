//! Comparisons of load reports: what is worse, what is noise, and what cannot be compared.

use std::time::Duration;

use cp_harness::load::LoadOutcome;
use cp_harness::report::compare::{
    ChangeRow, CompareError, ComparisonVerdict, LoadComparison, Shift, Tolerance,
    write_load_comparison,
};
use cp_harness::report::console::Style;
use cp_harness::report::load::{LoadReport, SloStanding};

use super::files::{assert_valid, loose, schema};
use super::fixture::{self, BEAT, Run};

const STEADY: u16 = 1;

fn side(name: &str, run: &Run) -> Vec<(String, LoadReport)> {
    vec![(name.to_owned(), run.report())]
}

fn compare(before: &Run, after: &Run) -> LoadComparison {
    let (before, after) = (side("before", before), side("after", after));
    LoadComparison::new(&before, &after, Tolerance::default()).unwrap()
}

fn row<'a>(comparison: &'a LoadComparison, stage: &str, measure: &str) -> &'a ChangeRow {
    let found = |row: &&ChangeRow| {
        row.stage.as_deref() == Some(stage)
            && row.measure == measure
            && row.operation.as_deref().is_none_or(|name| name == "worker_heartbeat")
    };
    comparison.figures.iter().find(found).unwrap()
}

/// The run with further beats in the steady stage, each so long.
fn with(count: u64, outcome: LoadOutcome, service: Duration) -> Run {
    fixture::passed_with(|recorder| {
        for _ in 0..count {
            fixture::one(recorder, (STEADY, BEAT), outcome, service);
        }
    })
}

#[test]
fn a_run_is_no_worse_than_itself() {
    let run = fixture::passed();
    let comparison = compare(&run, &run);
    assert_eq!(comparison.verdict, ComparisonVerdict::NoWorse);
    assert_eq!((comparison.exit_code, comparison.totals.worse), (0, 0));
    assert!(comparison.figures.iter().all(|row| row.shift != Shift::Better));
    assert!(comparison.objectives.iter().all(|row| row.shift == Shift::Same));
}

#[test]
fn a_tenth_of_all_beats_that_take_long_shows_in_the_tail_and_not_in_the_median() {
    let slow = with(330, LoadOutcome::Ok, Duration::from_millis(400));
    let comparison = compare(&fixture::passed(), &slow);
    assert_eq!((comparison.verdict, comparison.exit_code), (ComparisonVerdict::Worse, 1));
    for (measure, shift) in [
        ("response p99", Shift::Worse),
        ("service p99", Shift::Worse),
        ("response p50", Shift::Same),
        ("late p99", Shift::Same),
        ("errors", Shift::Same),
    ] {
        assert_eq!(row(&comparison, "steady", measure).shift, shift, "{measure}");
    }
    assert_eq!(row(&comparison, "recovery", "response p99").shift, Shift::Same);
    let back = compare(&slow, &fixture::passed());
    assert_eq!(row(&back, "steady", "response p99").shift, Shift::Better);
}

#[test]
fn errors_are_worse_beyond_chance_only() {
    let errors = |count| with(count, LoadOutcome::ServerError(500), Duration::from_millis(3));
    let few = compare(&fixture::passed(), &errors(3));
    assert_eq!(row(&few, "steady", "errors").shift, Shift::Same);
    let many = compare(&fixture::passed(), &errors(60));
    assert_eq!(row(&many, "steady", "errors").shift, Shift::Worse);
    let after = row(&many, "steady", "errors").after.unwrap();
    assert!((after.observed - 60.0 / 3_060.0).abs() < 1e-9);
}

#[test]
fn too_few_samples_are_no_verdict() {
    let comparison = compare(&fixture::passed(), &fixture::passed());
    let row = row(&comparison, "join", "response p99.9");
    assert_eq!((row.shift, row.before.unwrap().low), (Shift::NotComparable, None));
    assert!(comparison.totals.not_comparable > 0);
    let nothing = compare(&fixture::interrupted(), &fixture::interrupted());
    assert_eq!((nothing.verdict, nothing.exit_code), (ComparisonVerdict::NotComparable, 4));
}

#[test]
fn an_objective_that_is_missed_now_is_worse() {
    let comparison = compare(&fixture::passed(), &fixture::failed());
    let missed = comparison.objectives.iter().find(|row| row.shift == Shift::Worse).unwrap();
    assert_eq!((missed.before, missed.after), (Some(SloStanding::Met), Some(SloStanding::Missed)));
    assert_eq!(comparison.exit_code, 1);
}

#[test]
fn a_measurement_that_is_not_valid_is_not_compared() {
    let comparison = compare(&fixture::passed(), &fixture::invalid());
    assert_eq!(comparison.exit_code, 4);
    assert!(comparison.notes[0].starts_with("after: the generator"), "{:?}", comparison.notes);
    assert!(comparison.figures.iter().all(|row| row.shift == Shift::NotComparable));
}

#[test]
fn runs_of_different_load_are_refused_with_what_differs() {
    let before = side("a", &fixture::passed());
    let mut other = fixture::passed();
    other.profile.seed = 77;
    other.profile.connections = cp_harness::load::Connections::Pooled { size: 9 };
    other.profile.stages.pop();
    let error = LoadComparison::new(&before, &side("b", &other), Tolerance::default());
    let Err(CompareError::Load { members, .. }) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(members.len(), 3, "{members:?}");
    let told = error.unwrap_err().to_string();
    assert!(told.contains("seed (") && told.contains("77)"), "{told}");
    assert!(told.contains("\"model\":\"pooled\"") && told.contains("stages"), "{told}");
    let mut other = fixture::passed();
    other.profile.life.name.push('x');
    other.profile.life.beat.clear();
    let error = LoadComparison::new(&before, &side("b", &other), Tolerance::default());
    assert!(error.unwrap_err().to_string().contains("life"));
}

#[test]
fn further_baselines_widen_the_noise_by_what_runs_differ() {
    let slower = |ms| with(330, LoadOutcome::Ok, Duration::from_millis(ms));
    let after = side("after", &slower(300));
    let mut before = side("one", &fixture::passed());
    let alone = LoadComparison::new(&before, &after, Tolerance::default()).unwrap();
    assert_eq!(row(&alone, "steady", "response p99").shift, Shift::Worse);
    before.extend(side("two", &slower(320)));
    let together = LoadComparison::new(&before, &after, Tolerance::default()).unwrap();
    assert_eq!(row(&together, "steady", "response p99").shift, Shift::Same);
    assert_eq!(together.before.reports, ["one", "two"]);
}

#[test]
fn a_comparison_obeys_its_schema_and_reads_like_this() {
    let schema = schema("load-comparison-v1.schema.json");
    let mut found = Vec::new();
    loose(&schema, "load-comparison", &mut found);
    assert!(found.is_empty(), "{found:#?}");
    let slow = with(330, LoadOutcome::Ok, Duration::from_millis(400));
    for (before, after) in [(fixture::passed(), slow), (fixture::failed(), fixture::interrupted())]
    {
        let comparison = compare(&before, &after);
        assert_valid(&schema, &serde_json::to_value(&comparison).unwrap());
    }
    let slow = with(330, LoadOutcome::Ok, Duration::from_millis(400));
    let mut text = Vec::new();
    let comparison = compare(&fixture::passed(), &slow);
    write_load_comparison(&mut text, &comparison, Style::default()).unwrap();
    insta::assert_snapshot!("comparison", String::from_utf8(text).unwrap());
}
