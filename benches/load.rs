//! What generating load costs: prints figures, judges nothing. `cargo bench --bench load`
//!
//! The generator is pinned to the first core and the target to the second where `taskset` is there.
//! Where oha or wrk are on the PATH (`cargo install oha`, `apt-get install wrk`), they send the
//! same heartbeat to the same target in the same run. The target is the embedded reference in a
//! process of its own; where it saturates before a generator does, both show the target's rate,
//! and the CPU per 1,000 heartbeats is what tells them apart.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its figures, and stops where it cannot measure"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use cp_harness::run::attack::{
    Answer, Attack, AttackOptions, Connections, Failure, Fleet, Record, Sample, Step,
};
use http::header::HeaderMap;
use http::{HeaderValue, Method, Request, Uri};
use http_body_util::Full;
use nix::sys::resource::{UsageWho, getrusage};

const BINARY: &str = env!("CARGO_BIN_EXE_cp-harness");
const PATH: &str = "/api/v1/workers/heartbeat";
const TOKEN: &str = "Bearer reference-demo-token";
const CLOSED: &str = "closed";

/// Name, workers, interval and length in seconds, size of the pool (0: a connection each).
const FLEETS: [(&str, u32, u32, u32, u32); 5] = [
    (CLOSED, 64, 0, 5, 0),
    ("5,000 workers, a connection each, beat each 5 s", 5_000, 5, 15, 0),
    ("5,000 workers, all at once, then at rest", 5_000, 60, 5, 0),
    ("15,000 workers, all at once, then at rest", 15_000, 60, 5, 0),
    ("100,000 workers, 64 connections, beat each 10 s", 100_000, 10, 25, 64),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, command, fleet, url, worker_id] = arguments.as_slice()
        && command == "generate"
    {
        generate(fleet.parse().unwrap(), url, worker_id);
        return;
    }
    let (mut server, url) = serve();
    let worker_id = register(&url);
    for (index, (name, ..)) in FLEETS.iter().enumerate() {
        println!("{name}");
        let own = std::env::current_exe().unwrap().display().to_string();
        let index = index.to_string();
        run(&[&own, "generate", &index, &url, &worker_id]);
        if *name == CLOSED {
            peers(&url, &worker_id);
        }
    }
    let _ = server.kill();
    let _ = server.wait();
}

/// A program on the first core; its output goes to ours, and its CPU time is told.
fn run(command: &[&str]) {
    let pinned = ["taskset", "-c", "0"];
    let command = [if has_taskset() { &pinned[..] } else { &[] }, command].concat();
    let before = children_seconds();
    let output = Command::new(command[0]).args(&command[1..]).output().unwrap();
    let cpu = children_seconds() - before;
    let text = String::from_utf8_lossy(&output.stdout);
    let wanted = |line: &&str| {
        line.starts_with("  ") && !line.contains(" in ") || line.contains("Requests/sec")
    };
    let kept = ["rate", "ready", "late", "memory", "book", "Requests/sec", "[2", "[4"];
    for line in text.lines().filter(wanted) {
        if kept.iter().any(|word| line.contains(word)) {
            println!("  {}", line.trim());
        }
    }
    println!("  cpu {cpu:.2} s");
}

fn peers(url: &str, worker_id: &str) {
    let body = body(worker_id);
    let target = format!("{url}{PATH}");
    let authorization = format!("authorization: {TOKEN}");
    println!("oha, 64 connections, 5 s");
    if on_path("oha") {
        let command = ["oha", "-z", "5s", "-c", "64", "--no-tui", "-m", "POST", "-H"];
        let rest = [&authorization, "-T", "application/json", "-d", &body, &target];
        run(&[&command[..], &rest[..]].concat());
    } else {
        println!("  not installed (cargo install oha)");
    }
    println!("wrk, 64 connections, 5 s");
    if on_path("wrk") {
        let script = std::env::temp_dir().join(format!("cp-harness-{}.lua", std::process::id()));
        let text = format!(
            "wrk.method='POST'\nwrk.body='{body}'\nwrk.headers['content-type']='application/json'\n\
             wrk.headers['authorization']='{TOKEN}'\n"
        );
        fs::write(&script, text).unwrap();
        let script_path = script.display().to_string();
        run(&["wrk", "-t1", "-c64", "-d5s", "-s", &script_path, &target]);
        let _ = fs::remove_file(script);
    } else {
        println!("  not installed (apt-get install wrk)");
    }
}

fn on_path(program: &str) -> bool {
    let mut command = Command::new(program);
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    quiet.arg("--version").status().is_ok()
}

fn has_taskset() -> bool {
    on_path("taskset") && std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1)
}

fn children_seconds() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let seconds = |time: nix::sys::time::TimeVal| {
        Duration::from_micros(u64::try_from(time.tv_sec() * 1_000_000 + time.tv_usec()).unwrap())
            .as_secs_f64()
    };
    seconds(usage.user_time()) + seconds(usage.system_time())
}

fn serve() -> (Child, String) {
    let serve = [BINARY, "serve", "--listen", "127.0.0.1:0"];
    let pinned = ["taskset", "-c", "1"];
    let command = [if has_taskset() { &pinned[..] } else { &[] }, &serve].concat();
    let mut server =
        Command::new(command[0]).args(&command[1..]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (server, line.split_whitespace().last().unwrap().to_owned())
}

/// Registers one worker, for whom all heartbeats are.
fn register(url: &str) -> String {
    let content = r#"{"environment_name": "production"}"#;
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!(
        "POST /api/v1/workers/register HTTP/1.1\r\nhost: {host}\r\nauthorization: {TOKEN}\r\n\
         content-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{content}",
        content.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, content) = answer.split_once("\r\n\r\n").unwrap();
    let answer: serde_json::Value = serde_json::from_str(content).unwrap();
    answer["worker_id"].as_str().unwrap().to_owned()
}

fn body(worker_id: &str) -> String {
    format!(r#"{{"worker_id":"{worker_id}","environment_name":"production","status":"idle"}}"#)
}

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

    fn next(&self, worker: u32, beat: &mut u32, _now: Duration) -> Step {
        let phase =
            if self.is_spread { self.interval * worker / self.workers } else { Duration::ZERO };
        let due = phase + self.interval * *beat;
        Step::Call { call: 0, due }
    }

    fn request(
        &self,
        _worker: u32,
        beat: &mut u32,
        _call: u16,
        room: &mut BytesMut,
    ) -> Request<Full<Bytes>> {
        *beat += 1;
        room.reserve(self.body.len());
        room.extend_from_slice(self.body.as_bytes());
        let mut request = Request::new(Full::new(room.split().freeze()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::from_static(PATH);
        *request.headers_mut() = self.headers.clone();
        request
    }

    fn learn(&self, _: u32, _: &mut u32, _: u16, _: Result<&Answer, Failure>) {}
}

/// How late each request was sent and how long it took, in µs.
#[derive(Default)]
struct Times {
    late: Vec<u32>,
    first: Duration,
    not_204: u64,
}

impl Record for Times {
    fn record(&mut self, sample: &Sample) {
        let late = sample.sent.saturating_sub(sample.intended).as_micros();
        if sample.previous_in_flight_until.is_none() {
            self.late.push(u32::try_from(late).unwrap_or(u32::MAX));
        }
        if sample.intended.is_zero() {
            self.first = self.first.max(sample.done);
        }
        let is_over = sample.result != Err(Failure::Unfinished);
        self.not_204 += u64::from(is_over && sample.result != Ok(204));
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

fn generate(index: usize, url: &str, worker_id: &str) {
    let (name, workers, interval, seconds, pool) = FLEETS[index];
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
        pack: std::env::var("CP_PACK").ok().and_then(|pack| pack.parse().ok()),
        ramp: Duration::ZERO,
        end: Duration::from_secs(seconds.into()),
        max_body_bytes: 4096,
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
    let late = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index within the list"
        )]
        let place = (times.late.len() as f64 * share) as usize;
        times.late.get(place).copied().unwrap_or_default()
    };
    let rate = book.answered / u64::from(seconds);
    println!("  rate {rate}/s, {} not 204", times.not_204);
    println!(
        "  ready after {:.0?}, first beats answered {:.0?} later, stopped within {:.0?}",
        report.ready, times.first, report.stopping
    );
    println!("  late p50 {} µs, p99 {} µs, p99.9 {} µs", late(0.5), late(0.99), late(0.999));
    println!("  memory {} MB at most, {:?}", peak_mb(), report.connections);
    println!("  book {book:?}");
}

/// The largest resident size of this process so far.
fn peak_mb() -> i64 {
    getrusage(UsageWho::RUSAGE_SELF).unwrap().max_rss() / 1024
}
