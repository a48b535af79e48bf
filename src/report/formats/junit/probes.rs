//! A search as `junit.xml`: one suite, a case for the result, and one for each probe.
//!
//! A probe that missed an objective is what a search looks for, and no failure: it is skipped, with
//! what it showed. The case `largest fleet` fails where no fleet met the objectives, and is an error
//! where the search came to no verdict on the target.

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::JunitError;
use super::cases::{begun, error, seconds, skipped, visible};
use crate::report::capacity::{CapacityReport, ProbeRecord, ProbeStanding};
use crate::report::conform::Verdict;

/// The case on what the search came to.
const RESULT: &str = "largest fleet";

/// The report as `JUnit` XML.
pub fn capacity_to_junit(report: &CapacityReport) -> Result<String, JunitError> {
    Ok(capacity_suites(report).to_string()?)
}

/// The report as test suites.
pub(in crate::report::formats) fn capacity_suites(report: &CapacityReport) -> quick_junit::Report {
    let name = format!("{} load", report.harness.name);
    let mut junit = begun(name, report.started_at.as_deref(), report.elapsed_ms);
    let mut suite = TestSuite::new("capacity");
    suite.set_time(seconds(report.elapsed_ms));
    suite.add_test_case(case(report, RESULT, result(report)));
    for probe in &report.probes {
        let mut case = case(report, &format!("{} workers", probe.workers), status(probe));
        case.set_time(seconds(probe.elapsed_ms));
        suite.add_test_case(case);
    }
    junit.add_test_suite(suite);
    junit
}

fn case(report: &CapacityReport, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(visible(&format!("{}.capacity", report.fleet.name)));
    if name == RESULT && report.largest.is_some() {
        case.set_system_out(visible(&report.answer));
    }
    case
}

fn result(report: &CapacityReport) -> TestCaseStatus {
    let mut status = match report.verdict {
        Verdict::Passed => return TestCaseStatus::success(),
        Verdict::Failed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type("capacity");
            status
        }
        Verdict::Inconclusive => error("inconclusive"),
        Verdict::Invalid => error("invalid measurement"),
        Verdict::Interrupted => error("interrupted"),
    };
    status.set_message(visible(&report.answer));
    status
}

fn status(probe: &ProbeRecord) -> TestCaseStatus {
    let kind = match probe.standing {
        ProbeStanding::Met => return TestCaseStatus::success(),
        ProbeStanding::Missed => "missed",
        ProbeStanding::GeneratorLimited => "generator limited",
        ProbeStanding::Undecided => "undecided",
        ProbeStanding::CutShort => "cut short",
    };
    let mut status = skipped(kind);
    status.set_message(visible(&probe.why.join("; ")));
    status
}
