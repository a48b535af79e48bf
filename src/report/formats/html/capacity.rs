//! A search for the largest fleet as a page: the answer, what limits it, and every probe.

use askama::Template;

use super::chart::{Chart, Scale};
use super::page::{Badge, Page, Reason, facts, line};
use crate::report::capacity::{CapacityReport, ProbeLengthRecord, ProbeRecord, ProbeStanding};
use crate::report::shared::{NONE, duration, grouped, rate, time};

/// Probes that are listed: a search by halves has a few dozen.
const LISTED: usize = 300;

#[derive(Template)]
#[template(path = "capacity.html")]
struct CapacityPage {
    page: Page,
    objectives: Vec<String>,
    chart: Option<Chart>,
    probes: Vec<ProbeView>,
}

struct ProbeView {
    standing: Badge,
    workers: String,
    length: &'static str,
    lasted: String,
    rate: String,
    response: String,
    late: String,
    why: Vec<String>,
}

/// The page of a search.
pub(super) fn page(report: &CapacityReport) -> askama::Result<String> {
    let bound = |workers: Option<u32>| workers.map(grouped);
    CapacityPage {
        page: Page {
            kind: "Capacity",
            subject: line(&report.target),
            verdict: report.verdict.into(),
            reasons: Reason::all(std::iter::once(&report.answer).chain(&report.limit.why)),
            facts: facts([
                ("largest that met all objectives", bound(report.largest)),
                ("smallest that missed one", bound(report.smallest_missed)),
                ("searched", Some(format!("{} to {}", report.search.min, report.search.max))),
                ("started", report.started_at.as_deref().map(line)),
                ("took", Some(duration(report.elapsed_ms))),
                ("exit code", Some(report.exit_code.to_string())),
                ("cp-harness", Some(line(&report.harness.version))),
            ]),
        },
        objectives: report.objectives.iter().take(LISTED).map(|text| line(text)).collect(),
        chart: chart(&report.probes),
        probes: report.probes.iter().take(LISTED).map(probe).collect(),
    }
    .render()
}

fn badge(standing: ProbeStanding) -> Badge {
    match standing {
        ProbeStanding::Met => Badge::new("met", "good"),
        ProbeStanding::Missed => Badge::new("missed", "bad"),
        ProbeStanding::GeneratorLimited => Badge::new("generator limited", "warn"),
        ProbeStanding::Undecided => Badge::new("undecided", "warn"),
        ProbeStanding::CutShort => Badge::new("cut short", "quiet"),
    }
}

fn probe(probe: &ProbeRecord) -> ProbeView {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| NONE.to_owned());
    ProbeView {
        standing: badge(probe.standing),
        workers: grouped(probe.workers),
        length: match probe.length {
            ProbeLengthRecord::Short => "short",
            ProbeLengthRecord::Full => "full",
        },
        lasted: duration(probe.elapsed_ms),
        rate: or_none(probe.ok_per_second.map(rate)),
        response: or_none(probe.response_p99_ms.map(time)),
        late: or_none(probe.late_p99_ms.map(time)),
        why: probe.why.iter().take(5).map(|why| line(why)).collect(),
    }
}

/// The response times of the probes over the size of their fleets.
fn chart(probes: &[ProbeRecord]) -> Option<Chart> {
    let points: Vec<(&ProbeRecord, f64)> =
        probes.iter().filter_map(|probe| Some((probe, probe.response_p99_ms?))).collect();
    let workers = || points.iter().map(|(probe, _)| f64::from(probe.workers));
    let (low, high) = (workers().reduce(f64::min)?, workers().reduce(f64::max)?);
    let times = || points.iter().map(|(_, time)| *time);
    let whole = |number: f64| format!("{number:.0}");
    let x = Scale::logarithmic(low, high, whole);
    let y = Scale::logarithmic(times().reduce(f64::min)?, times().reduce(f64::max)?, time);
    let title = "Longest p99 of the response time, by the size of the fleet".to_owned();
    let mut chart = Chart::new(title, ("workers", &x), ("response p99", &y));
    for (probe, response) in &points {
        let Badge { word, tone } = badge(probe.standing);
        let text = format!("{} workers: {}, {word}", grouped(probe.workers), time(*response));
        chart.dot((x.share(f64::from(probe.workers)), y.share(*response)), tone, text);
    }
    Some(chart)
}
