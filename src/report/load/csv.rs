//! `seconds.csv`: a line for each second of a load run (RFC 4180, with a header).
//!
//! Quantiles are over the requests of all operations that ended in that second; a field is empty
//! where nothing was observed.

use std::io::{self, Write};
use std::time::Duration;

use super::super::sink::Sink;
use super::super::traffic::milliseconds;
use crate::event::{LoadEvent, LoadObserver, LoadSnapshot};
use crate::load::Clock;
use crate::stats::{Quantile, Rate};

const HEADER: [&str; 19] = [
    "time_s",
    "stage",
    "workers_alive",
    "workers_silent",
    "beats_per_s",
    "requests_per_s",
    "throttled",
    "errors",
    "service_p50_ms",
    "service_p99_ms",
    "service_p99_9_ms",
    "response_p50_ms",
    "response_p99_ms",
    "response_p99_9_ms",
    "late_p99_ms",
    "connections_opened",
    "connections_peak",
    "in_flight",
    "generator_cpu",
];

/// Writes a line of CSV for each tick to `W`.
#[derive(Debug)]
pub struct Seconds<W> {
    sink: Sink<W>,
    stages: Vec<String>,
}

impl<W: Write> Seconds<W> {
    /// Lines to `out`, the header when the run begins.
    pub fn new(out: W) -> Self {
        Self { sink: Sink::new(out), stages: Vec::new() }
    }

    /// The first failure to write, if there was one, or else what was written to.
    pub fn finish(self) -> io::Result<W> {
        self.sink.finish()
    }

    fn write(&mut self, fields: &[String]) {
        self.sink.line((fields.join(",") + "\r\n").as_bytes());
    }
}

impl<W: Write> LoadObserver for Seconds<W> {
    fn observe(&mut self, event: &LoadEvent) {
        match event {
            LoadEvent::Started { profile, .. } => {
                self.stages = profile.stages.iter().map(|stage| stage.name.clone()).collect();
                self.write(&HEADER.map(str::to_owned));
            }
            LoadEvent::Tick { at, snapshot } => {
                let stage = self.stages.get(snapshot.stage).map_or("", String::as_str);
                let fields = fields(*at, stage, snapshot);
                self.write(&fields);
            }
            LoadEvent::Stage { .. } | LoadEvent::Ended { .. } => {}
        }
    }
}

fn fields(at: Duration, stage: &str, snapshot: &LoadSnapshot) -> [String; HEADER.len()] {
    let total = &snapshot.total;
    let rate = |count| {
        let rate = Rate { count, over: snapshot.covers }.per_second();
        rate.map_or_else(String::new, |rate| format!("{rate:.1}"))
    };
    let quantile = |clock, quantile| {
        let found = total.clock(clock).quantile(quantile);
        found.map_or_else(String::new, |found| milliseconds(found).to_string())
    };
    [
        format!("{:.3}", at.as_secs_f64()),
        quoted(stage),
        snapshot.alive.to_string(),
        snapshot.silent.to_string(),
        rate(snapshot.beats),
        rate(total.ended()),
        total.throttled().to_string(),
        total.errors().to_string(),
        quantile(Clock::Service, Quantile::P50),
        quantile(Clock::Service, Quantile::P99),
        quantile(Clock::Service, Quantile::P999),
        quantile(Clock::Response, Quantile::P50),
        quantile(Clock::Response, Quantile::P99),
        quantile(Clock::Response, Quantile::P999),
        quantile(Clock::Late, Quantile::P99),
        snapshot.connections.opened.to_string(),
        snapshot.connections.peak.to_string(),
        snapshot.in_flight.to_string(),
        snapshot.cpu_share.map_or_else(String::new, |share| format!("{share:.3}")),
    ]
}

/// A field as RFC 4180 §2 wants it.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
