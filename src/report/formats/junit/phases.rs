//! A night of a gate as `junit.xml`: a case for each phase, and one for each figure that was compared.
//!
//! A phase that failed is the target's failure; one that was not decided, not measured or not carried
//! out is an error, so that no such night is green. What the phases found in detail is in the files of
//! their own folders.

use quick_junit::{TestCase, TestCaseStatus, TestSuite};

use super::JunitError;
use super::cases::{begun, error, failure, properties, seconds, skipped, visible};
use crate::report::gate::change;
use crate::report::gate::{FigureRecord, FigureStanding, GateReport, PhaseRecord, PhaseStanding};

/// The report as `JUnit` XML.
pub fn gate_to_junit(report: &GateReport) -> Result<String, JunitError> {
    Ok(gate_suites(report).to_string()?)
}

/// The report as test suites.
pub(in crate::report::formats) fn gate_suites(report: &GateReport) -> quick_junit::Report {
    let name = format!("{} gate", report.harness.name);
    let mut junit = begun(name, report.started_at.as_deref(), report.elapsed_ms);
    let mut phases = TestSuite::new("phases");
    phases.set_time(seconds(report.elapsed_ms));
    let target = report.target.as_deref().unwrap_or("the embedded reference");
    phases.add_properties(properties([("target", target), ("machine", &report.machine)]));
    for phase in &report.phases {
        let mut case = TestCase::new(visible(&phase.name), phase_status(phase));
        case.set_classname("gate.phases");
        case.set_time(seconds(phase.elapsed_ms));
        phases.add_test_case(case);
    }
    junit.add_test_suite(phases);
    if !report.figures.is_empty() {
        let mut figures = TestSuite::new("figures");
        for figure in &report.figures {
            let mut case = TestCase::new(visible(&figure.id), figure_status(figure));
            case.set_classname("gate.figures");
            figures.add_test_case(case);
        }
        junit.add_test_suite(figures);
    }
    junit
}

fn phase_status(phase: &PhaseRecord) -> TestCaseStatus {
    let mut status = match phase.standing {
        PhaseStanding::Passed => return TestCaseStatus::success(),
        PhaseStanding::Failed => failure("failed"),
        PhaseStanding::Inconclusive => error("inconclusive"),
        PhaseStanding::Invalid => error("invalid measurement"),
        PhaseStanding::Interrupted => error("interrupted"),
        PhaseStanding::Error => error("error"),
        PhaseStanding::Skipped => skipped("skipped"),
    };
    status.set_message(visible(phase.reasons.first().unwrap_or(&phase.summary)));
    status.set_description(visible(&phase.reasons.join("\n")));
    status
}

/// A figure that the noise hides is no failure of the gate: it judges by the phases.
fn figure_status(figure: &FigureRecord) -> TestCaseStatus {
    let mut status = match figure.standing {
        FigureStanding::Worse => failure("worse"),
        FigureStanding::Undecided => skipped("undecided"),
        FigureStanding::First => skipped("nothing to compare with"),
        FigureStanding::Better | FigureStanding::Same => return TestCaseStatus::success(),
    };
    let note = figure.note.as_deref().map(|note| format!("; {note}")).unwrap_or_default();
    status.set_message(visible(&format!("{}{note}", change(figure))));
    status
}
