//! From the evidence of a run to its records, with secrets redacted.

use std::time::Duration;

use super::model::{
    CauseRecord, ConnectionRecord, DeathRecord, DriftRecord, ExemplarKind, ExemplarRecord,
    ThirdRecord, TrendRecord, WorkerRanges,
};
use crate::load::{
    CauseSummary, Clock, ConnectionAge, Death, Drift, Exemplar, LoadSummary, Third, Trend,
    WorkerSet,
};
use crate::report::shared::Redactor;
use crate::report::shared::beginning;
use crate::report::shared::milliseconds;
use crate::stats::{Histogram, Quantile};
use crate::wire::{Exchange, Request, Response};

/// How many ranges of workers a record holds.
pub(super) const RANGES: usize = 1_000;

/// How much of an answer stands in a record, in characters.
const EXCERPT: usize = 400;

/// Learns what the answers of exemplars hold that must not appear in output, so that it is redacted everywhere.
pub(super) fn learn(summary: &LoadSummary, redactor: &mut Redactor) {
    let exemplars = summary.exemplars.failing().chain(summary.exemplars.slowest());
    let exchanges = exemplars.filter_map(|exemplar| {
        let response = Response {
            status: exemplar.status?,
            body: exemplar.content.to_vec(),
            ..Response::default()
        };
        Some(Exchange {
            operation: String::new(),
            request: Request::default(),
            result: Ok(response),
            sent_at: exemplar.sample.timing.sent,
            elapsed: Duration::ZERO,
        })
    });
    redactor.learn(&exchanges.collect::<Vec<_>>());
}

/// The first failing requests and the slowest ones, stage by stage.
pub(super) fn exemplars(summary: &LoadSummary, redactor: &Redactor) -> Vec<ExemplarRecord> {
    let record = |kind: ExemplarKind, exemplar: &Exemplar| {
        let stage = summary.stages.get(usize::from(exemplar.sample.stage));
        let operation = summary.operations.get(usize::from(exemplar.sample.operation));
        let stage = stage.map(|stage| stage.name.clone()).unwrap_or_default();
        record(kind, exemplar, (stage, operation.cloned().unwrap_or_default()), redactor)
    };
    let failing = summary.exemplars.failing().map(|it| record(ExemplarKind::FirstFailing, it));
    let slowest = summary.exemplars.slowest().map(|it| record(ExemplarKind::Slowest, it));
    failing.chain(slowest).collect()
}

fn record(
    kind: ExemplarKind,
    exemplar: &Exemplar,
    (stage, operation): (String, String),
    redactor: &Redactor,
) -> ExemplarRecord {
    let sample = &exemplar.sample;
    let clocks = sample.clocks();
    let clock = |clock: Clock| milliseconds(clocks[clock as usize]);
    let answer = redactor.response_body(&exemplar.content);
    let answer = redactor.text(&String::from_utf8_lossy(&answer));
    ExemplarRecord {
        kind,
        stage,
        operation,
        outcome: sample.outcome.name().to_owned(),
        status: exemplar.sample.outcome.status().or(exemplar.status),
        worker: exemplar.worker,
        intended_ms: milliseconds(sample.timing.intended),
        sent_ms: milliseconds(sample.timing.sent),
        done_ms: milliseconds(sample.timing.done),
        service_ms: clock(Clock::Service),
        response_ms: clock(Clock::Response),
        blocked_ms: clock(Clock::Blocked),
        queued_ms: clock(Clock::Queued),
        late_ms: clock(Clock::Late),
        connection: exemplar.connection.map(Into::into),
        detail: exemplar.detail.as_deref().map(|detail| redactor.text(detail)),
        answer: (!answer.is_empty()).then(|| beginning(EXCERPT, &answer)),
    }
}

/// The causes of failures, in the order in which they began.
pub(super) fn causes(summary: &LoadSummary) -> Vec<CauseRecord> {
    let record = |cause: &CauseSummary| {
        let seen = &cause.occurrences;
        let stage = summary.stages.get(usize::from(seen.stage));
        CauseRecord {
            operation: cause.operation.clone(),
            outcome: cause.outcome.name().to_owned(),
            status: cause.outcome.status(),
            count: seen.count,
            first_ms: milliseconds(seen.first),
            last_ms: milliseconds(seen.last),
            stage: stage.map(|stage| stage.name.clone()).unwrap_or_default(),
            workers: (&seen.workers).into(),
        }
    };
    summary.causes.iter().map(record).collect()
}

impl From<&WorkerSet> for WorkerRanges {
    fn from(workers: &WorkerSet) -> Self {
        let ranges = workers.ranges().take(RANGES).map(|range| [*range.start(), *range.end()]);
        Self { count: workers.len(), ranges: ranges.collect() }
    }
}

impl From<&Death> for DeathRecord {
    fn from(death: &Death) -> Self {
        Self {
            worker: death.worker,
            since_ms: milliseconds(death.since),
            until_ms: death.until.map(milliseconds),
            certain: death.is_certain,
        }
    }
}

impl From<ConnectionAge> for ConnectionRecord {
    fn from(connection: ConnectionAge) -> Self {
        Self { age_ms: milliseconds(connection.age), requests: connection.requests }
    }
}

impl From<&Trend> for TrendRecord {
    fn from(trend: &Trend) -> Self {
        let drift = |drift| match drift {
            Drift::Longer => DriftRecord::Longer,
            Drift::Shorter => DriftRecord::Shorter,
        };
        Self {
            first: (&trend.first).into(),
            last: (&trend.last).into(),
            service: trend.drift.map(drift),
        }
    }
}

impl From<&Third> for ThirdRecord {
    fn from(third: &Third) -> Self {
        let at = |histogram: &Histogram, quantile| histogram.quantile(quantile).map(milliseconds);
        Self {
            duration_ms: milliseconds(third.duration),
            ended: third.ended,
            ok: third.ok,
            errors: third.errors,
            service_p50_ms: at(&third.service, Quantile::P50),
            service_p99_ms: at(&third.service, Quantile::P99),
            response_p99_ms: at(&third.response, Quantile::P99),
        }
    }
}
