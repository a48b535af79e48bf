//! A night of a gate as a page, and the nights of its history as another.

use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

use super::chart::{Chart, Scale};
use super::page::{Badge, Page, Reason, facts, first, line};
use crate::report::gate::{
    CauseKey, FigureRecord, FigureStanding, GateReport, History, HistoryLine, Owner, PhaseRecord,
    change,
};
use crate::report::shared::{beginning, count, duration, grouped};
use crate::stats::rate::float;

/// What a page lists of each kind.
const LISTED: usize = 300;
/// Figures that the page of a history draws.
const FIGURES: usize = 24;

#[derive(Template)]
#[template(path = "gate.html")]
struct GatePage {
    page: Page,
    phases: Vec<PhaseView>,
    causes: Vec<CauseView>,
    figures: Vec<FigureView>,
    more_figures: usize,
    notes: Vec<String>,
}

struct PhaseView {
    standing: Badge,
    name: String,
    lasted: String,
    summary: String,
    reasons: Vec<String>,
    reports: Vec<Link>,
}

/// A report folder beside the page.
struct Link {
    name: String,
    href: String,
}

struct CauseView {
    change: Badge,
    level: String,
    rule: String,
    operation: String,
    signature: String,
}

struct FigureView {
    standing: Badge,
    id: String,
    change: String,
    runs: usize,
    note: String,
}

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage {
    page: Page,
    nights: Vec<NightView>,
    charts: Vec<Chart>,
}

struct NightView {
    verdict: Badge,
    at: String,
    href: String,
    revision: String,
    target: String,
    causes: [usize; 2],
    reason: String,
}

/// The page of a night.
pub(super) fn page(report: &GateReport) -> askama::Result<String> {
    let mut figures: Vec<&FigureRecord> = report.figures.iter().collect();
    figures.sort_by_key(|figure| match figure.standing {
        FigureStanding::Worse => 0,
        FigureStanding::Undecided => 1,
        FigureStanding::Better => 2,
        FigureStanding::Same => 3,
        FigureStanding::First => 4,
    });
    let (figures, more_figures) = first(LISTED, figures);
    GatePage {
        page: head(report),
        phases: report.phases.iter().take(LISTED).map(phase).collect(),
        causes: causes(report),
        figures: figures.into_iter().map(figure).collect(),
        more_figures,
        notes: report.notes.iter().take(LISTED).map(|note| line(note)).collect(),
    }
    .render()
}

fn head(report: &GateReport) -> Page {
    let reasons = report.reasons.iter().take(LISTED).map(|reason| Reason {
        text: line(&format!("{}: {}", reason.phase, reason.text)),
        owner: match reason.owner {
            Owner::Target => "for the owner of the target",
            Owner::Gate => "for the owner of the gate",
        },
    });
    Page {
        kind: "Gate",
        subject: report.target.as_deref().map_or("the embedded reference".to_owned(), line),
        verdict: report.verdict.into(),
        reasons: reasons.collect(),
        facts: facts([
            ("started", report.started_at.as_deref().map(line)),
            ("took", Some(duration(report.elapsed_ms))),
            ("gate file", report.config.as_deref().map(line)),
            ("commit", report.revision.as_deref().map(|id| beginning(12, &line(id)))),
            ("beside", report.against.as_deref().map(line)),
            ("baseline", report.baseline.as_ref().map(|it| line(&it.taken_at))),
            ("earlier nights", Some(grouped(report.history.nights as u64))),
            ("machine", Some(line(&report.machine))),
            ("exit code", Some(report.exit_code.to_string())),
            ("cp-harness", Some(line(&report.harness.version))),
        ]),
    }
}

fn phase(phase: &PhaseRecord) -> PhaseView {
    PhaseView {
        standing: phase.standing.into(),
        name: line(&phase.name),
        lasted: duration(phase.elapsed_ms),
        summary: line(&phase.summary),
        reasons: phase.reasons.iter().take(20).map(|reason| line(reason)).collect(),
        reports: phase.reports.iter().take(50).map(|folder| Link::to(folder)).collect(),
    }
}

impl Link {
    /// The page of a report folder below that of this page. Each part of the path is encoded, so that
    /// it leads nowhere else.
    fn to(folder: &str) -> Self {
        let parts = folder.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
        let parts: Vec<String> = parts
            .map(|part| percent_encode(part.as_bytes(), NON_ALPHANUMERIC).to_string())
            .collect();
        Self { name: line(folder), href: format!("{}/report.html", parts.join("/")) }
    }
}

fn causes(report: &GateReport) -> Vec<CauseView> {
    let Some(changes) = &report.causes else { return Vec::new() };
    let kinds = [
        ("new", "bad", &changes.new),
        ("not judged", "warn", &changes.unjudged),
        ("known", "quiet", &changes.known),
        ("gone", "good", &changes.gone),
    ];
    let rows = kinds.into_iter().flat_map(|(word, tone, keys)| {
        keys.iter().map(move |CauseKey { rule, operation, signature, level }| CauseView {
            change: Badge::new(word, tone),
            level: format!("{level:?}").to_uppercase(),
            rule: line(rule),
            operation: line(operation),
            signature: line(signature),
        })
    });
    rows.take(LISTED).collect()
}

fn figure(figure: &FigureRecord) -> FigureView {
    let (word, tone) = match figure.standing {
        FigureStanding::Worse => ("worse", "bad"),
        FigureStanding::Better => ("better", "good"),
        FigureStanding::Same => ("same", "quiet"),
        FigureStanding::Undecided => ("undecided", "warn"),
        FigureStanding::First => ("first", "quiet"),
    };
    FigureView {
        standing: Badge::new(word, tone),
        id: line(&figure.id),
        change: change(figure),
        runs: figure.runs,
        note: figure.note.as_deref().map(line).unwrap_or_default(),
    }
}

/// The page of a history: its nights, the latest first, and its figures over them.
pub(super) fn history_page(history: &History) -> askama::Result<String> {
    let latest = history.nights.last();
    let green = history.nights.iter().filter(|night| night.exit_code == 0).count();
    HistoryPage {
        page: Page {
            kind: "Gate, all nights",
            subject: latest
                .and_then(|night| night.target.as_deref())
                .map_or("the embedded reference".to_owned(), line),
            verdict: latest.map_or(Badge::new("no night", "quiet"), |night| night.verdict.into()),
            reasons: Reason::all(latest.and_then(|night| night.reason.as_ref())),
            facts: facts([
                ("nights", Some(grouped(history.nights.len() as u64))),
                ("passed", Some(grouped(green as u64))),
                ("latest", latest.map(|night| line(&night.at))),
            ]),
        },
        nights: history.nights.iter().rev().take(LISTED).map(night).collect(),
        charts: charts(history),
    }
    .render()
}

fn night(night: &HistoryLine) -> NightView {
    NightView {
        verdict: night.verdict.into(),
        at: line(&night.at),
        href: Link::to(&night.folder).href,
        revision: night.revision.as_deref().map(|id| beginning(12, &line(id))).unwrap_or_default(),
        target: night.target.as_deref().map(line).unwrap_or_default(),
        causes: night.causes,
        reason: night.reason.as_deref().map(line).unwrap_or_default(),
    }
}

/// A chart for each figure of the latest night that earlier ones have too, those that changed first.
fn charts(history: &History) -> Vec<Chart> {
    let Some(latest) = history.nights.last() else { return Vec::new() };
    let mut ids: Vec<&String> = latest.figures.keys().collect();
    ids.sort_by_key(|id| !latest.changes.contains_key(*id));
    ids.into_iter().filter_map(|id| chart(history, id)).take(FIGURES).collect()
}

/// A figure over the nights, a point each; `None` with fewer than two.
fn chart(history: &History, id: &str) -> Option<Chart> {
    let nights: Vec<(&HistoryLine, f64)> = history
        .nights
        .iter()
        .filter_map(|night| Some((night, night.figures.get(id)?.value)))
        .collect();
    let last = nights.len().checked_sub(1).filter(|last| *last > 0)?;
    let whole = |number: f64| format!("{number:.0}");
    let x = Scale::linear(0.0, float(last as u64), whole);
    let most = nights.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let y = Scale::linear(0.0, most * 1.1, |value| format!("{}", (value * 1e3).round() / 1e3));
    let title = format!("{} over {}", line(id), count(nights.len(), "night"));
    let mut chart = Chart::new(title, ("nights since the first", &x), ("", &y));
    let place = |at: usize, value| (x.share(float(at as u64)), y.share(value));
    chart.draw("measured", nights.iter().enumerate().map(|(at, (_, value))| place(at, *value)));
    for (at, (night, value)) in nights.iter().enumerate() {
        let tone = Badge::from(night.verdict).tone;
        chart.dot(place(at, *value), tone, line(&format!("{}: {value}", night.at)));
    }
    Some(chart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_folder_below_the_page_whatever_it_is_called() {
        let href = |folder: &str| Link::to(folder).href;
        assert_eq!(href("load smoke/run-1"), "load%20smoke/run%2D1/report.html");
        for hostile in ["../../etc", "/etc", "javascript:alert(1)", "//evil.example"] {
            let href = href(hostile);
            let is_below = !href.contains("..") && !href.contains(':') && !href.starts_with('/');
            assert!(is_below, "{href}");
        }
    }
}
