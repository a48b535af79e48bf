//! What a load run came to: the table, the objectives, the generator, and one line to end with.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::super::console::{DOT, Ink, Style, badge, duration, flow, shown};
use super::super::model::{Ending, Verdict};
use super::health;
use super::model::{LoadReport, OperationRow, SloRow, SloStanding};
use super::table::table;
use super::wording::{count, grouped, time};

/// Where the value beside a label begins.
pub(super) const VALUE: usize = 13;

/// Writes the table, the objectives, what the generator says of itself, and the verdict line, which
/// names `folder`.
pub fn write_summary(
    out: &mut impl io::Write,
    report: &LoadReport,
    folder: Option<&Path>,
    style: Style,
) -> io::Result<()> {
    out.write_all(summary(report, folder, style).as_bytes())?;
    out.flush()
}

fn summary(report: &LoadReport, folder: Option<&Path>, style: Style) -> String {
    let mut text = String::new();
    if report.stages.iter().any(|stage| !stage.operations.is_empty()) {
        let table = table(report, style.width);
        let (heading, rows) = table.split_once('\n').unwrap_or((&table, ""));
        let heading = style.paint(Ink::Quiet, heading);
        let _ = write!(text, "\n{heading}\n{rows}");
        let legend = "quantiles of the response time: from the scheduled moment to the last byte";
        let _ = writeln!(text, "{}", style.paint(Ink::Quiet, legend));
        if heading.contains("HELD") {
            let legend =
                "held: due and never sent, as the target answered nothing or asked to wait";
            let _ = writeln!(text, "{}", style.paint(Ink::Quiet, legend));
        }
    }
    text.push_str(&errors(report, style));
    text.push_str(&objectives(report, style));
    text.push('\n');
    text.push_str(&fleet(report, style));
    text.push_str(&health::lines(report, style));
    text.push_str(&ending(report, style));
    text.push('\n');
    text.push_str(&last_line(report, folder, style));
    text
}

/// A label with what it names; longer values go on below where they began.
pub(super) fn labelled(label: &str, items: &[(Ink, String)], style: Style) -> String {
    let label = style.paint(Ink::Quiet, &format!("{label:VALUE$}"));
    format!("{label}{}\n", flow(items, DOT, VALUE, style))
}

/// What went wrong, by stage and operation.
fn errors(report: &LoadReport, style: Style) -> String {
    let mut text = String::new();
    for stage in &report.stages {
        for row in stage.operations.iter().filter(|row| row.errors + row.violations > 0) {
            let mut items = vec![(Ink::Plain, format!("{} in {}", row.name, stage.name))];
            items.extend(failures(row).into_iter().map(|told| (Ink::Bad, told)));
            text.push_str(&labelled("errors", &items, style));
        }
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// Errors by status where they have one, and by outcome otherwise.
fn failures(row: &OperationRow) -> Vec<String> {
    let mut told: Vec<String> = row
        .statuses
        .iter()
        .map(|(status, count)| format!("{} × {status}", grouped(*count)))
        .collect();
    for (outcome, word) in [
        ("timeout", "timed out"),
        ("connect", "not connected"),
        ("reset", "reset"),
        ("invalid", "no answer the documents know"),
    ] {
        if let Some(count) = row.outcomes.get(outcome) {
            told.push(format!("{} {word}", grouped(*count)));
        }
    }
    if row.violations > 0 {
        let judged = count(row.judged, "judged answer");
        told.push(format!("{} in {judged}", count(row.violations, "violation")));
    }
    told
}

/// A line for each objective and stage.
fn objectives(report: &LoadReport, style: Style) -> String {
    let width = |cell: fn(&SloRow) -> usize| report.slos.iter().map(cell).max().unwrap_or_default();
    let ids = width(|row| row.id.chars().count());
    let figures = width(|row| observed(row).chars().count());
    let mut text = String::new();
    for row in &report.slos {
        let (ink, word) = match row.standing {
            // A measurement that is not valid neither passes nor fails.
            _ if report.verdict == Verdict::Invalid => (Ink::Warning, "VOID"),
            SloStanding::Met => (Ink::Good, "PASS"),
            SloStanding::Missed => (Ink::Bad, "FAIL"),
            SloStanding::NoData => (Ink::Warning, "OPEN"),
        };
        let ink_of_figure = if row.standing == SloStanding::Missed { ink } else { Ink::Plain };
        let figure = style.paint(ink_of_figure, &format!("{:>figures$}", observed(row)));
        let mut notes = Vec::new();
        if row.samples > 0 {
            notes.push(format!("of {}", grouped(row.samples)));
        }
        notes.extend(row.note.as_deref().map(shown));
        let notes = style.paint(Ink::Quiet, &notes.join("; "));
        let line =
            format!("{}  {:ids$}  {figure}  {notes}", style.paint(ink, word), shown(&row.id));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

fn observed(row: &SloRow) -> String {
    row.observed.as_ref().map_or_else(|| super::wording::NONE.to_owned(), |seen| seen.text.clone())
}

/// How long workers were silent, stage by stage.
fn fleet(report: &LoadReport, style: Style) -> String {
    let mut text = String::new();
    for stage in &report.stages {
        let Some(silence) = &stage.gaps.silence else {
            continue;
        };
        let quantiles = &silence.quantiles;
        let mut items = vec![
            (Ink::Plain, stage.name.clone()),
            (Ink::Plain, format!("p50 {}", time(quantiles.p50_ms))),
            (Ink::Plain, format!("p99 {}", time(quantiles.p99_ms))),
            (Ink::Plain, format!("max {}", time(quantiles.max_ms))),
        ];
        if stage.gaps.deaths > 0 {
            items.push((Ink::Bad, format!("presumed dead {}", count(stage.gaps.deaths, "time"))));
        }
        text.push_str(&labelled(if text.is_empty() { "silence" } else { "" }, &items, style));
    }
    text
}

/// Why the run ended early or counts for nothing, and what mends it.
fn ending(report: &LoadReport, style: Style) -> String {
    let mut text = String::new();
    if let Ending::Unreachable { reason } = &report.ending {
        let badge = style.paint(Ink::Bad, "STOPPED");
        let _ = writeln!(text, "\n{badge}  {}: {}", shown(&report.target), shown(reason));
    }
    for why in &report.invalid {
        let found = format!("{}: {}, needed {}", why.what, why.found, why.needed);
        let items = [(Ink::Warning, shown(&found)), (Ink::Plain, shown(&why.remedy))];
        text.push_str(&labelled(if text.is_empty() { "invalid" } else { "" }, &items, style));
    }
    text
}

fn last_line(report: &LoadReport, folder: Option<&Path>, style: Style) -> String {
    let (ink, verdict) = badge(report.verdict);
    let standing = |wanted| report.slos.iter().filter(|row| row.standing == wanted).count();
    let mut items = Vec::new();
    if report.verdict == Verdict::Invalid {
        let text = "the generator was the bottleneck: this says nothing about the target";
        items.push((Ink::Warning, text.to_owned()));
    } else if report.slos.is_empty() {
        items.push((Ink::Plain, "no objectives".to_owned()));
    } else {
        let met = standing(SloStanding::Met);
        let all = count(report.slos.len(), "objective");
        items.push((Ink::Plain, format!("{met} of {all} met")));
        for (number, ink, word) in [
            (standing(SloStanding::Missed), Ink::Bad, "missed"),
            (standing(SloStanding::NoData), Ink::Warning, "without data"),
        ] {
            if number > 0 {
                items.push((ink, format!("{number} {word}")));
            }
        }
    }
    items.push((Ink::Plain, count(report.fleet.peak_workers, "worker")));
    items.push((Ink::Plain, count(report.requests.sent, "request")));
    items.push((Ink::Plain, duration(report.elapsed_ms)));
    if let Some(folder) = folder {
        items.push((Ink::Plain, folder.display().to_string()));
    }
    let items = flow(&items, DOT, verdict.len() + 2, style);
    format!("{}  {items}\n", style.paint(ink, verdict))
}
