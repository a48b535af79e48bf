//! What conformance costs: prints figures, judges nothing. `cargo bench --bench conform`
//!
//! Where Schemathesis is installed (`pip install schemathesis`), it runs against the same server in
//! the same run, so that the figures can be compared.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its figures, and stops where it cannot measure"
)]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cp_harness::check::{Plan, Selection};
use cp_harness::spec::{Api, Source};
use nix::sys::resource::{UsageWho, getrusage};

const BINARY: &str = env!("CARGO_BIN_EXE_cp-harness");
const RUNS: usize = 7;
const OPERATIONS: usize = 500;

fn main() {
    println!("{:<58}{:>12}{:>12}{:>12}", "", "min", "median", "max");
    let folder = std::env::temp_dir().join(format!("cp-harness-bench-{}", std::process::id()));
    let report = folder.display().to_string();
    let conform = ["conform", "--report", &report];
    row("conform, four endpoints, embedded reference", &time(|| run(BINARY, &conform)));
    println!("{:<58}{:>24} MB", "  peak memory of that process", children_peak_mb());
    row("process start (--version)", &time(|| run(BINARY, &["--version"])));
    plan_large();
    peer();
    // What cannot be removed is in the system's folder for such things.
    let _ = std::fs::remove_dir_all(folder);
}

fn plan_large() {
    let text = large_document();
    let size_kb = text.len() / 1024;
    let source = || Source::from_text("large.yaml", &text).unwrap();
    let load = || Api::from_sources(vec![source()], &|_| Err("no network".into())).unwrap();
    row(&format!("load {OPERATIONS} operations ({size_kb} kB of YAML)"), &time(|| drop(load())));
    let api = load();
    let selection = Selection::default();
    let checks = Plan::new(&api, &selection).checks.len();
    let label = format!("plan {OPERATIONS} operations ({checks} checks)");
    row(&label, &time(|| drop(Plan::new(&api, &selection))));
}

/// Schemathesis with its defaults against the same reference server.
fn peer() {
    if Command::new("st").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("schemathesis: not installed (pip install schemathesis)");
        return;
    }
    let (mut server, url) = serve();
    let document = format!("{url}/api/openapi.json");
    let token = "Authorization: Bearer reference-demo-token";
    let started = Instant::now();
    let _ = Command::new("st")
        .args(["run", &document, "-H", token, "--max-examples", "50"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    row("schemathesis run --max-examples 50, same server (one run)", &[started.elapsed()]);
    let report = std::env::temp_dir().join(format!("cp-harness-bench-peer-{}", std::process::id()));
    let report = report.display().to_string();
    let own = ["conform", "--target", &url, "--token", "reference-demo-token", "--report", &report];
    row("conform --target, same server", &time(|| run(BINARY, &own)));
    let _ = std::fs::remove_dir_all(report);
    let _ = server.kill();
    let _ = server.wait();
}

fn serve() -> (Child, String) {
    let mut server = Command::new(BINARY)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.split_whitespace().last().unwrap().to_owned();
    (server, url)
}

fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// Durations of several runs, shortest first; one more run before them is not counted.
fn time(mut action: impl FnMut()) -> Vec<Duration> {
    action();
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            action();
            started.elapsed()
        })
        .collect();
    times.sort();
    times
}

fn row(label: &str, times: &[Duration]) {
    let shown = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1_000.0);
    let (min, median, max) = (times[0], times[times.len() / 2], times[times.len() - 1]);
    println!("{label:<58}{:>12}{:>12}{:>12}", shown(min), shown(median), shown(max));
}

/// The largest resident size of any child so far, in MB.
fn children_peak_mb() -> i64 {
    getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss() / 1024
}

/// A document like those of real services: operations on resources that share schemas.
fn large_document() -> String {
    let mut text = "openapi: 3.1.0\ninfo: {title: Large, version: '1'}\npaths:\n".to_owned();
    for index in 0..OPERATIONS / 2 {
        let _ = write!(
            text,
            "  /things{index}:\n    post:\n      operationId: create_thing{index}\n      \
             requestBody:\n        required: true\n        content:\n          application/json:\n            \
             schema: {{$ref: '#/components/schemas/Thing{index}'}}\n      responses:\n        \
             '201':\n          description: made\n          content:\n            application/json:\n              \
             schema: {{$ref: '#/components/schemas/Made{index}'}}\n        '422': {{description: refused}}\n  \
             /things{index}/{{thing{index}_id}}:\n    get:\n      operationId: read_thing{index}\n      \
             parameters:\n        - {{name: thing{index}_id, in: path, required: true, schema: {{type: string}}}}\n        \
             - {{name: limit, in: query, schema: {{type: integer, minimum: 1}}}}\n      responses:\n        \
             '200':\n          description: read\n          content:\n            application/json:\n              \
             schema: {{$ref: '#/components/schemas/Made{index}'}}\n        '404': {{description: unknown}}\n"
        );
    }
    text.push_str("components:\n  schemas:\n");
    for index in 0..OPERATIONS / 2 {
        let _ = write!(
            text,
            "    Thing{index}:\n      type: object\n      required: [name, kind]\n      properties:\n        \
             name: {{type: string, minLength: 1}}\n        kind: {{enum: [a, b, c]}}\n        \
             note: {{type: [string, 'null']}}\n        size: {{type: integer, minimum: 0, default: 0}}\n        \
             tags: {{type: array, items: {{type: string}}}}\n        owner:\n          type: object\n          \
             required: [id]\n          properties: {{id: {{type: string, format: uuid}}, mail: {{type: string}}}}\n    \
             Made{index}:\n      allOf:\n        - {{$ref: '#/components/schemas/Thing{index}'}}\n        \
             - type: object\n          required: [thing{index}_id]\n          properties:\n            \
             thing{index}_id: {{type: string}}\n            made_at: {{type: string, format: date-time}}\n"
        );
    }
    text
}
