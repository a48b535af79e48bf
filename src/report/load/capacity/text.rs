//! A search for people: a line for each probe when it is over, then a table, the result and why.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::super::super::console::{DOT, Ink, Style, badge, duration, flow, shown};
use super::super::super::model::Ending;
use super::super::summary::labelled;
use super::super::table::aligned;
use super::super::wording::{NONE, count, grouped, rate, time};
use super::model::{CapacityReport, LimitKind, ProbeRecord, ProbeStanding};

/// Writes what a probe came to, and where it is in the search.
pub fn write_probe(
    out: &mut impl io::Write,
    probe: &ProbeRecord,
    number: usize,
    style: Style,
) -> io::Result<()> {
    let (ink, word) = standing(probe.standing);
    let mut items = vec![(Ink::Strong, count(probe.workers, "worker")), (ink, word.to_owned())];
    items.extend(probe.why.first().map(|why| (Ink::Plain, shown(why))));
    let label = style.paint(Ink::Quiet, &format!("probe {number}"));
    writeln!(out, "{label}  {}\n", flow(&items, DOT, 9, style))?;
    out.flush()
}

/// Writes every probe, the result, and the verdict line, which names `folder`.
pub fn write_capacity(
    out: &mut impl io::Write,
    report: &CapacityReport,
    folder: Option<&Path>,
    style: Style,
) -> io::Result<()> {
    let mut text = table(report, style);
    text.push('\n');
    text.push_str(&labelled("largest", &largest(report), style));
    text.push_str(&labelled("limit", &limit(report), style));
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

fn largest(report: &CapacityReport) -> Vec<(Ink, String)> {
    let Some(workers) = report.largest else {
        return vec![(Ink::Bad, "no fleet met every objective".to_owned())];
    };
    let mut items = vec![(Ink::Good, format!("{} met every objective", count(workers, "worker")))];
    if let Some(probe) = report.probe(workers) {
        items.extend(probe.ok_per_second.map(|per_second| (Ink::Plain, rate(per_second))));
        items.extend(probe.response_p99_ms.map(|p99| (Ink::Plain, format!("p99 {}", time(p99)))));
    }
    items
}

fn limit(report: &CapacityReport) -> Vec<(Ink, String)> {
    let limit = &report.limit;
    let fleet = count(limit.workers.unwrap_or_default(), "worker");
    let told = match limit.kind {
        LimitKind::Target => (Ink::Bad, format!("with {fleet} the target misses")),
        LimitKind::Generator => {
            let text = "the generator is the bottleneck, and the target may bear more";
            (Ink::Warning, format!("with {fleet} {text}"))
        }
        LimitKind::Undecided => (Ink::Warning, format!("with {fleet} an objective has no data")),
        LimitKind::Maximum => {
            let max = count(report.search.max, "worker");
            (Ink::Plain, format!("the search ends at {max}: raise `max`, or --workers"))
        }
        LimitKind::Time if report.ending == Ending::Complete => {
            let time = duration(report.search.max_duration_ms);
            (Ink::Warning, format!("the time of {time} was up: raise `max_duration`"))
        }
        LimitKind::Time => (Ink::Warning, "the search was stopped".to_owned()),
    };
    let mut items = vec![told];
    items.extend(limit.why.iter().map(|why| (Ink::Plain, shown(why))));
    if let Ending::Unreachable { reason } = &report.ending {
        items.push((Ink::Bad, shown(reason)));
    }
    items
}

fn last_line(report: &CapacityReport, folder: Option<&Path>, style: Style) -> String {
    let (ink, verdict) = badge(report.verdict);
    let found = report.largest.map_or_else(
        || "no fleet found".to_owned(),
        |workers| format!("{} at most", count(workers, "worker")),
    );
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
