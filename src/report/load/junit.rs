//! A load run as `junit.xml`: a suite per stage, a case per objective, and one on the measurement.
//!
//! A case's name is the objective with its stage: unique, and the same in every run. An objective
//! missed is a failure, one without data an error. Where the measurement is not valid, every case is
//! an error with the reason; where the run ended early, what was met so far is skipped. The case
//! `measurement` is an error whenever the run neither passed nor failed, so that no such run is green.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::super::junit::{JunitError, error, seconds, skipped, visible};
use super::super::model::{Ending, Verdict};
use super::model::{LoadReport, SloRow, SloStanding};
use super::wording::grouped;

/// The suite of what concerns the whole run.
const WHOLE_RUN: &str = "run";
/// The case on the measurement itself.
const MEASUREMENT: &str = "measurement";

/// The report as `JUnit` XML.
pub fn to_junit(report: &LoadReport) -> Result<String, JunitError> {
    let mut junit = quick_junit::Report::new(format!("{} load", report.harness.name));
    junit.set_time(seconds(report.elapsed_ms));
    let mut rows: BTreeMap<Option<&str>, Vec<&SloRow>> = BTreeMap::new();
    for row in &report.slos {
        rows.entry(row.stage.as_deref()).or_default().push(row);
    }
    let mut whole = suite(report, WHOLE_RUN, &rows.remove(&None).unwrap_or_default());
    whole.add_test_case(measurement(report));
    whole.set_time(seconds(report.elapsed_ms));
    junit.add_test_suite(whole);
    let planned = report.fleet.stages.iter().map(|stage| stage.name.as_str());
    for name in planned {
        if let Some(rows) = rows.remove(&Some(name)) {
            junit.add_test_suite(stage(report, name, &rows));
        }
    }
    for (name, rows) in rows {
        junit.add_test_suite(stage(report, name.unwrap_or_default(), &rows));
    }
    Ok(junit.to_string()?)
}

fn stage(report: &LoadReport, name: &str, rows: &[&SloRow]) -> TestSuite {
    let mut suite = suite(report, &format!("stage {name}"), rows);
    if let Some(stage) = report.stages.iter().find(|stage| stage.name == name) {
        suite.set_time(seconds(stage.duration_ms));
    }
    suite
}

fn suite(report: &LoadReport, name: &str, rows: &[&SloRow]) -> TestSuite {
    let mut suite = TestSuite::new(visible(name));
    for row in rows {
        let mut case = TestCase::new(visible(&row.id), status(report, row));
        case.set_classname(visible(&format!("{}.{name}", report.fleet.name)));
        suite.add_test_case(case);
    }
    suite
}

fn status(report: &LoadReport, row: &SloRow) -> TestCaseStatus {
    let observed = row.observed.as_ref().map_or("nothing", |value| value.text.as_str());
    let story = format!(
        "objective  {}\nobserved   {observed}\nsamples    {}\nnote       {}\n",
        row.text,
        grouped(row.samples),
        row.note.as_deref().unwrap_or("none"),
    );
    if report.verdict == Verdict::Invalid {
        return told(error("invalid measurement"), &report.reasons.join("; "), &story);
    }
    match row.standing {
        SloStanding::Missed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type("slo");
            told(status, &format!("observed {observed}"), &story)
        }
        SloStanding::NoData => {
            let why = row.note.as_deref().unwrap_or("nothing was observed");
            told(error("no data"), why, &story)
        }
        SloStanding::Met if report.ending == Ending::Complete => TestCaseStatus::success(),
        SloStanding::Met => told(
            skipped("not whole"),
            &format!("met so far ({observed}), but the run ended early"),
            &story,
        ),
    }
}

/// An error unless the run came to a verdict on the target.
fn measurement(report: &LoadReport) -> TestCase {
    let kind = match report.verdict {
        Verdict::Passed | Verdict::Failed => None,
        Verdict::Inconclusive => Some("inconclusive"),
        Verdict::Invalid => Some("invalid measurement"),
        Verdict::Interrupted => Some("interrupted"),
    };
    let status = kind.map_or_else(TestCaseStatus::success, |kind| {
        let remedies: Vec<&str> = report.invalid.iter().map(|why| why.remedy.as_str()).collect();
        told(error(kind), &report.reasons.join("; "), &remedies.join("\n"))
    });
    let mut case = TestCase::new(MEASUREMENT, status);
    case.set_classname(visible(&format!("{}.{WHOLE_RUN}", report.fleet.name)));
    case
}

fn told(mut status: TestCaseStatus, message: &str, story: &str) -> TestCaseStatus {
    status.set_message(visible(message));
    if !story.is_empty() {
        status.set_description(visible(story));
    }
    status
}
