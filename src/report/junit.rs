//! `junit.xml`: a suite per operation, a case per check.
//!
//! A case's class is `operation.rule` and its name the check's id: unique, and the same in every
//! run. A finding that binds is a failure. One that does not (SHOULD without `--strict`, NOTE) is a
//! passed case with the finding on its standard output, so that a warning never turns a build red.
//! A check without an answer is an error where the target is at fault, and skipped, with the
//! reason, where the caller can mend it; one that never ran is skipped, and so is a finding that a
//! waiver lets pass.

use std::fmt::Write as _;
use std::time::Duration;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use thiserror::Error;

use super::group::binds;
use super::model::{CheckRecord, Level, OperationRecord, Outcome, Report, WaiverRecord};
use super::shell::is_hidden;

/// Why the report cannot be written as `JUnit` XML.
#[derive(Debug, Error)]
#[error("cannot write the report as JUnit XML: {0}")]
pub struct JunitError(#[from] quick_junit::SerializeError);

/// The report as `JUnit` XML.
pub fn to_junit(report: &Report) -> Result<String, JunitError> {
    let mut name = format!("{} conform", report.harness.name);
    if !report.profile.is_empty() {
        let _ = write!(name, ", profile {}", report.profile);
    }
    let mut junit = quick_junit::Report::new(name);
    junit.set_time(seconds(report.elapsed_ms));
    for operation in &report.operations {
        junit.add_test_suite(suite(report, operation));
    }
    Ok(junit.to_string()?)
}

fn suite(report: &Report, operation: &OperationRecord) -> TestSuite {
    let mut suite = TestSuite::new(operation.name.as_str());
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
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(check.rule.as_str());
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

/// A case that says nothing, for a reason of this kind.
pub(super) fn skipped(kind: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_type(kind);
    status
}

/// A case that has no answer, for a reason of this kind.
pub(super) fn error(kind: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type(kind);
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
    story
}

/// A text with the characters that XML 1.0 does not allow, and those that hide, escaped.
pub(super) fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => visible.push(character),
            '\u{fffe}' | '\u{ffff}' => visible.extend(character.escape_unicode()),
            hidden if is_hidden(hidden) => visible.extend(hidden.escape_unicode()),
            other => visible.push(other),
        }
    }
    visible
}

fn time<'a>(report: &Report, exchanges: impl IntoIterator<Item = &'a usize>) -> Duration {
    let exchanges = exchanges.into_iter();
    let times = exchanges.filter_map(|index| Some(report.exchanges.get(*index)?.elapsed_ms));
    seconds(times.sum())
}

/// A duration; none where the figure is none.
pub(super) fn seconds(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1e3).unwrap_or_default()
}
