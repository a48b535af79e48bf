//! `junit.xml`: a suite per operation, a case per check.
//!
//! A case's class is `operation.rule` and its name the check's id: unique, and the same in every
//! run. A finding that binds is a failure. One that does not (SHOULD without `--strict`, NOTE) is a
//! passed case with the finding on its standard output, so that a warning never turns a build red.
//! A check without an answer is an error where the target is at fault, and skipped, with the
//! reason, where the caller can change it; one that never ran is skipped, and so is a finding that a
//! waiver lets pass. What the run as a whole lacks is in a suite of its own, `run`, where it lacks
//! something: an end that came too early, too little coverage, a stale waiver. Without it a file
//! whose checks are all skipped would read like a pass.

use std::fmt::Write as _;
use std::time::Duration;

use super::JunitError;
use super::cases::{begun, error, failure, properties, seconds, skipped, visible};
use crate::report::conform::binds;
use crate::report::conform::{
    CheckRecord, Ending, Level, OperationRecord, Outcome, Report, Sufficiency, WaiverRecord,
    WaiverState,
};
use crate::report::shared::command_word;
use quick_junit::{TestCase, TestCaseStatus, TestSuite};

/// The suite for what is no check's.
const WHOLE_RUN: &str = "run";

/// The report as `JUnit` XML.
pub fn conform_to_junit(report: &Report) -> Result<String, JunitError> {
    Ok(conform_suites(report).to_string()?)
}

/// The report as test suites.
pub(in crate::report::formats) fn conform_suites(report: &Report) -> quick_junit::Report {
    let mut name = format!("{} conform", report.harness.name);
    if !report.profile.is_empty() {
        let _ = write!(name, ", profile {}", report.profile);
    }
    let mut junit = begun(name, report.started_at.as_deref(), report.elapsed_ms);
    for operation in &report.operations {
        junit.add_test_suite(suite(report, operation));
    }
    let whole = whole_run(report);
    if !whole.is_empty() {
        let mut suite = TestSuite::new(WHOLE_RUN);
        suite.add_test_cases(whole);
        junit.add_test_suite(suite);
    }
    junit
}

/// What the run lacks beside the outcomes of its checks.
fn whole_run(report: &Report) -> Vec<TestCase> {
    let case = |name: &str, mut status: TestCaseStatus, message: &str| {
        status.set_message(visible(message));
        let mut case = TestCase::new(visible(name), status);
        case.set_classname(WHOLE_RUN);
        case
    };
    let mut cases = Vec::new();
    match &report.ending {
        Ending::Interrupted => {
            let (not_run, all) = (report.totals.not_run, report.totals.checks);
            let message = format!("interrupted: {not_run} of {all} checks did not run");
            cases.push(case("ending", error("interrupted"), &message));
        }
        Ending::FailedFast => {
            let (not_run, all) = (report.totals.not_run, report.totals.checks);
            let message = format!("--fail-fast: {not_run} of {all} checks did not run");
            cases.push(case("ending", error("stopped"), &message));
        }
        Ending::Unreachable { reason } => {
            cases.push(case("ending", error("unreachable"), reason));
        }
        Ending::Complete if report.coverage.checks.exercised == 0 => {
            cases.push(case("ending", error("inconclusive"), "no check was judged"));
        }
        Ending::Complete => {}
    }
    let short = || {
        let (minimum, share) = (report.coverage.minimum.unwrap_or(0), report.coverage.spec);
        let percent = share.percent().unwrap_or_default();
        format!(
            "spec coverage is {percent}%, below {minimum}%: {} of {} promises judged",
            share.exercised, share.total
        )
    };
    match report.coverage.sufficiency() {
        Sufficiency::Enough => {}
        Sufficiency::Open => {
            cases.push(case("spec coverage", error("inconclusive"), &short()));
        }
        Sufficiency::Short => {
            cases.push(case("spec coverage", failure("coverage"), &short()));
        }
    }
    for waiver in report.waivers.iter().filter(|waiver| waiver.state.is_stale()) {
        let state = if waiver.state == WaiverState::Expired { "expired" } else { "unused" };
        let message = format!("{}:{}: waiver {state}", waiver.file, waiver.line);
        cases.push(case(&format!("waiver {}", waiver.check), failure("waiver"), &message));
    }
    cases
}

fn suite(report: &Report, operation: &OperationRecord) -> TestSuite {
    let mut suite = TestSuite::new(operation.name.as_str());
    suite.add_properties(properties([
        ("target", report.target.as_str()),
        ("plan", &report.plan.hash),
        ("method", &operation.method),
        ("path", &operation.path),
    ]));
    let mut exchanges = std::collections::BTreeSet::new();
    for check in &report.checks {
        if check.operation == operation.name {
            exchanges.extend(&check.exchanges);
            suite.add_test_case(case(report, check));
        }
    }
    suite.set_time(time(report, exchanges));
    suite
}

fn case(report: &Report, check: &CheckRecord) -> TestCase {
    let mut case = TestCase::new(visible(&check.id), status(report, check));
    case.set_classname(visible(&format!("{}.{}", check.operation, check.rule)));
    case.set_time(time(report, &check.exchanges));
    // Where the promise stands. Test views link to it, as they do to the line of a test.
    case.extra.insert("file".into(), visible(&check.location.file).into());
    if check.location.line > 0 {
        case.extra.insert("line".into(), check.location.line.to_string().into());
    }
    let level = match check.level {
        Level::Must => "MUST",
        Level::Should => "SHOULD",
        Level::Note => "NOTE",
    };
    case.add_properties(properties([("level", level), ("basis", &check.reference)]));
    if let Outcome::Failed { actual, .. } = &check.outcome
        && !binds(check.level, report.strict)
        && report.waiver_of(&check.id).is_none()
    {
        let kind = if check.level == Level::Note { "note" } else { "warning" };
        case.set_system_out(visible(&format!("{kind}: {actual}\n{}", story(report, check))));
    }
    case
}

fn status(report: &Report, check: &CheckRecord) -> TestCaseStatus {
    let (mut status, message) = match &check.outcome {
        Outcome::Passed => return TestCaseStatus::success(),
        Outcome::Failed { actual, .. } => {
            if let Some(waiver) = report.waiver_of(&check.id) {
                let mut status = skipped("waived");
                let WaiverRecord { reason, owner, expires, .. } = waiver;
                let waived = format!("waived: {reason} ({owner}, until {expires}): {actual}");
                status.set_message(visible(&waived));
                return status;
            }
            if !binds(check.level, report.strict) {
                return TestCaseStatus::success();
            }
            let mut status = failure(&check.rule);
            status.set_description(visible(&story(report, check)));
            (status, actual.as_str())
        }
        Outcome::Inconclusive { reason, target_at_fault: true } => {
            (error("inconclusive"), reason.as_str())
        }
        Outcome::Inconclusive { reason, .. } => (skipped("inconclusive"), reason.as_str()),
        Outcome::Skipped { reason } => (skipped("skipped"), reason.as_str()),
        Outcome::NotRun => (skipped("not run"), "the run ended before this check"),
    };
    status.set_message(visible(message));
    status
}

/// A finding in full.
fn story(report: &Report, check: &CheckRecord) -> String {
    let mut story = format!("{}\n", check.requirement);
    if let Outcome::Failed { expected, actual, .. } = &check.outcome {
        let _ = writeln!(story, "expected  {expected}\nactual    {actual}");
    }
    let place = &check.location;
    let _ = writeln!(story, "spec      {}:{}  #{}", place.file, place.line, place.pointer);
    let _ = writeln!(story, "basis     {}", check.reference);
    for curl in report.curl_lines(check) {
        let _ = writeln!(story, "curl      {curl}");
    }
    let _ = writeln!(story, "again     cp-harness replay report.json {}", command_word(&check.id));
    let _ = writeln!(story, "rule      cp-harness rules {}", command_word(&check.rule));
    story
}

fn time<'a>(report: &Report, exchanges: impl IntoIterator<Item = &'a usize>) -> Duration {
    let exchanges = exchanges.into_iter();
    let times = exchanges.filter_map(|index| Some(report.exchanges.get(*index)?.elapsed_ms));
    seconds(times.sum())
}
