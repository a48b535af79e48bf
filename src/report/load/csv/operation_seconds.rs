//! `operations.csv`: a line for each second, stage and operation of a load run.
//!
//! Requests stand in the second in which they ended, with the stage that they were meant for: an
//! answer that comes late has a line of the stage before.

use std::io::{self, Write};
use std::time::Duration;

use super::{Table, quantile_of, quoted, rate};
use crate::event::{LoadEvent, Observer, Series};
use crate::load::Clock;
use crate::report::shared::LiveReport;
use crate::stats::Quantile;

const HEADER: [&str; 15] = [
    "time_s",
    "stage",
    "operation",
    "due",
    "sent",
    "held",
    "ok",
    "ok_per_s",
    "throttled",
    "errors",
    "service_p50_ms",
    "service_p99_ms",
    "response_p50_ms",
    "response_p99_ms",
    "late_p99_ms",
];

/// Writes a line of CSV for each operation that a tick brought something of to `W`.
#[derive(Debug)]
pub struct OperationSeconds<W>(Table<W>);

impl<W: Write> OperationSeconds<W> {
    /// Lines to `out`, the header when the run begins.
    pub fn new(out: W) -> Self {
        Self(Table::new(out))
    }

    /// The first failure to write, if there was one, or else what was written to.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Observer<LoadEvent> for OperationSeconds<W> {
    fn observe(&mut self, event: &LoadEvent) {
        match event {
            LoadEvent::Started { profile, .. } => self.0.begin(profile, &HEADER),
            LoadEvent::Tick { at, snapshot } => {
                for series in &snapshot.series {
                    let stage = self.0.stage(series.stage);
                    self.0.line(&fields(*at, snapshot.covers, stage, series));
                }
            }
            LoadEvent::Stage { .. } | LoadEvent::Ended { .. } => {}
        }
    }
}

impl<W: Write + Send> LiveReport<LoadEvent> for OperationSeconds<W> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        Self::finish(*self).map(drop)
    }
}

fn fields(
    at: Duration,
    covers: Duration,
    stage: String,
    series: &Series,
) -> [String; HEADER.len()] {
    let requests = &series.requests;
    let tally = &requests.tally;
    let quantile = |clock, quantile| quantile_of(requests, clock, quantile);
    [
        format!("{:.3}", at.as_secs_f64()),
        stage,
        quoted(&series.operation),
        tally.due.to_string(),
        tally.sent.to_string(),
        tally.held.to_string(),
        requests.welcome().to_string(),
        rate(requests.welcome(), covers),
        requests.throttled().to_string(),
        requests.errors().to_string(),
        quantile(Clock::Service, Quantile::P50),
        quantile(Clock::Service, Quantile::P99),
        quantile(Clock::Response, Quantile::P50),
        quantile(Clock::Response, Quantile::P99),
        quantile(Clock::Late, Quantile::P99),
    ]
}
