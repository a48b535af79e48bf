//! What conformance costs: prints figures, judges nothing. `cargo bench --bench conform`
//!
//! Where Schemathesis is installed (`pip install schemathesis`), it runs against the same servers in
//! the same run, so that time and findings can be compared. `CP_HARNESS_DOCUMENTS` names further
//! documents to plan, separated by colons.

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

/// The argument by which this program measures the memory of a command.
const PEAK: &str = "--peak-of";

/// A token of the reference server.
const TOKEN: &str = "reference-demo-token";

/// Defects that both harnesses are to find: of each kind of promise some.
const DEFECTS: [&str; 12] = [
    "anonymous_admitted",
    "token_not_verified",
    "created_with_201",
    "json_as_html",
    "null_from_an_empty_column",
    "default_changed_in_code",
    "hidden_default",
    "null_is_absent",
    "null_dereferenced",
    "envelope_of_its_own",
    "no_405",
    "text_too_long_for_its_column",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, command @ ..] = arguments.as_slice()
        && flag == PEAK
    {
        let _ = silent(&mut Command::new(BINARY)).args(command).status();
        println!("{}", children_peak_mb());
        return;
    }
    println!("{:<58}{:>12}{:>12}{:>12}", "", "min", "median", "max");
    let folder = std::env::temp_dir().join(format!("cp-harness-bench-{}", std::process::id()));
    let report = folder.display().to_string();
    let conform = ["conform", "--report", &report];
    row("conform, four endpoints, embedded reference", &time(|| run(BINARY, &conform)));
    peak(&conform);
    row("process start (--version)", &time(|| run(BINARY, &["--version"])));
    plan_large();
    let documents = std::env::var("CP_HARNESS_DOCUMENTS").unwrap_or_default();
    for path in documents.split(':').filter(|path| !path.is_empty()) {
        plan_file(path);
    }
    row(
        "mutants, the whole kill matrix (one run)",
        &[once(&mut Command::new(BINARY), &["mutants"])],
    );
    peers(&report);
    // What cannot be removed is in the system's folder for such things.
    let _ = std::fs::remove_dir_all(folder);
}

/// The `plan` command on a document, as a user has it: start, reading, planning, printing.
fn plan_file(path: &str) {
    let plan = ["plan", "--spec", path, "--target", "http://127.0.0.1:9"];
    row(&format!("plan --spec {path}"), &time(|| run(BINARY, &plan)));
    peak(&plan);
}

/// Prints the largest resident size of a command.
fn peak(arguments: &[&str]) {
    let own = std::env::current_exe().unwrap();
    let output = Command::new(own).arg(PEAK).args(arguments).output().unwrap();
    let peak = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    println!("{:<58}{peak:>24} MB", "  peak memory of that process");
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
    let plan = Plan::new(&api, &selection);
    row("  its hash", &time(|| drop(plan.hash())));
}

/// Schemathesis with its defaults against the same servers: one as it should be, and those with a
/// defect each.
fn peers(report: &str) {
    let has_peer = silent(Command::new("st").arg("--version")).status().is_ok();
    if !has_peer {
        println!("schemathesis: not installed (pip install schemathesis)");
    }
    let [mut own_found, mut peer_found] = [0, 0];
    let [mut own_times, mut peer_times] = [Vec::new(), Vec::new()];
    let mut blamed = Vec::new();
    for defect in std::iter::once(None).chain(DEFECTS.map(Some)) {
        let (mut server, url) = serve(defect);
        let own = ["conform", "--strict", "--target", &url, "--token", TOKEN, "--report", report];
        let (own, own_time) = fails(&mut Command::new(BINARY), &own);
        own_times.push(own_time);
        let document = format!("{url}/api/openapi.json");
        let token = format!("Authorization: Bearer {TOKEN}");
        let peer = ["run", &document, "-H", &token, "--max-examples", "50"];
        let peer = has_peer.then(|| fails(&mut Command::new("st"), &peer));
        peer_times.extend(peer.map(|(_, time)| time));
        let peer = peer.is_some_and(|(failed, _)| failed);
        if defect.is_some() {
            own_found += usize::from(own);
            peer_found += usize::from(peer);
        } else {
            blamed.extend(own.then_some("conform"));
            blamed.extend(peer.then_some("schemathesis"));
        }
        let _ = server.kill();
        let _ = server.wait();
    }
    let all = DEFECTS.len();
    row(&format!("conform --strict: {own_found} of {all} defects found"), &sorted(own_times));
    if has_peer {
        let label = format!("schemathesis --max-examples 50: {peer_found} of {all} failed");
        row(&label, &sorted(peer_times));
    }
    let blamed = if blamed.is_empty() { "nobody".to_owned() } else { blamed.join(", ") };
    println!("the server as it should be is failed by: {blamed}");
}

/// Whether a command fails a target (exit code 1), and how long it takes.
fn fails(program: &mut Command, arguments: &[&str]) -> (bool, Duration) {
    let started = Instant::now();
    let status = silent(program).args(arguments).status().unwrap();
    (status.code() == Some(1), started.elapsed())
}

fn once(program: &mut Command, arguments: &[&str]) -> Duration {
    fails(program, arguments).1
}

fn silent(command: &mut Command) -> &mut Command {
    command.stdout(Stdio::null()).stderr(Stdio::null())
}

fn serve(defect: Option<&str>) -> (Child, String) {
    let mut server = Command::new(BINARY)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(defect.into_iter().flat_map(|id| ["--mutant", id]))
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
    let timed = |_| {
        let started = Instant::now();
        action();
        started.elapsed()
    };
    sorted((0..RUNS).map(timed).collect())
}

fn sorted(mut times: Vec<Duration>) -> Vec<Duration> {
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
