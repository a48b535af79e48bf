//! Comparisons of conform reports: what fails anew, what is mended, what has gone.

use cp_harness::report::compare::{
    Change, ComparisonVerdict, ConformComparison, write_conform_comparison,
};
use cp_harness::report::console::Style;
use cp_harness::report::{Level, Outcome, Report};

use super::fixture::{self, TOKEN};
use super::script;

/// The report with these outcomes for its first checks, and `plan` as its plan's hash.
fn with(outcomes: &[Outcome], plan: &str) -> Report {
    let ending = cp_harness::event::Ending::Complete;
    let mut report = fixture::report(&script::unhealthy(), ending, &fixture::context());
    report.strict = false;
    report.plan.hash = plan.to_owned();
    report.checks.truncate(outcomes.len());
    for (check, outcome) in report.checks.iter_mut().zip(outcomes) {
        check.outcome = outcome.clone();
        check.level = Level::Must;
    }
    report
}

fn failed() -> Outcome {
    let text = |text: &str| text.to_owned();
    Outcome::Failed { expected: text("a"), actual: text("b"), signature: text("status 500") }
}

fn open() -> Outcome {
    Outcome::Inconclusive { reason: String::new(), target_at_fault: true }
}

fn compare(before: &Report, after: &Report) -> ConformComparison {
    ConformComparison::new(("before", before), ("after", after))
}

fn changes(comparison: &ConformComparison) -> Vec<(Change, usize)> {
    comparison.groups.iter().map(|group| (group.change, group.cause.count)).collect()
}

#[test]
fn each_check_has_one_fate() {
    let passed = || Outcome::Passed;
    let before = with(&[passed(), failed(), failed(), failed(), open(), passed()], "p");
    let after = with(&[failed(), passed(), failed(), open(), failed(), passed()], "p");
    let comparison = compare(&before, &after);
    let counts = comparison.counts;
    assert_eq!((counts.new, counts.fixed, counts.still_failing, counts.unanswered), (2, 1, 1, 1));
    assert_eq!((counts.newly_planned, counts.no_longer_planned), (0, 0));
    assert_eq!(counts.answered_in_both, 4);
    assert_eq!((comparison.verdict, comparison.exit_code), (ComparisonVerdict::Worse, 1));
    assert!(comparison.same_plan);
    let told: usize = changes(&comparison).iter().map(|(_, count)| count).sum();
    assert_eq!(told, 5);
}

#[test]
fn a_mended_target_is_no_worse_and_a_warning_binds_in_strict_runs_only() {
    let (bad, good) = (with(&[failed(), failed()], "p"), with(&[Outcome::Passed, failed()], "p"));
    assert_eq!(compare(&bad, &good).exit_code, 0);
    assert_eq!(compare(&bad, &bad).exit_code, 0);
    let mut warned = bad.clone();
    warned.checks[0].level = Level::Should;
    assert_eq!(compare(&good, &warned).exit_code, 0);
    warned.strict = true;
    assert_eq!(compare(&good, &warned).exit_code, 1);
}

#[test]
fn another_plan_is_told_and_what_is_planned_no_more_is_named() {
    let passed = || Outcome::Passed;
    let before = with(&[passed(), passed(), failed()], "p");
    let mut after = with(&[passed(), passed(), failed()], "q");
    after.checks.remove(0);
    after.checks[1].id = "rule@new#check".to_owned();
    let comparison = compare(&before, &after);
    assert!(!comparison.same_plan);
    let counts = comparison.counts;
    assert_eq!((counts.no_longer_planned, counts.newly_planned, counts.new), (2, 1, 1));
    // A check that was not planned before, and fails, is new.
    assert_eq!(comparison.exit_code, 1);
}

#[test]
fn where_nothing_was_answered_twice_nothing_is_compared() {
    let comparison = compare(&with(&[Outcome::Passed], "p"), &with(&[open()], "p"));
    assert_eq!((comparison.verdict, comparison.exit_code), (ComparisonVerdict::NotComparable, 4));
}

#[test]
fn a_comparison_reads_like_this() {
    let passed = || Outcome::Passed;
    let before = with(&[passed(), failed(), failed(), passed(), passed()], "p");
    let mut after = with(&[failed(), passed(), failed(), open(), passed()], "q");
    after.checks.pop();
    let mut text = Vec::new();
    write_conform_comparison(&mut text, &compare(&before, &after), Style::default()).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(!text.contains(TOKEN) && !text.contains(fixture::WORKER_TOKEN));
    insta::assert_snapshot!("comparison", text);
}
