//! One line for standard error: why checks have no answer, and the remedy.

use std::collections::BTreeMap;

use crate::report::conform::{Outcome, Report};

/// Why a run has no verdict, or which checks of it have no answer; `None` where all have one.
pub(in crate::cli) fn why_unanswered(report: &Report) -> Option<String> {
    let target = &report.target;
    match &report.ending {
        crate::report::conform::Ending::Unreachable { reason } => {
            Some(format!("no verdict on {target}: {reason}"))
        }
        crate::report::conform::Ending::Interrupted => {
            let (not_run, all) = (report.totals.not_run, report.totals.checks);
            Some(format!("interrupted: {not_run} of {all} checks did not run"))
        }
        crate::report::conform::Ending::FailedFast => {
            let (not_run, all) = (report.totals.not_run, report.totals.checks);
            Some(format!("stopped at the first failure: {not_run} of {all} checks did not run"))
        }
        crate::report::conform::Ending::Complete => open(report).or_else(|| untested(report)),
    }
}

/// The commonest reason for which checks have no answer; those that spoil the verdict first.
fn open(report: &Report) -> Option<String> {
    let mut reasons: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for check in &report.checks {
        if let Outcome::Inconclusive { reason, target_at_fault } = &check.outcome {
            *reasons.entry((*target_at_fault, reason)).or_default() += 1;
        }
    }
    let ((_, reason), count) =
        reasons.iter().max_by_key(|((target_at_fault, _), count)| (*target_at_fault, **count))?;
    let all = report.totals.checks;
    let more = match report.totals.inconclusive - count {
        0 => String::new(),
        more => format!(" (and {more} for other reasons)"),
    };
    Some(format!("{count} of {all} checks have no answer: {reason}{more}"))
}

/// Why no check was put to the test, where none was.
fn untested(report: &Report) -> Option<String> {
    if report.coverage.checks.exercised > 0 {
        return None;
    }
    let reason = report.checks.iter().find_map(|check| match &check.outcome {
        Outcome::Skipped { reason } => Some(reason.as_str()),
        _ => None,
    });
    let reason = reason.unwrap_or("no check could be planned: `cp-harness plan` says why");
    Some(format!("nothing was tested: {reason}"))
}
