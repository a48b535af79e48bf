//! Comparisons of load reports for people: what changed, in a table, and one line to end with.

use std::fmt::Write as _;
use std::io;

use super::comparison::{Band, ChangeRow, ComparisonVerdict, Figure, Shift};
use super::load_comparison::{LoadComparison, LoadSide};
use crate::report::load::SloStanding;
use crate::report::shared::{
    DOT, Ink, NONE, Style, View, aligned, count, flow, percent, shown, time,
};

/// Reasons that are shown; the others are in the JSON.
const REASONS_SHOWN: usize = 4;

/// Writes a comparison of load reports.
pub fn write_load_comparison(
    comparison: &LoadComparison,
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
    text.push('\n');
    text.push_str(&table(comparison, style));
    text.push_str(&objectives(comparison, style));
    text.push_str(&undecided(comparison, style));
    text.push_str(&legend(comparison, style));
    let totals = comparison.totals;
    let items = counted(&[
        (totals.worse, Ink::Bad, "worse"),
        (totals.better, Ink::Good, "better"),
        (totals.same, Ink::Plain, "the same"),
        (totals.undecided, Ink::Plain, "undecided"),
        (totals.not_comparable, Ink::Plain, "not comparable"),
    ]);
    text.push_str(&last_line(comparison.verdict, &items, style));
    out.write_all(text.as_bytes())?;
    out.flush()
}

pub(super) fn labelled(label: &str, items: &[(Ink, String)], style: Style) -> String {
    format!("{}{}\n", style.paint(Ink::Quiet, &format!("{label:8}")), flow(items, DOT, 8, style))
}

fn side_items(side: &LoadSide) -> Vec<(Ink, String)> {
    let names = side.reports.iter().chain(&side.targets);
    names.map(|name| (Ink::Plain, shown(name))).collect()
}

pub(super) fn counted(items: &[(usize, Ink, &str)]) -> Vec<(Ink, String)> {
    let there = items.iter().filter(|(number, ..)| *number > 0);
    there.map(|(number, ink, word)| (*ink, format!("{number} {word}"))).collect()
}

pub(super) fn last_line(
    verdict: ComparisonVerdict,
    items: &[(Ink, String)],
    style: Style,
) -> String {
    let (ink, word) = match verdict {
        ComparisonVerdict::NoWorse => (Ink::Good, "NO WORSE"),
        ComparisonVerdict::Worse => (Ink::Bad, "WORSE"),
        ComparisonVerdict::Inconclusive => (Ink::Warning, "INCONCLUSIVE"),
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
        let verdict = match row.shift {
            Shift::Worse => "WORSE",
            Shift::Better => "better",
            Shift::Same => "same",
            Shift::Undecided => "undecided",
            Shift::NotComparable => "not comparable",
            Shift::NotJudged => "",
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

/// Why figures are undecided, a line for each reason, with how many and what would decide them.
fn undecided(comparison: &LoadComparison, style: Style) -> String {
    let mut reasons: Vec<(&str, &str, usize)> = Vec::new();
    for row in comparison.figures.iter().filter(|row| row.shift == Shift::Undecided) {
        let (Some(reason), Some(remedy)) = (&row.reason, &row.remedy) else { continue };
        match reasons.iter_mut().find(|(known, ..)| known == reason) {
            Some((.., times)) => *times += 1,
            None => reasons.push((reason, remedy, 1)),
        }
    }
    reasons.sort_by_key(|(.., times)| std::cmp::Reverse(*times));
    let left: usize = reasons.iter().skip(REASONS_SHOWN).map(|(.., times)| times).sum();
    let mut text = String::new();
    for (reason, remedy, times) in reasons.iter().take(REASONS_SHOWN) {
        let undecided = style.paint(Ink::Warning, "undecided");
        let _ = writeln!(
            text,
            "{undecided}  {}: {}; {}",
            count(*times, "figure"),
            shown(reason),
            shown(remedy)
        );
    }
    if left > 0 {
        let _ = writeln!(text, "           and {} for other reasons", count(left, "figure"));
    }
    if text.is_empty() { text } else { format!("\n{text}\n") }
}

/// What the table rests on.
fn legend(comparison: &LoadComparison, style: Style) -> String {
    let (tolerance, decision) = (comparison.tolerance, comparison.decision);
    let legend = format!(
        "one decision over {}: a false alarm in {} of comparisons at most; noise: 99% of each run; \
         changes below {} or {} are none",
        count(decision.figures, "figure"),
        percent(decision.false_alarm),
        percent(tolerance.share),
        time(tolerance.least_ms),
    );
    format!("{}\n\n", style.paint(Ink::Quiet, &legend))
}

fn observed(band: Option<Band>, unit: Figure) -> String {
    band.map_or_else(|| NONE.to_owned(), |band| unit.describe(band.observed))
}

fn noise(band: Option<Band>, unit: Figure) -> String {
    match band.and_then(|band| Some((band.low?, band.high?))) {
        Some((low, high)) => format!("{} to {}", unit.describe(low), unit.describe(high)),
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
            _ => (Ink::Warning, "open"),
        };
        let describe = |standing: Option<SloStanding>, seen: &Option<String>| {
            let word = match standing {
                Some(SloStanding::Met) => "met",
                Some(SloStanding::Missed) => "missed",
                Some(SloStanding::Undecided) => "undecided",
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
            describe(row.before, &row.was),
            describe(row.after, &row.is),
        );
    }
    if text.is_empty() { text } else { format!("\n{text}\n") }
}
