//! A load run as a page: why it did not pass, the objectives, and how the target's answers were spread
//! over size and time.

mod charts;

use askama::Template;

use super::chart::Chart;
use super::page::{Badge, Fact, Page, Reason, block, facts, first, line};
use crate::report::load::{
    CauseRecord, ConnectionModel, EarlierRunRecord, ExemplarKind, ExemplarRecord, LoadReport,
    OperationRow, SloStanding, StageRecord, ViolationRow,
};
use crate::report::shared::{NONE, beginning, duration, grouped, percent, rate, time};

/// What a page lists of each kind; the others are in the files beside it.
const LISTED: usize = 200;
const EXEMPLARS: usize = 60;

/// The page.
#[derive(Template)]
#[template(path = "load.html")]
struct LoadPage {
    page: Page,
    objectives: Vec<ObjectiveView>,
    story: Vec<String>,
    charts: Vec<Chart>,
    stages: Vec<StageView>,
    violations: Vec<ViolationView>,
    more_violations: usize,
    causes: Vec<CauseLine>,
    more_causes: usize,
    exemplars: Vec<ExemplarView>,
    more_exemplars: usize,
    validity: Vec<ValidityView>,
    saturation: Vec<[String; 4]>,
    health: Vec<Fact>,
}

struct ObjectiveView {
    text: String,
    stage: String,
    observed: String,
    samples: String,
    standing: Badge,
    note: String,
}

/// The figures of a stage, by operation.
struct StageView {
    name: String,
    lasted: String,
    rows: Vec<[String; 11]>,
    gaps: Option<String>,
}

struct ViolationView {
    count: String,
    operation: String,
    rule: String,
    requirement: String,
    expected: String,
    actual: String,
    place: String,
    exchange: String,
}

struct CauseLine {
    count: String,
    operation: String,
    outcome: String,
    first: String,
    last: String,
    stage: String,
    workers: String,
}

struct ExemplarView {
    kind: &'static str,
    stage: String,
    operation: String,
    outcome: String,
    worker: String,
    sent: String,
    response: String,
    service: String,
    waited: String,
    detail: String,
}

struct ValidityView {
    holds: Badge,
    assumption: String,
    place: String,
    found: String,
    effect: String,
}

/// The page of a report.
pub(super) fn page(report: &LoadReport) -> askama::Result<String> {
    let (violations, more_violations) = first(LISTED, &report.violations);
    let (causes, more_causes) = first(LISTED, &report.causes);
    let (exemplars, more_exemplars) = first(EXEMPLARS, &report.exemplars);
    LoadPage {
        page: head(report),
        objectives: objectives(report),
        story: report.story.iter().take(LISTED).map(|sentence| line(sentence)).collect(),
        charts: charts::charts(report),
        stages: report.stages.iter().take(LISTED).map(stage).collect(),
        violations: violations.into_iter().map(violation).collect(),
        more_violations,
        causes: causes.into_iter().map(cause).collect(),
        more_causes,
        exemplars: exemplars.into_iter().map(exemplar).collect(),
        more_exemplars,
        validity: validity(report),
        saturation: saturation(report),
        health: health(report),
    }
    .render()
}

/// The run whose latencies the charts show beside those of this one.
fn earlier(run: &EarlierRunRecord) -> String {
    let began = run.started_at.as_deref().map(|at| format!(", begun {}", line(at)));
    format!("{}{}", line(&run.report), began.unwrap_or_default())
}

fn head(report: &LoadReport) -> Page {
    let fleet = &report.fleet;
    Page {
        kind: "Load",
        subject: format!("{}: {}", line(&fleet.name), line(&report.target)),
        verdict: report.verdict.into(),
        reasons: Reason::all(&report.reasons),
        facts: facts([
            ("started", report.started_at.as_deref().map(line)),
            ("took", Some(duration(report.elapsed_ms))),
            ("workers", Some(grouped(fleet.peak_workers))),
            ("interval", Some(time(fleet.interval.interval_ms))),
            ("time to live", Some(time(fleet.heartbeat_ttl_ms))),
            ("requests", Some(grouped(report.requests.sent))),
            ("presumed dead", Some(grouped(report.presumed_dead))),
            ("behavior", Some(line(&fleet.life))),
            ("earlier run", report.earlier.as_ref().map(earlier)),
            ("certificate", report.insecure.then(|| "any was accepted".to_owned())),
            ("seed", Some(fleet.seed.to_string())),
            ("load", Some(beginning(12, &fleet.hash))),
            ("exit code", Some(report.exit_code.to_string())),
            ("cp-harness", Some(line(&report.harness.version))),
        ]),
    }
}

fn objectives(report: &LoadReport) -> Vec<ObjectiveView> {
    let rows = report.slos.iter().take(LISTED).map(|row| ObjectiveView {
        text: line(&row.text),
        stage: row.stage.as_deref().map_or("whole run".to_owned(), line),
        observed: row.observed.as_ref().map_or(NONE.to_owned(), |value| line(&value.text)),
        samples: match row.population {
            Some(all) => format!("{} of {}", grouped(row.samples), grouped(all)),
            None => grouped(row.samples),
        },
        standing: match row.standing {
            SloStanding::Met => Badge::new("met", "good"),
            SloStanding::Missed => Badge::new("missed", "bad"),
            SloStanding::Undecided => Badge::new("undecided", "warn"),
            SloStanding::NoData => Badge::new("no data", "warn"),
        },
        note: row.note.as_deref().map(line).unwrap_or_default(),
    });
    rows.collect()
}

fn stage(stage: &StageRecord) -> StageView {
    let gaps = stage.gaps.silence.as_ref().map(|silence| {
        let quantiles = silence.quantiles;
        format!(
            "Silence between acknowledged heartbeats: {} gaps, p50 {}, p99 {}, longest {}; {} reached \
             the time to live.",
            grouped(quantiles.samples),
            time(quantiles.p50_ms),
            time(quantiles.p99_ms),
            time(quantiles.max_ms),
            grouped(stage.gaps.deaths),
        )
    });
    StageView {
        name: line(&stage.name),
        lasted: duration(stage.duration_ms),
        rows: stage.operations.iter().take(LISTED).map(row).collect(),
        gaps,
    }
}

fn row(row: &OperationRow) -> [String; 11] {
    let quantile = |of: fn(&crate::report::load::Quantiles) -> f64| {
        let response = row.clocks.response.as_ref();
        response.map_or(NONE.to_owned(), |clock| time(of(&clock.quantiles)))
    };
    [
        line(&row.name),
        grouped(row.sent),
        grouped(row.ok),
        grouped(row.throttled),
        grouped(row.errors),
        row.ok_per_second.map_or(NONE.to_owned(), rate),
        quantile(|quantiles| quantiles.p50_ms),
        quantile(|quantiles| quantiles.p90_ms),
        quantile(|quantiles| quantiles.p99_ms),
        quantile(|quantiles| quantiles.p99_9_ms),
        quantile(|quantiles| quantiles.max_ms),
    ]
}

fn violation(row: &ViolationRow) -> ViolationView {
    let of = &row.first;
    ViolationView {
        count: grouped(row.count),
        operation: line(&format!("{} {}", row.operation, row.pointer)),
        rule: line(&row.rule),
        requirement: line(&row.requirement),
        expected: line(&row.expected),
        actual: line(&row.actual),
        place: line(&row.location),
        exchange: block(&format!(
            "{} {}\n{}\n\n{} {}\n{}",
            of.method,
            of.path,
            of.request.as_deref().unwrap_or_default(),
            of.status,
            of.media_type.as_deref().unwrap_or_default(),
            of.answer,
        )),
    }
}

fn cause(cause: &CauseRecord) -> CauseLine {
    let status = cause.status.map(|status| format!(" ({status})")).unwrap_or_default();
    CauseLine {
        count: grouped(cause.count),
        operation: line(&cause.operation),
        outcome: line(&format!("{}{status}", cause.outcome.replace('_', " "))),
        first: duration(cause.first_ms),
        last: duration(cause.last_ms),
        stage: line(&cause.stage),
        workers: grouped(cause.workers.count),
    }
}

fn exemplar(record: &ExemplarRecord) -> ExemplarView {
    let status = record.status.map(|status| format!(" ({status})")).unwrap_or_default();
    let waits = [
        ("blocked", record.blocked_ms),
        ("queued", record.queued_ms),
        ("generator late", record.late_ms),
    ];
    let waited: Vec<String> = waits
        .into_iter()
        .filter(|(_, wait)| *wait >= 0.001)
        .map(|(name, wait)| format!("{name} {}", time(wait)))
        .collect();
    ExemplarView {
        kind: match record.kind {
            ExemplarKind::Slowest => "slowest",
            ExemplarKind::FirstFailing => "first failing",
        },
        stage: line(&record.stage),
        operation: line(&record.operation),
        outcome: line(&format!("{}{status}", record.outcome.replace('_', " "))),
        worker: record.worker.to_string(),
        sent: duration(record.sent_ms),
        response: time(record.response_ms),
        service: time(record.service_ms),
        waited: waited.join(", "),
        detail: line(record.detail.as_deref().or(record.answer.as_deref()).unwrap_or_default()),
    }
}

fn validity(report: &LoadReport) -> Vec<ValidityView> {
    let rows = report.validity.iter().take(LISTED).map(|row| {
        let place: Vec<&str> =
            [&row.operation, &row.stage].into_iter().flatten().map(String::as_str).collect();
        ValidityView {
            holds: match row.holds {
                Some(true) => Badge::new("holds", "good"),
                Some(false) => Badge::new("does not hold", "warn"),
                None => Badge::new("too little data", "quiet"),
            },
            assumption: line(&row.assumption),
            place: line(&place.join(" in ")),
            found: line(&row.found),
            effect: line(&row.effect),
        }
    });
    rows.collect()
}

fn saturation(report: &LoadReport) -> Vec<[String; 4]> {
    let rows = report.saturation.iter().take(LISTED);
    rows.map(|row| [&row.what, &row.found, &row.needed, &row.remedy].map(|text| line(text)))
        .collect()
}

fn health(report: &LoadReport) -> Vec<Fact> {
    let health = &report.health;
    let late = |of: fn(&crate::report::load::Quantiles) -> f64| {
        health.schedule_error.as_ref().map(|late| time(of(late)))
    };
    let connections = match report.fleet.connections {
        ConnectionModel::PerWorker { keep_alive: true } => "one per worker".to_owned(),
        ConnectionModel::PerWorker { keep_alive: false } | ConnectionModel::PerRequest => {
            "one per request".to_owned()
        }
        ConnectionModel::Pooled { size } => format!("{} pooled", grouped(size)),
    };
    facts([
        ("sent late, p99", late(|late| late.p99_ms)),
        ("sent late, p99.9", late(|late| late.p99_9_ms)),
        ("of the schedule", health.achieved_share.map(percent)),
        ("processors", health.cpu_share.map(percent)),
        ("waiting for processors", health.run_queue_share.map(percent)),
        ("stopped by quota", health.throttled_share.map(percent)),
        ("descriptors", health.descriptors.map(|it| format!("{} of {}", it.peak, it.limit))),
        ("connections", Some(connections)),
        ("opened", Some(grouped(report.connections.opened))),
        ("open at once", Some(grouped(report.connections.peak))),
        ("CPU per 1,000 heartbeats", report.cost.cpu_ms_per_1000_beats.map(time)),
        ("memory per worker", report.cost.kb_per_worker.map(|kb| format!("{kb:.1} kB"))),
        ("answered", Some(grouped(report.requests.answered))),
        ("failed", Some(grouped(report.requests.failed))),
        ("in flight at the stop", Some(grouped(report.requests.in_flight_at_stop))),
        ("machine", report.shares_machine.then(|| "shared by generator and target".to_owned())),
    ])
}
