//! A conformance run as a page: why it failed, each cause with all that a developer needs to act on it,
//! and what was judged at all.

mod cause_view;

use std::collections::BTreeMap;

use askama::Template;

use super::super::findings::{findings, reasons};
use super::chart::{Graph, graph};
use super::page::{Badge, Fact, Page, Reason, facts, first, line};
use crate::report::conform::{
    CheckRecord, OriginKind, Outcome, Place, Report, ResourceRecord, Share, Totals, WaiverState,
};
use crate::report::shared::{beginning, count, duration, grouped};
use cause_view::{CauseView, cause, level};

/// What a page lists of each kind; the others are in the files beside it. It bounds the page: with
/// causes of three exchanges each it stays below 2 MB.
const CAUSES: usize = 150;
const LISTED: usize = 200;
const CHECKS: usize = 20;

/// The page.
#[derive(Template)]
#[template(path = "conform.html")]
struct ConformPage {
    page: Page,
    cards: Vec<Fact>,
    causes: Vec<CauseView>,
    more_causes: usize,
    operations: Vec<OperationView>,
    graph: Option<Graph>,
    resources: Vec<[String; 4]>,
    more_resources: usize,
    coverage: Option<String>,
    kinds: Vec<String>,
    matrix: Vec<MatrixRow>,
    unjudged: Vec<UnjudgedView>,
    more_unjudged: usize,
    open: Vec<OpenView>,
    waivers: Vec<WaiverView>,
    documents: Vec<DocumentView>,
}

struct OperationView {
    name: String,
    call: String,
    totals: Totals,
}

struct MatrixRow {
    operation: String,
    cells: Vec<Option<Cell>>,
}

/// Promises of one kind: how many were judged.
struct Cell {
    tone: &'static str,
    text: String,
}

struct UnjudgedView {
    operation: String,
    kind: String,
    name: String,
    place: String,
    reason: String,
}

/// Checks that came to no verdict for one reason.
struct OpenView {
    what: &'static str,
    reason: String,
    count: usize,
    checks: Vec<String>,
}

struct WaiverView {
    state: Badge,
    check: String,
    reason: String,
    owner: String,
    expires: String,
    place: String,
}

/// What is worth knowing about the documents themselves.
struct DocumentView {
    level: Badge,
    text: String,
    place: String,
}

/// The page of a report.
pub(super) fn page(report: &Report) -> askama::Result<String> {
    let (found, more_causes) = first(CAUSES, findings(report));
    let (unjudged, more_unjudged) = first(LISTED, report.coverage.unjudged());
    let (kinds, matrix) = matrix(report);
    let (resources, more_resources) = first(LISTED, &report.resources);
    ConformPage {
        page: head(report),
        cards: cards(&report.totals),
        causes: found.iter().map(|finding| cause(report, finding)).collect(),
        more_causes,
        operations: operations(report),
        graph: resource_graph(report),
        resources: resources.into_iter().map(resource).collect(),
        more_resources,
        coverage: share(report.coverage.spec),
        kinds,
        matrix,
        unjudged: unjudged
            .into_iter()
            .map(|promise| UnjudgedView {
                operation: line(&promise.operation),
                kind: line(&promise.kind),
                name: line(&promise.name),
                place: stands(&promise.location),
                reason: promise.reason.as_deref().map(line).unwrap_or_default(),
            })
            .collect(),
        more_unjudged,
        open: open(report),
        waivers: waivers(report),
        documents: documents(report),
    }
    .render()
}

/// Which operation takes what from which other.
fn resource_graph(report: &Report) -> Option<Graph> {
    let edges = report.resources.iter().filter_map(|resource| {
        let producer = resource.producer.as_deref()?;
        Some((line(producer), line(&resource.operation), line(&resource.name)))
    });
    graph("Which operation takes values from which".to_owned(), &edges.collect::<Vec<_>>())
}

/// A value that an operation takes from elsewhere: operation, name, origin, reason.
fn resource(resource: &ResourceRecord) -> [String; 4] {
    let from = match resource.origin {
        OriginKind::Produced => {
            let [producer, pointer] = [&resource.producer, &resource.pointer]
                .map(|text| text.as_deref().map(line).unwrap_or_default());
            format!("{producer} {pointer}")
        }
        OriginKind::Given => "--bind".to_owned(),
        OriginKind::Unavailable => "nowhere".to_owned(),
    };
    [line(&resource.operation), line(&resource.name), from, line(&resource.reason)]
}

fn head(report: &Report) -> Page {
    let is_reference = report.is_reference;
    let target =
        if is_reference { "the embedded reference".to_owned() } else { line(&report.target) };
    Page {
        kind: "Conformance",
        subject: target,
        verdict: report.verdict.into(),
        reasons: Reason::all(&reasons(report)),
        facts: facts([
            ("started", report.started_at.as_deref().map(line)),
            ("took", Some(duration(report.elapsed_ms))),
            ("checks", Some(grouped(report.totals.checks as u64))),
            ("requests", Some(grouped(report.requests as u64))),
            ("documents", Some(line(&report.documents.join(", ")))),
            ("profile", Some(line(&report.profile))),
            ("SHOULD", report.strict.then(|| "fails the run (--strict)".to_owned())),
            ("certificate", report.insecure.then(|| "any was accepted".to_owned())),
            ("plan", Some(beginning(12, &report.plan.hash))),
            ("exit code", Some(report.exit_code.to_string())),
            ("cp-harness", Some(line(&report.harness.version))),
        ]),
    }
}

fn cards(totals: &Totals) -> Vec<Fact> {
    let cards = [
        ("passed", totals.passed),
        ("failed (MUST)", totals.failed.must),
        ("failed (SHOULD)", totals.failed.should),
        ("notes", totals.failed.note),
        ("waived", totals.waived),
        ("without an answer", totals.inconclusive),
        ("skipped", totals.skipped),
        ("not run", totals.not_run),
    ];
    let shown = cards.into_iter().enumerate().filter(|(at, (_, number))| *at < 2 || *number > 0);
    shown.map(|(_, (name, number))| Fact { name, value: grouped(number as u64) }).collect()
}

/// `file:line`.
fn stands(place: &Place) -> String {
    match place.line {
        0 => line(&place.file),
        number => line(&format!("{}:{number}", place.file)),
    }
}

fn operations(report: &Report) -> Vec<OperationView> {
    let operations = report.operations.iter().take(LISTED * 5);
    operations
        .map(|operation| OperationView {
            name: line(&operation.name),
            call: line(&format!("{} {}", operation.method, operation.path)),
            totals: operation.totals,
        })
        .collect()
}

/// `98% (49 of 50)`.
fn share(share: Share) -> Option<String> {
    let percent = share.percent()?;
    Some(format!("{percent}% ({} of {})", share.exercised, share.total))
}

/// Promises by operation and kind, with the kinds in the report's order.
fn matrix(report: &Report) -> (Vec<String>, Vec<MatrixRow>) {
    let kinds: Vec<&str> = report.coverage.kinds.iter().map(|kind| kind.kind.as_str()).collect();
    let mut rows: Vec<(&str, BTreeMap<&str, Share>)> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for promise in &report.coverage.promises {
        let place = *places.entry(&promise.operation).or_insert_with(|| {
            rows.push((&promise.operation, BTreeMap::new()));
            rows.len() - 1
        });
        let share = rows[place].1.entry(&promise.kind).or_default();
        share.total += 1;
        share.exercised += usize::from(promise.seen.is_judged());
    }
    let rows = rows.into_iter().take(LISTED).map(|(operation, cells)| MatrixRow {
        operation: line(operation),
        cells: kinds.iter().map(|kind| cells.get(kind).copied().map(cell)).collect(),
    });
    (kinds.iter().map(|kind| line(&kind.replace('_', " "))).collect(), rows.collect())
}

fn cell(share: Share) -> Cell {
    let tone = match share.exercised {
        0 => "none",
        judged if judged == share.total => "full",
        _ => "part",
    };
    Cell { tone, text: format!("{}/{}", share.exercised, share.total) }
}

/// Checks without a verdict, by the reason, the most frequent first.
fn open(report: &Report) -> Vec<OpenView> {
    let mut reasons: BTreeMap<(&'static str, &str), Vec<&CheckRecord>> = BTreeMap::new();
    for check in &report.checks {
        let key = match &check.outcome {
            Outcome::Inconclusive { reason, .. } => ("without an answer", reason.as_str()),
            Outcome::Skipped { reason } => ("skipped", reason.as_str()),
            Outcome::NotRun => ("not run", "the run ended before"),
            Outcome::Passed | Outcome::Failed { .. } => continue,
        };
        reasons.entry(key).or_default().push(check);
    }
    let mut open: Vec<OpenView> = reasons
        .into_iter()
        .map(|((what, reason), checks)| OpenView {
            what,
            reason: line(reason),
            count: checks.len(),
            checks: checks.iter().take(CHECKS).map(|check| line(&check.id)).collect(),
        })
        .collect();
    open.sort_by_key(|view| (view.what != "without an answer", std::cmp::Reverse(view.count)));
    open.truncate(LISTED);
    open
}

fn waivers(report: &Report) -> Vec<WaiverView> {
    let waivers = report.waivers.iter().take(LISTED);
    waivers
        .map(|waiver| WaiverView {
            state: match waiver.state {
                WaiverState::Used => Badge::new("used", "quiet"),
                WaiverState::Expired => Badge::new("expired", "bad"),
                WaiverState::Unused => Badge::new("unused", "bad"),
                WaiverState::Undecided => Badge::new("undecided", "warn"),
            },
            check: line(&waiver.check),
            reason: line(&waiver.reason),
            owner: line(&waiver.owner),
            expires: line(&waiver.expires),
            place: line(&format!("{}:{}", waiver.file, waiver.line)),
        })
        .collect()
}

fn documents(report: &Report) -> Vec<DocumentView> {
    let lint = report.lint.iter().map(|finding| DocumentView {
        level: level(finding.level, false),
        text: line(&format!("{}: {}", finding.lint, finding.message)),
        place: stands(&finding.location),
    });
    let notes = report.notes.iter().map(|note| {
        let places = if note.places > 1 { count(note.places, "place") } else { String::new() };
        DocumentView {
            level: Badge::new("note", "quiet"),
            text: line(&note.text),
            place: format!("{} {places}", stands(&note.location)),
        }
    });
    lint.chain(notes).take(LISTED).collect()
}
