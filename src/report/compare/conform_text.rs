//! Comparisons of conform reports for people: what changed, by cause, and one line to end with.

use std::fmt::Write as _;
use std::io;

use super::conform_comparison::{ConformComparison, ConformSide, Counts, Group};
use super::fate::CheckChange;
use super::load_text::{counted, labelled, last_line};
use crate::report::conform::{Ending, Level};
use crate::report::shared::{DOT, Ink, Style, View, count, flow, shown};

/// Ids that a group names; the others are in the JSON.
const IDS_SHOWN: usize = 3;

/// Causes of one change that are named; the others are in the JSON.
const CAUSES_SHOWN: usize = 20;

/// Writes a comparison of conform reports.
pub fn write_conform_comparison(
    comparison: &ConformComparison,
    out: &mut dyn io::Write,
    view: &View<'_>,
) -> io::Result<()> {
    let style = view.style;
    let mut text = String::new();
    for (label, side) in [("before", &comparison.before), ("after", &comparison.after)] {
        text.push_str(&labelled(label, &side_items(side), style));
    }
    for note in &comparison.notes {
        text.push_str(&labelled("note", &[(Ink::Warning, shown(note))], style));
    }
    // Where no answer stands beside another, a list of causes would read like a change.
    if comparison.counts.answered_in_both > 0 {
        text.push_str(&changes(comparison, style));
        text.push_str(&unchanged(comparison, style));
    }
    text.push('\n');
    text.push_str(&last_line(comparison.verdict, &totals(&comparison.counts), style));
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn side_items(side: &ConformSide) -> Vec<(Ink, String)> {
    let mut items = vec![(Ink::Plain, shown(&side.report)), (Ink::Plain, shown(&side.target))];
    items.push((Ink::Plain, format!("{} of {} judged", side.judged, count(side.checks, "check"))));
    match side.ending {
        Ending::Complete => {}
        Ending::Interrupted => items.push((Ink::Warning, "interrupted".to_owned())),
        Ending::FailedFast => items.push((Ink::Warning, "stopped at a failure".to_owned())),
        Ending::Unreachable { .. } => items.push((Ink::Warning, "unreachable".to_owned())),
    }
    items
}

fn totals(counts: &Counts) -> Vec<(Ink, String)> {
    if counts.answered_in_both == 0 {
        return vec![(Ink::Warning, "no check was judged in both runs".to_owned())];
    }
    let passing = counts.newly_answered - counts.newly_answered_failing;
    counted(&[
        (counts.new, Ink::Bad, "new"),
        (counts.waived, Ink::Warning, "new and waived"),
        (counts.still_failing, Ink::Warning, "still failing"),
        (counts.fixed, Ink::Good, "fixed"),
        (counts.newly_answered_failing, Ink::Warning, "failing, not judged before"),
        (passing, Ink::Plain, "passing, not judged before"),
        (counts.unanswered, Ink::Warning, "not judged now"),
        (counts.no_longer_planned, Ink::Warning, "asked only before"),
        (counts.newly_planned, Ink::Plain, "asked only after"),
        (counts.answered_in_both, Ink::Plain, "judged in both"),
    ])
}

/// The causes that differ between the runs, and those that lack an answer in one of them.
fn changes(comparison: &ConformComparison, style: Style) -> String {
    let mut text = String::new();
    for change in [
        CheckChange::New,
        CheckChange::Waived,
        CheckChange::NewlyAnswered,
        CheckChange::Unanswered,
        CheckChange::Fixed,
        CheckChange::NewlyPlanned,
    ] {
        let is_named = |group: &&Group| group.change == change && !group.cause.signature.is_empty();
        let groups: Vec<&Group> = comparison.groups.iter().filter(is_named).collect();
        for group in groups.iter().take(CAUSES_SHOWN) {
            text.push_str(&describe(group, style));
        }
        if let Some(more) = groups.len().checked_sub(CAUSES_SHOWN).filter(|more| *more > 0) {
            let _ = writeln!(text, "\n        and {} like it", count(more, "more cause"));
        }
    }
    text
}

/// How much fails as before: a count, as nothing about it is new.
fn unchanged(comparison: &ConformComparison, style: Style) -> String {
    let still = comparison.groups.iter().filter(|group| group.change == CheckChange::StillFailing);
    let causes = still.count();
    if causes == 0 {
        return String::new();
    }
    let checks = count(comparison.counts.still_failing, "check");
    let fail = if comparison.counts.still_failing == 1 { "fails" } else { "fail" };
    let item = format!("{checks} of {} {fail} as before", count(causes, "cause"));
    format!("\n{}", labelled("still", &[(Ink::Warning, item)], style))
}

fn describe(group: &Group, style: Style) -> String {
    let (ink, word, remark) = match group.change {
        CheckChange::New if group.cause.binding => (Ink::Bad, "NEW", ""),
        CheckChange::New => (Ink::Warning, "new", ""),
        CheckChange::Waived => (Ink::Warning, "waived", ""),
        CheckChange::NewlyAnswered => (Ink::Warning, "open", "fails, not judged before"),
        CheckChange::Unanswered => (Ink::Warning, "open", "failed before, not judged now"),
        CheckChange::StillFailing => (Ink::Warning, "still", ""),
        CheckChange::Fixed => (Ink::Good, "fixed", ""),
        CheckChange::NoLongerPlanned => (Ink::Warning, "gone", "not asked now"),
        CheckChange::NewlyPlanned => (Ink::Warning, "added", "fails, not asked before"),
    };
    let cause = &group.cause;
    let level = match cause.level {
        Level::Must => "MUST",
        Level::Should => "SHOULD",
        Level::Note => "NOTE",
    };
    let mut items = vec![
        (Ink::Strong, cause.rule.clone()),
        (Ink::Plain, level.to_owned()),
        (Ink::Plain, count(cause.count, "check")),
    ];
    items.extend((!remark.is_empty()).then(|| (ink, remark.to_owned())));
    if !cause.signature.is_empty() {
        items.push((Ink::Plain, shown(&cause.signature)));
    }
    let mut text =
        format!("\n{}{}\n", style.paint(ink, &format!("{word:8}")), flow(&items, DOT, 8, style));
    for id in cause.checks.iter().take(IDS_SHOWN) {
        let _ = writeln!(text, "        {}", shown(id));
    }
    if let Some(more) = cause.checks.len().checked_sub(IDS_SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(text, "        and {more} more");
    }
    text
}
