//! Comparisons of load reports: what is worse, what is noise, and what cannot be compared.

use std::time::Duration;

use cp_harness::load::LoadOutcome;
use cp_harness::report::compare::{
    BetweenRuns, ChangeRow, CompareError, ComparisonVerdict, LoadComparison, Shift, Tolerance,
    write_load_comparison,
};
use cp_harness::report::load::{LoadReport, SloStanding};
use cp_harness::report::shared::View;

use super::files::{assert_valid, loose, schema};
use super::fixture::{self, BEAT, Run};

const STEADY: u16 = 1;
/// The place of the heartbeat among the rows of the steady stage.
const BEAT_ROW: usize = 0;

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
        ("response p50", Shift::Undecided),
        ("late p99", Shift::NotJudged),
        ("errors", Shift::Same),
    ] {
        assert_eq!(row(&comparison, "steady", measure).shift, shift, "{measure}");
    }
    // A run on each side cannot show how much the tail differs from run to run.
    assert_eq!(row(&comparison, "recovery", "response p99").shift, Shift::Undecided);
    assert_eq!(row(&comparison, "recovery", "response p50").shift, Shift::Same);
    let back = compare(&slow, &fixture::passed());
    assert_eq!(row(&back, "steady", "response p99").shift, Shift::Better);
}

#[test]
fn errors_are_worse_beyond_chance_only() {
    let errors = |count| with(count, LoadOutcome::ServerError(500), Duration::from_millis(3));
    let few = compare(&fixture::passed(), &errors(3));
    assert_eq!(row(&few, "steady", "errors").shift, Shift::Undecided);
    let many = compare(&fixture::passed(), &errors(60));
    assert_eq!(
        row(&many, "steady", "errors").shift,
        Shift::Worse,
        "{:?}",
        row(&many, "steady", "errors")
    );
    let after = row(&many, "steady", "errors").after.unwrap();
    assert!((after.observed - 60.0 / 3_060.0).abs() < 1e-9);
    let none = compare(&fixture::passed(), &fixture::passed());
    assert_eq!(row(&none, "steady", "errors").shift, Shift::Same);
}

#[test]
fn what_happened_in_one_block_of_a_run_may_be_chance_and_decides_nothing() {
    let run = with(60, LoadOutcome::ServerError(500), Duration::from_millis(3));
    let mut after = side("after", &run);
    let beats = &mut after[0].1.stages[usize::from(STEADY)].operations[BEAT_ROW];
    let blocks = beats.blocks.as_mut().unwrap();
    let sum: u64 = blocks.errors.drain(..).sum();
    blocks.errors = vec![0; blocks.ended.len()];
    let filled = blocks.ended.iter().rposition(|ended| *ended > 0).unwrap();
    blocks.errors[filled] = sum;
    let before = side("before", &fixture::passed());
    let comparison = LoadComparison::new(&before, &after, Tolerance::default()).unwrap();
    let errors = row(&comparison, "steady", "errors");
    assert_eq!(errors.shift, Shift::Undecided, "{errors:?}");
    assert!(errors.remedy.as_ref().unwrap().contains("--baseline"), "{errors:?}");
}

#[test]
fn too_few_samples_are_no_verdict_and_say_how_many_are_needed() {
    let comparison = compare(&fixture::passed(), &fixture::passed());
    let row = row(&comparison, "join", "response p99.9");
    assert_eq!((row.shift, row.before.unwrap().low), (Shift::Undecided, None));
    assert!(row.reason.as_ref().unwrap().contains("5296 are needed"), "{row:?}");
    assert!(comparison.totals.undecided > 0);
    let nothing = compare(&fixture::interrupted(), &fixture::interrupted());
    assert_eq!((nothing.verdict, nothing.exit_code), (ComparisonVerdict::NotComparable, 4));
}

#[test]
fn a_report_without_blocks_is_left_open_with_the_remedy() {
    let mut before = side("before", &fixture::passed());
    for row in before[0].1.stages.iter_mut().flat_map(|stage| &mut stage.operations) {
        row.blocks = None;
    }
    let slow = with(330, LoadOutcome::Ok, Duration::from_millis(400));
    let comparison = LoadComparison::new(&before, &side("after", &slow), Tolerance::default());
    let comparison = comparison.unwrap();
    let row = row(&comparison, "steady", "response p99");
    assert_eq!(row.shift, Shift::Undecided);
    assert!(row.reason.as_ref().unwrap().contains("no blocks"), "{row:?}");
}

#[test]
fn an_objective_that_is_missed_now_is_worse() {
    let comparison = compare(&fixture::passed(), &fixture::failed());
    let missed = comparison.objectives.iter().find(|row| row.shift == Shift::Worse).unwrap();
    assert_eq!((missed.before, missed.after), (Some(SloStanding::Met), Some(SloStanding::Missed)));
    assert_eq!(comparison.exit_code, 1);
}

#[test]
fn an_objective_missed_within_the_noise_is_open_and_worse_with_the_figure_it_bounds() {
    let with_slo = |count, ms| {
        let mut run = with(count, LoadOutcome::Ok, Duration::from_millis(ms));
        run.slos = vec!["p99(worker_heartbeat)<17.8ms @ steady".parse().unwrap()];
        run
    };
    for (ms, shift) in [(18, Shift::Undecided), (400, Shift::Worse)] {
        let comparison = compare(&with_slo(0, 1), &with_slo(330, ms));
        let objective = &comparison.objectives[0];
        assert_eq!(objective.before, Some(SloStanding::Met), "{objective:?}");
        assert_eq!(objective.after, Some(SloStanding::Missed), "{objective:?}");
        assert_eq!(objective.shift, shift, "{objective:?}");
    }
}

/// A run of the steady stage alone counts: each beat sent so late, and then served so long.
fn late(late: Duration, service: Duration) -> Run {
    let mut run = fixture::passed_with(|recorder| {
        for _ in 0..6_000 {
            fixture::sent_late(recorder, (STEADY, BEAT), LoadOutcome::Ok, (late, service));
        }
    });
    if late > Duration::from_millis(5) {
        run.summary.health.late_p99 = Some(late);
        run.summary.health.late_p99_at_least = Some(late);
    }
    run
}

#[test]
fn a_difference_that_lateness_cannot_explain_counts_in_a_run_of_a_late_generator_too() {
    let ms = Duration::from_millis;
    let comparison = compare(&late(ms(0), ms(20)), &late(ms(8), ms(41)));
    assert_eq!(row(&comparison, "steady", "service p50").shift, Shift::Worse);
    assert_eq!((comparison.verdict, comparison.exit_code), (ComparisonVerdict::Worse, 1));
}

#[test]
fn a_difference_within_the_difference_of_lateness_is_undecided_and_never_worse() {
    let ms = Duration::from_millis;
    let comparison = compare(&late(ms(0), ms(20)), &late(ms(44), ms(24)));
    for measure in ["service p50", "service p99", "response p50", "response p99"] {
        let row = row(&comparison, "steady", measure);
        assert_eq!(row.shift, Shift::Undecided, "{row:?}");
        assert!(row.reason.as_ref().unwrap().contains("later by"), "{row:?}");
    }
    assert_ne!(comparison.verdict, ComparisonVerdict::Worse);
    assert_eq!(row(&comparison, "steady", "errors").shift, Shift::Same);
}

#[test]
fn errors_of_a_run_whose_generator_was_late_are_compared() {
    let errors = |count| with(count, LoadOutcome::ServerError(500), Duration::from_millis(3));
    let mut after = errors(60);
    after.summary.health = fixture::invalid().summary.health;
    let comparison = compare(&fixture::passed(), &after);
    assert_eq!(row(&comparison, "steady", "errors").shift, Shift::Worse);
    assert_eq!(comparison.exit_code, 1);
}

#[test]
fn a_run_under_less_load_than_scheduled_proves_no_advantage() {
    let slow = with(330, LoadOutcome::Ok, Duration::from_millis(400));
    let mut light = fixture::passed();
    light.summary.health.achieved = light.summary.health.offered / 2;
    let comparison = compare(&slow, &light);
    let row = row(&comparison, "steady", "response p99");
    assert_eq!(row.shift, Shift::Undecided);
    assert!(row.reason.as_ref().unwrap().contains("fewer requests"), "{row:?}");
}

#[test]
fn the_decision_is_joint_and_says_over_how_many_figures() {
    let comparison = compare(&fixture::passed(), &fixture::passed());
    let tested = comparison.figures.iter().filter(|row| row.p_joint.is_some()).count();
    assert_eq!(comparison.decision.figures, tested);
    assert!(tested > 10 && (comparison.decision.false_alarm - 0.01).abs() < 1e-12);
    assert_eq!(comparison.decision.between_runs, BetweenRuns::Assumed);
    assert!(comparison.notes.iter().any(|note| note.contains("one run on each side")));
    let others = comparison.figures.iter().filter(|row| !row.judged);
    assert!(others.clone().count() > 0 && others.clone().all(|row| row.shift == Shift::NotJudged));
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
    let described = error.unwrap_err().to_string();
    assert!(described.contains("seed (") && described.contains("77)"), "{described}");
    assert!(
        described.contains("\"model\":\"pooled\"") && described.contains("stages"),
        "{described}"
    );
    let mut other = fixture::passed();
    other.profile.behavior.name.push('x');
    other.profile.behavior.beat.clear();
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
    assert_eq!(row(&together, "steady", "response p99").shift, Shift::Undecided);
    assert_eq!(together.decision.between_runs, BetweenRuns::Measured);
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
    write_load_comparison(&comparison, &mut text, &View::default()).unwrap();
    insta::assert_snapshot!("comparison", String::from_utf8(text).unwrap());
}
