//! What a run was held to beside its checks: waivers, and the promises that were not judged.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::report::conform::model::{
    Level, LintRecord, PromiseRecord, Report, Share, Sufficiency, WaiverRecord, WaiverState,
};
use crate::report::shared::{Ink, Style};
use crate::report::shared::{count, shown, wrapped};

/// Promises of one operation that are named; the report has all.
const PROMISES_SHOWN: usize = 8;

/// Operations whose promises are named.
const OPERATIONS_SHOWN: usize = 10;

/// Findings on the documents that are reported.
const LINT_SHOWN: usize = 3;

/// Where the text of an entry begins.
const INDENT: &str = "      ";

/// The waivers that did something, and those that have to be renewed or taken out.
pub(super) fn waivers(report: &Report, style: Style) -> String {
    let mut text = String::new();
    for waiver in &report.waivers {
        let (ink, badge, said) = match waiver.state {
            WaiverState::Used => (Ink::Note, "WAIVED", used(waiver)),
            WaiverState::Expired => (Ink::Bad, "FAIL", "waiver expired".to_owned()),
            WaiverState::Unused => (Ink::Bad, "FAIL", "waiver unused".to_owned()),
            WaiverState::Undecided => continue,
        };
        let badge = style.paint(ink, badge);
        let said = style.paint(Ink::Quiet, &format!("({said})"));
        let check = style.paint(Ink::Strong, &shown(&waiver.check));
        let _ = writeln!(text, "\n{badge}  {check}  {said}");
        let _ = writeln!(
            text,
            "{INDENT}{} ({}, until {})",
            shown(&waiver.reason),
            shown(&waiver.owner),
            waiver.expires
        );
        let remedy = match waiver.state {
            WaiverState::Expired => "fix the failure, or give the waiver another last day",
            WaiverState::Unused => "nothing fails that it speaks of: take it out",
            WaiverState::Used | WaiverState::Undecided => "",
        };
        if !remedy.is_empty() {
            let _ = writeln!(text, "{INDENT}{}:{}: {remedy}", shown(&waiver.file), waiver.line);
        }
    }
    text
}

/// How much is wrong with the documents, and the first of what should be fixed.
pub(super) fn lint(report: &Report, style: Style) -> String {
    let mut all: Vec<&LintRecord> = report.lint.iter().collect();
    all.sort_by_key(|finding| finding.level);
    let Some(first) = all.first() else {
        return String::new();
    };
    let mut by_lint: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &all {
        *by_lint.entry(&finding.lint).or_default() += 1;
    }
    let counts: Vec<String> =
        by_lint.iter().map(|(lint, count)| format!("{lint} {count}")).collect();
    let badge = style.paint(Ink::Note, "SPEC");
    let headline = count(all.len(), "note") + " on the documents";
    let headline = style.paint(Ink::Strong, &headline);
    let more = style.paint(Ink::Quiet, "cp-harness lint lists each");
    let line = format!("{headline}: {}; {more}", counts.join(", "));
    let line = wrapped(&line, INDENT.len(), INDENT.len(), style);
    let mut text = format!("\n{badge}  {line}\n");
    if first.level == Level::Should {
        for finding in all.iter().filter(|f| f.level == Level::Should).take(LINT_SHOWN) {
            let place = &finding.location;
            let (file, message) = (shown(&place.file), shown(&finding.message));
            let line = format!("{file}:{}: {message}", place.line);
            let _ = writeln!(text, "{INDENT}{}", wrapped(&line, INDENT.len(), 10, style));
        }
    }
    text
}

/// What a share of the promises is a share of: `5 of 7 promises judged`.
pub(super) fn judged(share: Share) -> String {
    format!("{} of {} judged", share.exercised, count(share.total, "promise"))
}

fn used(waiver: &WaiverRecord) -> String {
    count(waiver.checks.len(), "failure")
}

/// What was not judged, where less was than was asked for.
pub(super) fn shortfall(report: &Report, style: Style) -> String {
    let coverage = &report.coverage;
    let (Some(minimum), Some(percent)) = (coverage.minimum, coverage.spec.percent()) else {
        return String::new();
    };
    let (ink, badge) = match coverage.sufficiency() {
        Sufficiency::Enough => return String::new(),
        Sufficiency::Open => (Ink::Warning, "OPEN"),
        Sufficiency::Short => (Ink::Bad, "FAIL"),
    };
    let badge = style.paint(ink, badge);
    let headline = format!("spec coverage is {percent}%, below {minimum}%");
    let headline = style.paint(Ink::Strong, &headline);
    let mut text = format!("\n{badge}  {headline}: {}\n", judged(coverage.spec));
    if coverage.open > 0 {
        let open = count(coverage.open, "more promise");
        let _ = writeln!(text, "{INDENT}{open} left open by answers that did not come");
    }
    let mut by_operation: BTreeMap<&str, Vec<&PromiseRecord>> = BTreeMap::new();
    for promise in coverage.unjudged() {
        by_operation.entry(&promise.operation).or_default().push(promise);
    }
    for (operation, promises) in by_operation.iter().take(OPERATIONS_SHOWN) {
        let _ = writeln!(text, "{INDENT}{}: {} not judged", shown(operation), promises.len());
        for promise in promises.iter().take(PROMISES_SHOWN) {
            let kind = promise.kind.replace('_', " ");
            let reason = promise.reason.as_deref().unwrap_or_default();
            let _ = writeln!(text, "{INDENT}  {kind} {}: {}", shown(&promise.name), shown(reason));
        }
        if let Some(more) = promises.len().checked_sub(PROMISES_SHOWN).filter(|more| *more > 0) {
            let _ = writeln!(text, "{INDENT}  +{more} more in the report, under `coverage`");
        }
    }
    if let Some(more) = by_operation.len().checked_sub(OPERATIONS_SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(text, "{INDENT}and {}", count(more, "more operation"));
    }
    text
}
