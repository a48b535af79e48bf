//! What a run was held to beside its checks: waivers, and the promises that were never tested.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::model::{Level, LintRecord, PromiseRecord, Report, WaiverRecord, WaiverState};
use super::style::{Ink, Style};
use super::text::{count, shown};

/// Promises of one operation that are named; the report has all.
const PROMISES_SHOWN: usize = 8;

/// Operations whose promises are named.
const OPERATIONS_SHOWN: usize = 10;

/// Findings on the documents that are told.
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
        let mend = match waiver.state {
            WaiverState::Expired => "mend the failure, or give the waiver another last day",
            WaiverState::Unused => "nothing fails that it speaks of: take it out",
            WaiverState::Used | WaiverState::Undecided => "",
        };
        if !mend.is_empty() {
            let _ = writeln!(text, "{INDENT}{}:{}: {mend}", shown(&waiver.file), waiver.line);
        }
    }
    text
}

/// How much is wrong with the documents, and the first of what should be mended.
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
    let more = style.paint(Ink::Quiet, "cp-harness lint tells each");
    let mut text = format!("\n{badge}  {headline}: {}; {more}\n", counts.join(", "));
    if first.level == Level::Should {
        for finding in all.iter().filter(|f| f.level == Level::Should).take(LINT_SHOWN) {
            let place = &finding.location;
            let (file, message) = (shown(&place.file), shown(&finding.message));
            let _ = writeln!(text, "{INDENT}{file}:{}: {message}", place.line);
        }
    }
    text
}

fn used(waiver: &WaiverRecord) -> String {
    count(waiver.checks.len(), "failure")
}

/// What was never put to the test, where less was than was asked for.
pub(super) fn shortfall(report: &Report, style: Style) -> String {
    let coverage = &report.coverage;
    let (true, Some(minimum)) = (coverage.is_short(), coverage.minimum) else {
        return String::new();
    };
    let percent = coverage.spec.percent().unwrap_or_default();
    let badge = style.paint(Ink::Bad, "FAIL");
    let headline = format!("spec coverage is {percent}%, below {minimum}%");
    let headline = style.paint(Ink::Strong, &headline);
    let mut text = format!("\n{badge}  {headline}\n");
    let mut by_operation: BTreeMap<&str, Vec<&PromiseRecord>> = BTreeMap::new();
    for promise in coverage.never() {
        by_operation.entry(&promise.operation).or_default().push(promise);
    }
    for (operation, promises) in by_operation.iter().take(OPERATIONS_SHOWN) {
        let _ = writeln!(text, "{INDENT}{}: {} never tested", shown(operation), promises.len());
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
