//! Comparisons of conform reports: what fails anew, what is fixed, what is open.

use std::collections::BTreeMap;

use cp_harness::report::compare::{
    CheckChange, ComparisonVerdict, ConformComparison, write_conform_comparison,
};
use cp_harness::report::conform::{Level, Outcome, Report, WaiverRecord, WaiverState};
use cp_harness::report::shared::View;

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

fn changes(comparison: &ConformComparison) -> Vec<(CheckChange, usize)> {
    comparison.groups.iter().map(|group| (group.change, group.cause.count)).collect()
}

/// Every outcome that a check may have; `None` where it was not asked.
fn outcomes() -> [Option<Outcome>; 7] {
    let text = String::new;
    [
        None,
        Some(Outcome::Passed),
        Some(failed()),
        Some(Outcome::Skipped { reason: text() }),
        Some(Outcome::Inconclusive { reason: text(), target_at_fault: true }),
        Some(Outcome::Inconclusive { reason: text(), target_at_fault: false }),
        Some(Outcome::NotRun),
    ]
}

/// A report on these checks alone.
fn of(outcomes: &BTreeMap<String, Option<Outcome>>) -> Report {
    let mut report = with(&[Outcome::Passed], "p");
    let model = report.checks.remove(0);
    let asked = outcomes.iter().filter_map(|(id, outcome)| Some((id, outcome.clone()?)));
    report.checks = asked
        .map(|(id, outcome)| {
            let mut check = model.clone();
            check.id.clone_from(id);
            check.outcome = outcome;
            check
        })
        .collect();
    report
}

fn is_judged(outcome: Option<&Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Passed | Outcome::Failed { .. }))
}

/// Holds a comparison to what is true of any two runs.
fn hold(before: &Report, after: &Report) {
    let comparison = compare(before, after);
    let counts = comparison.counts;
    let outcome = |report: &Report, id: &str| report.check(id).map(|check| check.outcome.clone());
    for group in &comparison.groups {
        for id in &group.cause.checks {
            let (was, is) = (outcome(before, id), outcome(after, id));
            let both = is_judged(was.as_ref()) && is_judged(is.as_ref());
            let compared = matches!(
                group.change,
                CheckChange::New
                    | CheckChange::Waived
                    | CheckChange::Fixed
                    | CheckChange::StillFailing
            );
            assert_eq!(compared, both, "{:?}: {was:?} {is:?}", group.change);
            if group.change == CheckChange::New {
                assert_eq!((was, is), (Some(Outcome::Passed), Some(failed())));
            }
        }
    }
    let ids = before.checks.iter().chain(&after.checks).map(|check| &check.id);
    let asked = ids.collect::<std::collections::BTreeSet<_>>().len();
    let described = counts.answered_in_both
        + counts.unanswered
        + counts.newly_answered
        + counts.answered_in_neither
        + counts.newly_planned
        + counts.no_longer_planned;
    assert_eq!(described, asked, "{counts:?}");
    let expected = match counts {
        _ if counts.new > 0 => 1,
        _ if counts.answered_in_both == 0 || counts.undecided > 0 => 4,
        _ => 0,
    };
    assert_eq!(comparison.exit_code, expected, "{counts:?}");
}

#[test]
fn new_fixed_and_still_failing_are_judged_in_both_runs_whatever_the_outcomes() {
    for was in outcomes() {
        for is in outcomes() {
            let alone =
                |outcome: &Option<Outcome>| BTreeMap::from([("a".to_owned(), outcome.clone())]);
            hold(&of(&alone(&was)), &of(&alone(&is)));
            for (was_too, is_too) in outcomes().iter().zip(outcomes().iter().rev()) {
                let and = |outcome, other: &Option<Outcome>| {
                    let mut outcomes = alone(outcome);
                    outcomes.insert("b".to_owned(), other.clone());
                    outcomes.insert("c".to_owned(), Some(Outcome::Passed));
                    of(&outcomes)
                };
                hold(&and(&was, was_too), &and(&is, is_too));
            }
        }
    }
}

#[test]
fn a_missing_answer_that_could_show_a_new_failure_leaves_the_comparison_open() {
    let [absent, passed, failed, skipped, kept_back, callers, not_run] = outcomes();
    for (was, is, undecided) in [
        // Failing, then no answer: neither fixed nor still failing.
        (&failed, &not_run, true),
        (&failed, &kept_back, true),
        (&failed, &callers, true),
        (&failed, &skipped, true),
        // No answer, then failing: new or not.
        (&kept_back, &failed, true),
        (&not_run, &failed, true),
        (&skipped, &failed, true),
        // Passing, then kept back by the target or the end of the run.
        (&passed, &kept_back, true),
        (&passed, &not_run, true),
        // The question does not arise, or the caller did not let it.
        (&passed, &skipped, false),
        (&passed, &callers, false),
        // A pass is no worse than anything.
        (&not_run, &passed, false),
        (&not_run, &not_run, false),
        // Another selection compares what both asked.
        (&failed, &absent, false),
        (&absent, &failed, false),
        (&passed, &absent, false),
    ] {
        let beside = |outcome: &Option<Outcome>| {
            BTreeMap::from([
                ("a".to_owned(), outcome.clone()),
                ("b".to_owned(), Some(Outcome::Passed)),
            ])
        };
        let comparison = compare(&of(&beside(was)), &of(&beside(is)));
        let expected = if undecided { 4 } else { 0 };
        assert_eq!(comparison.exit_code, expected, "{was:?} {is:?}");
        assert_eq!(comparison.verdict == ComparisonVerdict::Inconclusive, undecided);
        let counts = comparison.counts;
        assert_eq!((counts.new, counts.fixed, counts.still_failing), (0, 0, 0));
    }
}

#[test]
fn what_does_not_bind_or_is_waived_leaves_nothing_open() {
    let beside = |outcome| [Outcome::Passed, outcome];
    let before = with(&beside(failed()), "p");
    let after = with(&beside(Outcome::NotRun), "p");
    assert_eq!(compare(&before, &after).exit_code, 4);
    let (mut warned, mut later) = (before.clone(), after.clone());
    warned.checks[1].level = Level::Should;
    later.checks[1].level = Level::Should;
    assert_eq!(compare(&warned, &later).exit_code, 0);
    later.strict = true;
    assert_eq!(compare(&warned, &later).exit_code, 4);
    let mut waived = before.clone();
    waived.waivers = vec![waiver(&before.checks[1].id)];
    assert_eq!(compare(&waived, &after).exit_code, 0);
}

#[test]
fn a_new_failure_that_is_waived_is_counted_apart() {
    let before = with(&[Outcome::Passed, Outcome::Passed], "p");
    let mut after = with(&[Outcome::Passed, failed()], "p");
    assert_eq!(compare(&before, &after).exit_code, 1);
    after.waivers = vec![waiver(&after.checks[1].id)];
    let comparison = compare(&before, &after);
    let counts = comparison.counts;
    assert_eq!((counts.new, counts.waived, counts.still_failing), (0, 1, 0));
    assert_eq!(changes(&comparison), [(CheckChange::Waived, 1)]);
    assert_eq!(comparison.exit_code, 0);
}

fn waiver(id: &str) -> WaiverRecord {
    let text = |text: &str| text.to_owned();
    WaiverRecord {
        check: text(id),
        reason: text("known"),
        owner: text("us"),
        expires: text("2999-12-31"),
        file: text("w.toml"),
        line: 1,
        state: WaiverState::Used,
        checks: vec![text(id)],
    }
}

#[test]
fn each_check_has_one_fate() {
    let passed = || Outcome::Passed;
    let before = with(&[passed(), failed(), failed(), failed(), open(), passed()], "p");
    let after = with(&[failed(), passed(), failed(), open(), failed(), passed()], "p");
    let comparison = compare(&before, &after);
    let counts = comparison.counts;
    assert_eq!(
        (counts.new, counts.fixed, counts.still_failing, counts.still_passing),
        (1, 1, 1, 1)
    );
    assert_eq!((counts.unanswered, counts.unanswered_failing), (1, 1));
    assert_eq!((counts.newly_answered, counts.newly_answered_failing), (1, 1));
    assert_eq!((counts.newly_planned, counts.no_longer_planned), (0, 0));
    assert_eq!(counts.answered_in_both, 4);
    // A failure that is new is certain, whatever is open besides.
    assert_eq!((comparison.verdict, comparison.exit_code), (ComparisonVerdict::Worse, 1));
    assert!(comparison.same_plan);
    let described: usize = changes(&comparison).iter().map(|(_, count)| count).sum();
    assert_eq!(described, 5);
}

#[test]
fn a_fixed_target_is_no_worse_and_a_warning_binds_in_strict_runs_only() {
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
fn another_plan_is_named_and_what_both_asked_is_compared() {
    let passed = || Outcome::Passed;
    let before = with(&[passed(), passed(), failed()], "p");
    let mut after = with(&[passed(), passed(), failed()], "q");
    after.checks.remove(0);
    after.checks[1].id = "rule@new#check".to_owned();
    let comparison = compare(&before, &after);
    assert!(!comparison.same_plan);
    let counts = comparison.counts;
    assert_eq!((counts.no_longer_planned, counts.newly_planned, counts.new), (2, 1, 0));
    assert_eq!((counts.no_longer_planned_failing, counts.newly_planned_failing), (1, 1));
    // Nobody knows whether a check that was not asked before failed before.
    assert_eq!(comparison.exit_code, 0);
    let note = &comparison.notes[0];
    assert!(note.contains("2 checks were asked only before (1 failed), 1 only after (1 fail"));
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
    write_conform_comparison(&compare(&before, &after), &mut text, &View::default()).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(!text.contains(TOKEN) && !text.contains(fixture::WORKER_TOKEN));
    insta::assert_snapshot!("comparison", text);
}
