//! What generating load costs: prints figures, judges nothing. `cargo bench --bench load`
//!
//! The generator is pinned to the first core and the target to the second where `taskset` is there.
//! Peers send the same heartbeat to the same target in the same run, in turns: oha, wrk, k6, Locust
//! where they are on the PATH or named by `CP_BENCH_OHA`, `CP_BENCH_WRK`, `CP_BENCH_K6`,
//! `CP_BENCH_LOCUST`, and goose used plainly. `CP_BENCH_ROUNDS` says how many turns (3). The target
//! is the embedded reference in a process of its own; where it saturates before a generator does,
//! both show the target's rate, and the processor time for a request is what distinguishes them.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its figures, and stops where it cannot measure"
)]

mod fleet;
mod goose;
mod machine;
mod peers;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use machine::{TARGET_CORE, pinned};

const BINARY: &str = env!("CARGO_BIN_EXE_cp-harness");
const PATH: &str = "/api/v1/workers/heartbeat";
const TOKEN: &str = "Bearer reference-demo-token";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [_, "generate", fleet, url, worker_id] => {
            fleet::generate(fleet.parse().unwrap(), url, worker_id);
        }
        [_, "goose", url, worker_id] => goose::generate(url, worker_id),
        [_, "floor"] => floor(),
        _ => compare(),
    }
}

/// Everything, one after the other.
fn compare() {
    let (mut server, url) = serve();
    let worker_id = register(&url);
    let own = std::env::current_exe().unwrap().display().to_string();
    peers::closed_loop(&own, &url, &worker_id);
    println!("this machine's floor: a loop that sleeps to each millisecond, and does nothing else");
    print!("{}", machine::run(&[&own, "floor"]).text);
    for (index, fleet) in fleet::FLEETS.iter().enumerate().skip(1) {
        println!("{}", fleet.name);
        let index = index.to_string();
        let ran = machine::run(&[&own, "generate", &index, &url, &worker_id]);
        println!("{}  cpu {:.2} s", ran.text, ran.cpu.as_secs_f64());
    }
    let _ = server.kill();
    let _ = server.wait();
}

/// How late the kernel wakes a thread that sleeps to fixed moments: no generator does better.
fn floor() {
    let start = Instant::now();
    let mut late: Vec<u32> = Vec::new();
    for tick in 1..=5_000 {
        let due = start + Duration::from_millis(tick);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let over = due.elapsed().as_micros();
        late.push(u32::try_from(over).unwrap_or(u32::MAX));
    }
    late.sort_unstable();
    println!("  late {}", lateness(&late));
}

/// Quantiles of sorted delays in µs.
fn lateness(late: &[u32]) -> String {
    let at = |thousandths: usize| {
        let place = (late.len() * thousandths / 1000).min(late.len().saturating_sub(1));
        late.get(place).copied().unwrap_or_default()
    };
    format!("p50 {} µs, p99 {} µs, p99.9 {} µs", at(500), at(990), at(999))
}

fn serve() -> (Child, String) {
    let serve = [BINARY, "serve", "--listen", "127.0.0.1:0"];
    let mut server = pinned(TARGET_CORE, &serve).stdout(Stdio::piped()).spawn().unwrap();
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
