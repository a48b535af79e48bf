//! A load run as `junit.xml`: a suite per stage, a case per objective, and one on the measurement.
//!
//! A case's name is the objective with its stage: unique, and the same in every run. An objective
//! missed is a failure, one without data or left undecided by the generator's lateness an error.
//! Where the run ended early, what was met so far is skipped. The case `measurement` is an error
//! whenever the run neither passed nor failed, so that no such run is green.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::JunitError;
use super::cases::{begun, error, properties, seconds, skipped, visible};
use crate::report::conform::{Ending, Verdict};
use crate::report::load::violation_story;
use crate::report::load::{LoadReport, SloRow, SloStanding};
use crate::report::shared::grouped;

/// The suite of what concerns the whole run.
const WHOLE_RUN: &str = "run";
/// The case on the measurement itself.
const MEASUREMENT: &str = "measurement";

/// The report as `JUnit` XML.
pub fn load_to_junit(report: &LoadReport) -> Result<String, JunitError> {
    Ok(load_suites(report).to_string()?)
}

/// The report as test suites.
pub(in crate::report::formats) fn load_suites(report: &LoadReport) -> quick_junit::Report {
    let name = format!("{} load", report.harness.name);
    let mut junit = begun(name, report.started_at.as_deref(), report.elapsed_ms);
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
    junit
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
    suite.add_properties(properties([
        ("target", report.target.as_str()),
        ("scenario", &report.fleet.name),
        ("load", &report.fleet.hash),
        ("workers", &report.fleet.peak_workers.to_string()),
    ]));
    for row in rows {
        let mut case = TestCase::new(visible(&row.id), status(report, row));
        case.set_classname(visible(&format!("{}.{name}", report.fleet.name)));
        suite.add_test_case(case);
    }
    suite
}

fn status(report: &LoadReport, row: &SloRow) -> TestCaseStatus {
    let observed = row.observed.as_ref().map_or("nothing", |value| value.text.as_str());
    let of = row.population.map(|all| format!(" judged of {} successful answers", grouped(all)));
    let mut story = format!(
        "objective  {}\nobserved   {observed}\nsamples    {}{}\nnote       {}\n",
        row.text,
        grouped(row.samples),
        of.unwrap_or_default(),
        row.note.as_deref().unwrap_or("none"),
    );
    if row.is_on_violations() && row.standing == SloStanding::Missed {
        story.push_str(&violation_story(&report.violations));
    }
    if row.standing != SloStanding::Met && !report.story.is_empty() {
        story += "happened   ";
        story += &report.story.join("\n           ");
        story.push('\n');
    }
    match row.standing {
        SloStanding::Missed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type("slo");
            describe(status, &format!("observed {observed}"), &story)
        }
        SloStanding::Undecided => {
            let why = row.note.as_deref().unwrap_or("the generator was late");
            describe(error("undecided"), why, &story)
        }
        SloStanding::NoData => {
            let why = row.note.as_deref().unwrap_or("nothing was observed");
            describe(error("no data"), why, &story)
        }
        SloStanding::Met if report.ending == Ending::Complete => TestCaseStatus::success(),
        SloStanding::Met => describe(
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
        let remedies = report.saturation.iter().map(|why| why.remedy.as_str());
        let lines = report.story.iter().map(String::as_str).chain(remedies);
        describe(error(kind), &report.reasons.join("; "), &lines.collect::<Vec<_>>().join("\n"))
    });
    let mut case = TestCase::new(MEASUREMENT, status);
    case.set_classname(visible(&format!("{}.{WHOLE_RUN}", report.fleet.name)));
    case
}

fn describe(mut status: TestCaseStatus, message: &str, story: &str) -> TestCaseStatus {
    status.set_message(visible(message));
    if !story.is_empty() {
        status.set_description(visible(story));
    }
    status
}
