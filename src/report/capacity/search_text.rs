//! A search for people: a line for each probe when it is over, then a table, the result and why.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::report::{CapacityReport, ProbeLengthRecord, ProbeRecord, ProbeStanding, SearchLimit};
use crate::report::conform::text::badge;
use crate::report::load::labelled;
use crate::report::shared::{
    DOT, Ink, NONE, Style, View, aligned, count, duration, flow, grouped, rate, shown, time,
};

/// Writes what a probe came to, and where it is in the search.
pub fn write_probe(
    probe: &ProbeRecord,
    number: usize,
    out: &mut dyn io::Write,
    style: Style,
) -> io::Result<()> {
    let (ink, word) = standing(probe.standing);
    let mut items = vec![(Ink::Strong, count(probe.workers, "worker")), (ink, word.to_owned())];
    if probe.length == ProbeLengthRecord::Short {
        items.push((Ink::Quiet, "short".to_owned()));
    }
    items.extend(probe.why.first().map(|why| (Ink::Plain, shown(why))));
    let label = style.paint(Ink::Quiet, &format!("probe {number}"));
    writeln!(out, "{label}  {}\n", flow(&items, DOT, 9, style))?;
    out.flush()
}

/// Writes every probe, the result, and the verdict line, which names `folder`.
pub fn write_capacity(
    report: &CapacityReport,
    out: &mut dyn io::Write,
    view: &View<'_>,
) -> io::Result<()> {
    let View { style, folder } = *view;
    let mut text = table(report, style);
    text.push('\n');
    text.push_str(&labelled("answer", &answer(report), style));
    if report.limit.why.len() > 1 {
        let others: Vec<(Ink, String)> =
            report.limit.why.iter().skip(1).map(|why| (Ink::Plain, shown(why))).collect();
        text.push_str(&labelled("besides", &others, style));
    }
    if report.shares_machine {
        let note = "generator and target share this machine: each takes processors from the other";
        text.push_str(&labelled("note", &[(Ink::Warning, note.to_owned())], style));
    }
    text.push('\n');
    text.push_str(&last_line(report, folder, style));
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn standing(standing: ProbeStanding) -> (Ink, &'static str) {
    match standing {
        ProbeStanding::Met => (Ink::Good, "met"),
        ProbeStanding::Missed => (Ink::Bad, "missed"),
        ProbeStanding::GeneratorLimited => (Ink::Warning, "generator limited"),
        ProbeStanding::Undecided => (Ink::Warning, "undecided"),
        ProbeStanding::CutShort => (Ink::Warning, "cut short"),
    }
}

/// Probes by the size of their fleets.
fn table(report: &CapacityReport, style: Style) -> String {
    let figure =
        |figure: Option<f64>, tell: fn(f64) -> String| figure.map_or_else(|| NONE.to_owned(), tell);
    let heading = ["WORKERS", "OK", "P99", "LATE P99", "CPU/1,000", "KB/WORKER", "OBJECTIVES"];
    let mut rows = vec![heading.map(str::to_owned)];
    let mut probes: Vec<&ProbeRecord> = report.probes.iter().collect();
    probes.sort_by_key(|probe| probe.workers);
    for probe in probes {
        rows.push([
            grouped(probe.workers),
            figure(probe.ok_per_second, rate),
            figure(probe.response_p99_ms, time),
            figure(probe.late_p99_ms, time),
            figure(probe.cost.cpu_ms_per_1000_beats, time),
            figure(probe.cost.kb_per_worker, |kb| format!("{kb:.1}")),
            standing(probe.standing).1.to_owned(),
        ]);
    }
    let table = aligned(rows, 0..6);
    let (heading, rows) = table.split_once('\n').unwrap_or((&table, ""));
    format!("{}\n{rows}", style.paint(Ink::Quiet, heading))
}

/// The answer, with what the largest fleet did.
fn answer(report: &CapacityReport) -> Vec<(Ink, String)> {
    let ink = match (report.decided, report.largest) {
        (true, Some(_)) => Ink::Good,
        (true, None) => Ink::Bad,
        (false, _) => Ink::Warning,
    };
    let mut items = vec![(ink, shown(&report.answer))];
    if let Some(probe) = report.largest.and_then(|workers| report.met(workers)) {
        items.extend(probe.ok_per_second.map(|per_second| (Ink::Plain, rate(per_second))));
        items.extend(probe.response_p99_ms.map(|p99| (Ink::Plain, format!("p99 {}", time(p99)))));
    }
    items
}

fn last_line(report: &CapacityReport, folder: Option<&Path>, style: Style) -> String {
    let (ink, verdict) = badge(report.verdict);
    let found = match (report.largest, report.limit.kind) {
        (None, _) => "no fleet found".to_owned(),
        (Some(workers), SearchLimit::Target) if report.decided => {
            format!("{} at most", count(workers, "worker"))
        }
        (Some(workers), _) if report.decided => format!("at least {}", count(workers, "worker")),
        (Some(workers), _) => {
            format!("at least {}, search ended early", count(workers, "worker"))
        }
    };
    let mut items = vec![
        (Ink::Plain, found),
        (Ink::Plain, count(report.probes.len(), "probe")),
        (Ink::Plain, duration(report.elapsed_ms)),
    ];
    items.extend(folder.map(|folder| (Ink::Plain, folder.display().to_string())));
    let mut line = style.paint(ink, verdict);
    let _ = writeln!(line, "  {}", flow(&items, DOT, verdict.len() + 2, style));
    line
}
