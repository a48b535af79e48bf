//! What a load run came to: the table, the objectives, the generator, and one line to end with.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::failures::phrases;
use super::model::{
    CauseRecord, ConnectionRecord, ExemplarKind, ExemplarRecord, LoadReport, OperationRow, SloRow,
    SloStanding,
};
use super::operation_table::table;
use super::{health_text, violation_text};
use crate::report::conform::text::badge;
use crate::report::conform::{Ending, Verdict};
use crate::report::shared::{DOT, Ink, Style, View, count, duration, flow, grouped, shown, time};

/// How many causes are shown with an answer.
const CAUSES_SAID: usize = 4;

/// How much of an answer is shown, in characters.
const SAID: usize = 120;

/// Where the value beside a label begins.
pub(super) const VALUE: usize = 13;

/// Writes the table, the objectives, what the generator says of itself, and the verdict line, which
/// names `folder`.
pub fn write_summary(
    report: &LoadReport,
    out: &mut dyn io::Write,
    view: &View<'_>,
) -> io::Result<()> {
    let View { style, folder } = *view;
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
            let legend = "held: due and never sent, as the target answered nothing, asked to wait, or gave no value";
            let _ = writeln!(text, "{}", style.paint(Ink::Quiet, legend));
        }
    }
    text.push_str(&happened(report, style));
    text.push_str(&errors(report, style));
    text.push_str(&violation_text::lines(&report.violations, report.violations_left_out, style));
    text.push_str(&objectives(report, style));
    text.push('\n');
    text.push_str(&fleet(report, style));
    text.push_str(&slowest(report, style));
    text.push_str(&health_text::lines(report, style));
    text.push_str(&ending(report, style));
    text.push('\n');
    text.push_str(&last_line(report, folder, style));
    text
}

/// A label with what it names; longer values go on below where they began.
pub(in crate::report) fn labelled(label: &str, items: &[(Ink, String)], style: Style) -> String {
    let label = style.paint(Ink::Quiet, &format!("{label:VALUE$}"));
    format!("{label}{}\n", flow(items, DOT, VALUE, style))
}

/// What happened, in sentences.
fn happened(report: &LoadReport, style: Style) -> String {
    let sentences = report.story.iter().enumerate();
    let lines = sentences.map(|(at, sentence)| {
        let words = sentence.split(' ').map(|word| (Ink::Plain, shown(word)));
        let label = if at == 0 { "happened" } else { "" };
        let label = style.paint(Ink::Quiet, &format!("{label:VALUE$}"));
        format!("{label}{}\n", flow(&words.collect::<Vec<_>>(), " ", VALUE, style))
    });
    let text: String = lines.collect();
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// What went wrong, by stage and operation.
fn errors(report: &LoadReport, style: Style) -> String {
    let mut text = String::new();
    for stage in &report.stages {
        for row in stage.operations.iter().filter(|row| row.errors + row.violations > 0) {
            let mut items = vec![(Ink::Plain, format!("{} in {}", row.name, stage.name))];
            items.extend(failures(row).into_iter().map(|described| (Ink::Bad, described)));
            text.push_str(&labelled("errors", &items, style));
        }
    }
    let details = report.details.iter().map(|detail| {
        let words = detail.text.as_deref().unwrap_or("other texts");
        let what = format!("{}, {}", detail.operation, detail.outcome.replace('_', " "));
        [what, shown(words), count(detail.count, "time")]
    });
    for (at, [what, words, often]) in details.chain(said(report)).enumerate() {
        let items = [(Ink::Plain, what), (Ink::Plain, words), (Ink::Quiet, often)];
        text.push_str(&labelled(if at == 0 { "why" } else { "" }, &items, style));
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// What the target itself said of the most frequent failures: the first answer of each.
fn said(report: &LoadReport) -> Vec<[String; 3]> {
    let mut causes: Vec<&CauseRecord> = report.causes.iter().collect();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.count));
    let said = causes.into_iter().filter_map(|cause| {
        let is_first = |it: &&ExemplarRecord| {
            it.kind == ExemplarKind::FirstFailing
                && (&it.operation, &it.outcome) == (&cause.operation, &cause.outcome)
                && it.status == cause.status
        };
        let answer = report.exemplars.iter().find(is_first)?.answer.as_deref()?;
        let words: Vec<&str> = answer.split_whitespace().collect();
        let words: String = words.join(" ").chars().take(SAID).collect();
        let status = cause.status.map(|status| format!("answered {status}"));
        let outcome = status.unwrap_or_else(|| cause.outcome.replace('_', " "));
        let what = format!("{}, {outcome}", cause.operation);
        Some([what, shown(&words), "first answer".to_owned()])
    });
    said.take(CAUSES_SAID).collect()
}

/// Errors by status where they have one and by cause otherwise, and broken requirements.
fn failures(row: &OperationRow) -> Vec<String> {
    let mut described = phrases(&row.outcomes, &row.statuses);
    if row.violations > 0 {
        let judged = count(row.judged, "judged answer");
        described.push(format!("{} in {judged}", count(row.violations, "violation")));
    }
    described
}

/// A line for each objective and stage.
fn objectives(report: &LoadReport, style: Style) -> String {
    let width = |cell: fn(&SloRow) -> usize| report.slos.iter().map(cell).max().unwrap_or_default();
    let ids = width(|row| row.id.chars().count());
    let figures = width(|row| observed(row).chars().count());
    let mut text = String::new();
    for row in &report.slos {
        let (ink, word) = match row.standing {
            SloStanding::Met => (Ink::Good, "PASS"),
            SloStanding::Missed => (Ink::Bad, "FAIL"),
            SloStanding::Undecided | SloStanding::NoData => (Ink::Warning, "OPEN"),
        };
        let ink_of_figure = if row.standing == SloStanding::Missed { ink } else { Ink::Plain };
        let figure = style.paint(ink_of_figure, &format!("{:>figures$}", observed(row)));
        let mut notes = Vec::new();
        match row.population {
            Some(all) => notes.push(format!(
                "in {} judged of {}",
                grouped(row.samples),
                count(all, "successful answer")
            )),
            None if row.samples > 0 => notes.push(format!("of {}", grouped(row.samples))),
            None => {}
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
    row.observed
        .as_ref()
        .map_or_else(|| crate::report::shared::NONE.to_owned(), |seen| seen.text.clone())
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

/// The slowest request of the run, as far as it took its time.
fn slowest(report: &LoadReport, style: Style) -> String {
    let slow = report.exemplars.iter().filter(|it| it.kind == ExemplarKind::Slowest);
    let Some(slowest) = slow.max_by(|a, b| a.response_ms.total_cmp(&b.response_ms)) else {
        return String::new();
    };
    let connection = match slowest.connection {
        None => "no connection".to_owned(),
        Some(ConnectionRecord { requests: 0, .. }) => "on a fresh connection".to_owned(),
        Some(ConnectionRecord { age_ms, .. }) => format!("on a connection {} old", time(age_ms)),
    };
    let items = [
        format!("{} in {}, worker {}", slowest.operation, slowest.stage, slowest.worker),
        format!("due at {:.1} s", slowest.intended_ms / 1e3),
        format!("response {}", time(slowest.response_ms)),
        format!("service {}", time(slowest.service_ms)),
        format!("late {}", time(slowest.late_ms)),
        connection,
    ];
    labelled("slowest", &items.map(|item| (Ink::Plain, item)), style)
}

/// Why the run ended early, and which limits the generator reached.
fn ending(report: &LoadReport, style: Style) -> String {
    let mut text = String::new();
    if let Ending::Unreachable { reason } = &report.ending {
        let badge = style.paint(Ink::Bad, "STOPPED");
        let _ = writeln!(text, "\n{badge}  {}: {}", shown(&report.target), shown(reason));
    }
    for why in &report.saturation {
        let found = format!("{}: {}, needed {}", why.what, why.found, why.needed);
        let items = [(Ink::Warning, shown(&found)), (Ink::Plain, shown(&why.remedy))];
        text.push_str(&labelled(if text.is_empty() { "saturated" } else { "" }, &items, style));
    }
    text
}

fn last_line(report: &LoadReport, folder: Option<&Path>, style: Style) -> String {
    let (ink, verdict) = badge(report.verdict);
    let standing = |wanted| report.slos.iter().filter(|row| row.standing == wanted).count();
    let mut items = Vec::new();
    if report.entered == 0 && report.verdict == Verdict::Inconclusive {
        items.push((Ink::Warning, "no worker got in: this says nothing about a fleet".to_owned()));
    } else if report.slos.is_empty() {
        items.push((Ink::Plain, "no objectives".to_owned()));
    } else {
        let met = standing(SloStanding::Met);
        let all = count(report.slos.len(), "objective");
        items.push((Ink::Plain, format!("{met} of {all} met")));
        for (number, ink, word) in [
            (standing(SloStanding::Missed), Ink::Bad, "missed"),
            (standing(SloStanding::Undecided), Ink::Warning, "undecided: the generator was late"),
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
