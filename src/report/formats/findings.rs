//! What annotations and summaries say of a conformance run: each cause by its first check, and what the
//! run as a whole lacks.

use super::super::conform::accepted::accepted;
use super::super::conform::{
    Cause, CheckRecord, Ending, Outcome, Report, Sufficiency, Verdict, WaiverState,
};
use crate::report::shared::count;

/// A cause with the first check that found it.
pub(super) struct Finding<'r> {
    pub(super) cause: &'r Cause,
    pub(super) check: &'r CheckRecord,
    /// What came instead of what was asked for.
    pub(super) actual: String,
}

/// The causes of a report, the gravest first.
pub(super) fn findings(report: &Report) -> impl Iterator<Item = Finding<'_>> {
    report.causes.iter().filter_map(|cause| {
        let check = report.check(cause.checks.first()?)?;
        let Outcome::Failed { actual, .. } = &check.outcome else { return None };
        let actual = match accepted(report, check, actual) {
            Some(content) => format!("{actual}: {content}"),
            None => actual.clone(),
        };
        Some(Finding { cause, check, actual })
    })
}

/// Why a run did not pass, or was not whole, the gravest first; empty where it passed.
pub(super) fn reasons(report: &Report) -> Vec<String> {
    let mut reasons = Vec::new();
    let binding = report.causes.iter().filter(|cause| cause.binding);
    let failing: usize = binding.clone().map(|cause| cause.count).sum();
    if failing > 0 {
        let causes = count(binding.count(), "cause");
        reasons.push(format!("{} failed, by {causes}", count(failing, "check")));
    }
    match &report.ending {
        Ending::Complete => {}
        Ending::Interrupted => reasons.push("the run was stopped before its end".to_owned()),
        Ending::FailedFast => {
            let (not_run, all) = (report.totals.not_run, report.totals.checks);
            reasons.push(format!(
                "stopped at the first failure: {not_run} of {all} checks did not run"
            ));
        }
        Ending::Unreachable { reason } => reasons.push(reason.clone()),
    }
    let stale = report.waivers.iter().filter(|waiver| waiver.state.is_stale());
    reasons.extend(stale.map(|waiver| {
        let state = if waiver.state == WaiverState::Expired { "expired" } else { "unused" };
        format!("{}:{}: waiver of {} is {state}", waiver.file, waiver.line, waiver.check)
    }));
    if report.coverage.sufficiency() != Sufficiency::Enough {
        let percent = report.coverage.spec.percent().unwrap_or_default();
        let minimum = report.coverage.minimum.unwrap_or_default();
        reasons.push(format!("{percent}% of the promises judged, {minimum}% needed"));
    }
    if report.verdict == Verdict::Inconclusive && report.totals.inconclusive > 0 {
        reasons.push(format!("{} without an answer", count(report.totals.inconclusive, "check")));
    }
    if report.verdict != Verdict::Passed && reasons.is_empty() {
        reasons.push("no check was judged".to_owned());
    }
    reasons
}

/// The word for a verdict.
pub(super) fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Invalid => "invalid",
        Verdict::Interrupted => "interrupted",
    }
}

/// How often a cause was found, and where.
pub(super) fn extent(cause: &Cause) -> String {
    let operations = cause.operations.join(", ");
    format!("{} on {operations}", count(cause.count, "check"))
}
