//! Comparisons for people: what changed, in a table or by cause, and one line to end with.

use std::fmt::Write as _;
use std::io;

use super::conform::{Change, ConformComparison, Group};
use super::load::{LoadComparison, LoadSide};
use super::model::{Band, ChangeRow, ComparisonVerdict, Figure, Shift};
use crate::report::console::{DOT, Ink, Style, flow, shown};
use crate::report::load::{NONE, SloStanding, aligned, count, percent, rate, time};
use crate::report::model::Level;

/// Ids that a group names; the others are in the JSON.
const IDS_SHOWN: usize = 3;

/// Writes a comparison of load reports.
pub fn write_load_comparison(
    out: &mut impl io::Write,
    comparison: &LoadComparison,
    style: Style,
) -> io::Result<()> {
    let mut text = String::new();
    for (label, side) in [("before", &comparison.before), ("after", &comparison.after)] {
        text.push_str(&labelled(label, &side_items(side), style));
    }
    for note in &comparison.notes {
        text.push_str(&labelled("note", &[(Ink::Warning, shown(note))], style));
    }
    text.push('\n');
    text.push_str(&table(comparison, style));
    text.push_str(&objectives(comparison, style));
    let tolerance = comparison.tolerance;
    let legend = format!(
        "noise: 99% bands; changes below {} or {} are none; those in brackets are not the target's",
        percent(tolerance.share),
        time(tolerance.least_ms),
    );
    let _ = writeln!(text, "{}\n", style.paint(Ink::Quiet, &legend));
    let totals = comparison.totals;
    let items = counted(&[
        (totals.worse, Ink::Bad, "worse"),
        (totals.better, Ink::Good, "better"),
        (totals.same, Ink::Plain, "the same"),
        (totals.not_comparable, Ink::Plain, "not comparable"),
    ]);
    text.push_str(&last_line(comparison.verdict, &items, style));
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Writes a comparison of conform reports.
pub fn write_conform_comparison(
    out: &mut impl io::Write,
    comparison: &ConformComparison,
    style: Style,
) -> io::Result<()> {
    let mut text = String::new();
    for (label, side) in [("before", &comparison.before), ("after", &comparison.after)] {
        let items = [(Ink::Plain, shown(&side.report)), (Ink::Plain, shown(&side.target))];
        text.push_str(&labelled(label, &items, style));
    }
    if !comparison.same_plan {
        let note = "the plans differ: what is no longer planned is not verified any more";
        text.push_str(&labelled("note", &[(Ink::Warning, note.to_owned())], style));
    }
    for group in &comparison.groups {
        text.push_str(&told(group, style));
    }
    let counts = &comparison.counts;
    let items = counted(&[
        (counts.new, Ink::Bad, "new"),
        (counts.still_failing, Ink::Warning, "still failing"),
        (counts.fixed, Ink::Good, "fixed"),
        (counts.unanswered, Ink::Warning, "no longer answered"),
        (counts.no_longer_planned, Ink::Warning, "no longer planned"),
        (counts.newly_planned, Ink::Plain, "newly planned"),
        (counts.answered_in_both, Ink::Plain, "answered in both"),
    ]);
    text.push('\n');
    text.push_str(&last_line(comparison.verdict, &items, style));
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn labelled(label: &str, items: &[(Ink, String)], style: Style) -> String {
    format!("{}{}\n", style.paint(Ink::Quiet, &format!("{label:8}")), flow(items, DOT, 8, style))
}

fn side_items(side: &LoadSide) -> Vec<(Ink, String)> {
    let names = side.reports.iter().chain(&side.targets);
    names.map(|name| (Ink::Plain, shown(name))).collect()
}

fn counted(items: &[(usize, Ink, &str)]) -> Vec<(Ink, String)> {
    let there = items.iter().filter(|(number, ..)| *number > 0);
    there.map(|(number, ink, word)| (*ink, format!("{number} {word}"))).collect()
}

fn last_line(verdict: ComparisonVerdict, items: &[(Ink, String)], style: Style) -> String {
    let (ink, word) = match verdict {
        ComparisonVerdict::NoWorse => (Ink::Good, "NO WORSE"),
        ComparisonVerdict::Worse => (Ink::Bad, "WORSE"),
        ComparisonVerdict::NotComparable => (Ink::Warning, "NOT COMPARABLE"),
    };
    format!("{}  {}\n", style.paint(ink, word), flow(items, DOT, word.len() + 2, style))
}

/// What changed, and the figures that people ask for first.
fn table(comparison: &LoadComparison, style: Style) -> String {
    let is_asked_for = |row: &ChangeRow| {
        row.judged && ["response p50", "response p99", "ok", "errors"].contains(&&*row.measure)
    };
    let has_changed = |row: &ChangeRow| matches!(row.shift, Shift::Worse | Shift::Better);
    let heading =
        ["STAGE", "OPERATION", "FIGURE", "BEFORE", "NOISE", "AFTER", "NOISE", "CHANGE", ""];
    let mut rows = vec![heading.map(str::to_owned)];
    for row in comparison.figures.iter().filter(|row| has_changed(row) || is_asked_for(row)) {
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        let verdict = match (row.shift, row.judged) {
            (Shift::Worse, true) => "WORSE",
            (Shift::Worse, false) => "(worse)",
            (Shift::Better, true) => "better",
            (Shift::Better, false) => "(better)",
            (Shift::Same, _) => "",
            (Shift::NotComparable, _) => "too little",
        };
        rows.push([
            name(&row.stage),
            name(&row.operation),
            row.measure.clone(),
            observed(row.before, row.unit),
            noise(row.before, row.unit),
            observed(row.after, row.unit),
            noise(row.after, row.unit),
            change(row),
            verdict.to_owned(),
        ]);
    }
    let table = aligned(rows, 3..8);
    let lines = table.lines().enumerate().map(|(at, line)| {
        let ink = match line {
            _ if at == 0 => Ink::Quiet,
            worse if worse.ends_with("WORSE") => Ink::Bad,
            better if better.ends_with("  better") => Ink::Good,
            _ => Ink::Plain,
        };
        style.paint(ink, line) + "\n"
    });
    lines.collect()
}

fn figure(value: f64, unit: Figure) -> String {
    match unit {
        Figure::Milliseconds => time(value),
        Figure::Share => percent(value),
        Figure::PerSecond => rate(value),
    }
}

fn observed(band: Option<Band>, unit: Figure) -> String {
    band.map_or_else(|| NONE.to_owned(), |band| figure(band.observed, unit))
}

fn noise(band: Option<Band>, unit: Figure) -> String {
    match band.and_then(|band| Some((band.low?, band.high?))) {
        Some((low, high)) => format!("{} to {}", figure(low, unit), figure(high, unit)),
        None => band.map_or_else(String::new, |band| format!("of {}", band.samples)),
    }
}

fn change(row: &ChangeRow) -> String {
    row.change.map_or_else(String::new, |share| format!("{:+.1}%", share * 100.0))
}

/// Objectives that were met on one side only, or that have no data.
fn objectives(comparison: &LoadComparison, style: Style) -> String {
    let mut text = String::new();
    for row in comparison.objectives.iter().filter(|row| row.shift != Shift::Same) {
        let (ink, word) = match row.shift {
            Shift::Worse => (Ink::Bad, "WORSE"),
            Shift::Better => (Ink::Good, "better"),
            Shift::Same | Shift::NotComparable => (Ink::Warning, "open"),
        };
        let told = |standing: Option<SloStanding>, seen: &Option<String>| {
            let word = match standing {
                Some(SloStanding::Met) => "met",
                Some(SloStanding::Missed) => "missed",
                Some(SloStanding::NoData) => "no data",
                None => "not set",
            };
            seen.as_ref().map_or_else(|| word.to_owned(), |seen| format!("{word} ({seen})"))
        };
        let _ = writeln!(
            text,
            "{}  {}  {}, now {}",
            style.paint(ink, word),
            shown(&row.id),
            told(row.before, &row.was),
            told(row.after, &row.is),
        );
    }
    if text.is_empty() { text } else { format!("\n{text}\n") }
}

fn told(group: &Group, style: Style) -> String {
    let (ink, word) = match group.change {
        Change::New if group.cause.binding => (Ink::Bad, "NEW"),
        Change::New => (Ink::Warning, "new"),
        Change::StillFailing => (Ink::Warning, "still"),
        Change::Unanswered => (Ink::Warning, "open"),
        Change::Fixed => (Ink::Good, "fixed"),
        Change::NoLongerPlanned => (Ink::Warning, "gone"),
        Change::NewlyPlanned => (Ink::Quiet, "added"),
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
