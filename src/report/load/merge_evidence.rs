//! What runs met, added up: causes, violations, single requests, deaths, workers by their numbers.

use std::collections::BTreeMap;

use super::evidence::RANGES;
use super::model::{
    CauseRecord, ConnectionTotals, DeathRecord, DetailRecord, ExemplarKind, ExemplarRecord,
    LoadReport, ViolationRow, WorkerRanges,
};

/// Deaths that a report holds one by one.
const DEATHS: usize = 20;

pub(super) fn causes(reports: &[&LoadReport], offsets: &[u32]) -> Vec<CauseRecord> {
    let mut merged: BTreeMap<(String, String, Option<u16>), CauseRecord> = BTreeMap::new();
    for (report, offset) in reports.iter().zip(offsets) {
        for cause in &report.causes {
            let workers = shifted(&cause.workers, *offset);
            let key = (cause.operation.clone(), cause.outcome.clone(), cause.status);
            match merged.get_mut(&key) {
                None => {
                    merged.insert(key, CauseRecord { workers, ..cause.clone() });
                }
                Some(known) => {
                    known.count += cause.count;
                    if cause.first_ms < known.first_ms {
                        known.first_ms = cause.first_ms;
                        known.stage.clone_from(&cause.stage);
                    }
                    known.last_ms = known.last_ms.max(cause.last_ms);
                    join(&mut known.workers, workers);
                }
            }
        }
    }
    let mut causes: Vec<CauseRecord> = merged.into_values().collect();
    causes.sort_by(|one, other| one.first_ms.total_cmp(&other.first_ms));
    causes
}

pub(super) fn violations(reports: &[&LoadReport], offsets: &[u32]) -> Vec<ViolationRow> {
    let mut merged: BTreeMap<[String; 4], ViolationRow> = BTreeMap::new();
    for (report, offset) in reports.iter().zip(offsets) {
        for row in &report.violations {
            let key = [&row.operation, &row.rule, &row.pointer, &row.location].map(Clone::clone);
            let mut row = row.clone();
            row.first.worker = row.first.worker.saturating_add(*offset);
            match merged.get_mut(&key) {
                None => {
                    merged.insert(key, row);
                }
                Some(known) => {
                    known.count += row.count;
                    known.last_due_ms = known.last_due_ms.max(row.last_due_ms);
                    if row.first.due_ms < known.first.due_ms {
                        (known.expected, known.actual) = (row.expected, row.actual);
                        known.first = row.first;
                    }
                }
            }
        }
    }
    let mut rows: Vec<ViolationRow> = merged.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows
}

pub(super) fn details(reports: &[&LoadReport]) -> Vec<DetailRecord> {
    let mut merged: BTreeMap<(String, String, Option<String>), u64> = BTreeMap::new();
    for detail in reports.iter().flat_map(|report| &report.details) {
        let DetailRecord { operation, outcome, text, count } = detail.clone();
        *merged.entry((operation, outcome, text)).or_default() += count;
    }
    let records = merged.into_iter().map(|((operation, outcome, text), count)| DetailRecord {
        operation,
        outcome,
        text,
        count,
    });
    records.collect()
}

pub(super) fn exemplars(reports: &[&LoadReport], offsets: &[u32]) -> Vec<ExemplarRecord> {
    let all = reports.iter().zip(offsets).flat_map(|(report, offset)| {
        report.exemplars.iter().map(move |exemplar| ExemplarRecord {
            worker: exemplar.worker.saturating_add(*offset),
            ..exemplar.clone()
        })
    });
    let mut exemplars: Vec<ExemplarRecord> = all.collect();
    exemplars.sort_by_key(|exemplar| exemplar.kind == ExemplarKind::Slowest);
    exemplars
}

pub(super) fn deaths(reports: &[&LoadReport], offsets: &[u32]) -> Vec<DeathRecord> {
    let all = reports.iter().zip(offsets).flat_map(|(report, offset)| {
        report.deaths.iter().map(move |death| DeathRecord {
            worker: death.worker.saturating_add(*offset),
            ..*death
        })
    });
    let mut deaths: Vec<DeathRecord> = all.collect();
    deaths.sort_by(|one, other| {
        one.since_ms.total_cmp(&other.since_ms).then(one.worker.cmp(&other.worker))
    });
    deaths.truncate(DEATHS);
    deaths
}

pub(super) fn connections(reports: &[&LoadReport]) -> ConnectionTotals {
    let mut totals = ConnectionTotals::default();
    for ConnectionTotals { opened, reused, resent, peak } in
        reports.iter().map(|report| report.connections)
    {
        totals.opened += opened;
        totals.reused += reused;
        totals.resent += resent;
        totals.peak += peak;
    }
    totals
}

pub(super) fn ranges<'r>(
    of: impl Iterator<Item = &'r WorkerRanges>,
    offsets: &[u32],
) -> WorkerRanges {
    let mut all = WorkerRanges::default();
    for (workers, offset) in of.zip(offsets) {
        join(&mut all, shifted(workers, *offset));
    }
    all
}

/// The same workers, numbered from `offset` on.
fn shifted(workers: &WorkerRanges, offset: u32) -> WorkerRanges {
    let shift = |range: &[u32; 2]| range.map(|index| index.saturating_add(offset));
    WorkerRanges { count: workers.count, ranges: workers.ranges.iter().map(shift).collect() }
}

/// Adds workers that have none in common with those that are there.
fn join(workers: &mut WorkerRanges, more: WorkerRanges) {
    workers.count += more.count;
    workers.ranges.extend(more.ranges);
    workers.ranges.sort_unstable();
    workers.ranges.truncate(RANGES);
}
