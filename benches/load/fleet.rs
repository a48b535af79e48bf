//! Our own generator: a fleet on the attack engine, and what it prints about itself.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use cp_harness::load::pack_for;
use cp_harness::run::attack::{
    Attack, AttackOptions, AttackSample, Failed, Fleet, NextAction, Record, WireAnswer,
};
use cp_harness::wire::{Connections, LoadOutcome};
use http::header::HeaderMap;
use http::{HeaderValue, Method, Request, Uri};
use http_body_util::Full;
use nix::sys::resource::{UsageWho, getrusage};

use crate::{PATH, TOKEN, body};

/// A fleet to be measured.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    workers: u32,
    /// In seconds; 0 for one beat after another.
    interval: u32,
    pub(crate) seconds: u32,
    /// The size of the pool; 0 for a connection each.
    pool: u32,
}

const fn shape(name: &'static str, workers: u32, interval: u32, seconds: u32, pool: u32) -> Shape {
    Shape { name, workers, interval, seconds, pool }
}

/// The first is the closed loop that peers run as well.
pub(crate) const FLEETS: [Shape; 5] = [
    shape("closed", 64, 0, 5, 0),
    shape("5,000 workers, a connection each, beat each 5 s", 5_000, 5, 15, 0),
    shape("5,000 workers, all at once, then at rest", 5_000, 60, 5, 0),
    shape("15,000 workers, all at once, then at rest", 15_000, 60, 5, 0),
    shape("100,000 workers, 64 connections, beat each 10 s", 100_000, 10, 25, 64),
];

/// Heartbeats on a fixed schedule, spread evenly over the interval.
struct Beats {
    workers: u32,
    interval: Duration,
    is_spread: bool,
    headers: HeaderMap,
    body: String,
}

impl Fleet for Beats {
    type Memory = u32;

    fn workers(&self) -> u32 {
        self.workers
    }

    fn enlist(&self, _worker: u32) -> u32 {
        0
    }

    fn next(&self, worker: u32, beat: &mut u32, _now: Duration) -> NextAction {
        let phase =
            if self.is_spread { self.interval * worker / self.workers } else { Duration::ZERO };
        let due = phase + self.interval * *beat;
        NextAction::Call { call: 0, due }
    }

    fn request(
        &self,
        _worker: u32,
        beat: &mut u32,
        _call: u16,
        room: &mut BytesMut,
    ) -> Option<Request<Full<Bytes>>> {
        *beat += 1;
        room.reserve(self.body.len());
        room.extend_from_slice(self.body.as_bytes());
        let mut request = Request::new(Full::new(room.split().freeze()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::from_static(PATH);
        *request.headers_mut() = self.headers.clone();
        Some(request)
    }

    fn learn(
        &self,
        _: u32,
        _: &mut u32,
        _: u16,
        result: Result<&WireAnswer, &Failed>,
    ) -> LoadOutcome {
        let status =
            |answer: &WireAnswer| LoadOutcome::of_status(answer.status, answer.status == 204);
        result.map_or_else(|failed| failed.cause.into(), status)
    }
}

/// How late each request was sent and how long it took, in µs.
#[derive(Default)]
struct Times {
    late: Vec<u32>,
    first: Duration,
    not_204: u64,
}

impl Record for Times {
    fn record(&mut self, sample: &AttackSample, _: Option<Result<&WireAnswer, &Failed>>) {
        let late = sample.timing.sent.saturating_sub(sample.timing.intended).as_micros();
        if sample.timing.blocked.is_zero() {
            self.late.push(u32::try_from(late).unwrap_or(u32::MAX));
        }
        if sample.timing.intended.is_zero() {
            self.first = self.first.max(sample.timing.done);
        }
        let is_over = sample.outcome != LoadOutcome::Unfinished;
        self.not_204 += u64::from(is_over && sample.outcome != LoadOutcome::Ok);
    }
}

fn headers(url: &str) -> HeaderMap {
    let host = url.trim_start_matches("http://");
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_str(host).unwrap());
    headers.insert("authorization", HeaderValue::from_static(TOKEN));
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    headers
}

/// Sends a fleet's heartbeats and prints what came of them.
pub(crate) fn generate(index: usize, url: &str, worker_id: &str) {
    let Shape { name, workers, interval, seconds, pool } = FLEETS[index];
    let fleet = Beats {
        workers,
        interval: Duration::from_secs(interval.into()),
        is_spread: name.contains("each "),
        headers: headers(url),
        body: body(worker_id),
    };
    let connections = match pool {
        0 => Connections::PerWorker { keep_alive: true },
        size => Connections::Pooled { size },
    };
    let options = AttackOptions {
        connections,
        timeout: Duration::from_secs(10),
        group: pack_for(workers),
        end: Duration::from_secs(seconds.into()),
        max_body_bytes: 4096,
        dashboard: None,
        insecure: false,
    };
    let records = Arc::new(vec![Mutex::new(Times::default())]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let kept = Arc::clone(&records);
    let report = runtime.block_on(async {
        let url = url.parse().unwrap();
        let attack = Attack::new(fleet, kept, &url, options).await.unwrap();
        attack.execute().await.unwrap()
    });
    let book = report.bookkeeping;
    let mut times = records[0].lock().unwrap();
    times.late.sort_unstable();
    let rate = book.answered / u64::from(seconds);
    println!("  requests {}", book.answered);
    println!("  rate {rate}/s, {} not 204", times.not_204);
    println!(
        "  ready after {:.0?}, first beats answered {:.0?} later, stopped within {:.0?}",
        report.ready, times.first, report.stopping
    );
    println!("  late {}", crate::lateness(&times.late));
    println!("  memory {} MB at most, {:?}", peak_mb(), report.connections);
    println!("  book {book:?}");
}

/// The largest resident size of this process so far.
fn peak_mb() -> i64 {
    getrusage(UsageWho::RUSAGE_SELF).unwrap().max_rss() / 1024
}
