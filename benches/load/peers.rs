//! The closed loop, ours beside peers: 64 connections, each request as soon as the last is answered.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::machine::{Ran, answers, run};
use crate::{PATH, TOKEN, body};

const SECONDS: f64 = 5.0;

/// A generator and its turns.
struct Peer {
    name: &'static str,
    /// `None` where it is not here, with how to bring it.
    command: Result<Vec<String>, &'static str>,
    /// Requests per second, from what the program printed.
    rate: fn(&str) -> Option<f64>,
    /// Requests per second and processor time per request in µs, turn by turn.
    turns: Vec<(f64, f64)>,
}

/// Prints medians of all turns, and their ratios to oha's.
pub(crate) fn closed_loop(own: &str, url: &str, worker_id: &str) {
    let scripts = Scripts::write(url, worker_id);
    let mut peers = peers(own, url, worker_id, &scripts);
    let rounds = std::env::var("CP_BENCH_ROUNDS").ok().and_then(|text| text.parse().ok());
    let rounds: usize = rounds.unwrap_or(3);
    for _ in 0..rounds {
        for peer in &mut peers {
            if let Ok(command) = &peer.command {
                let words: Vec<&str> = command.iter().map(String::as_str).collect();
                let Ran { text, cpu } = run(&words);
                if let Some(rate) = (peer.rate)(&text).filter(|rate| *rate > 0.0) {
                    peer.turns.push((rate, per_request(cpu, rate)));
                }
            }
        }
    }
    println!("closed loop, 64 connections, {SECONDS} s, medians of {rounds} turns");
    println!(
        "  {:<12} {:>10} {:>7} {:>12} {:>7}",
        "", "requests/s", "× oha", "CPU/request", "× oha"
    );
    let oha = peers.iter().find(|peer| peer.name == "oha").and_then(Peer::medians);
    for peer in &peers {
        match (&peer.command, peer.medians()) {
            (Err(way), _) => println!("  {:<12} not here ({way})", peer.name),
            (Ok(_), None) => println!("  {:<12} told no rate", peer.name),
            (Ok(_), Some((rate, cpu))) => {
                let ratio = |ours: f64, theirs: Option<f64>| {
                    theirs.map_or("-".to_owned(), |theirs| format!("{:.2}", ours / theirs))
                };
                let rates = ratio(rate, oha.map(|oha| oha.0));
                let costs = ratio(cpu, oha.map(|oha| oha.1));
                println!("  {:<12} {rate:>10.0} {rates:>7} {cpu:>9.1} µs {costs:>7}", peer.name);
            }
        }
    }
}

impl Peer {
    fn medians(&self) -> Option<(f64, f64)> {
        let median = |mut values: Vec<f64>| {
            values.sort_unstable_by(f64::total_cmp);
            values.get(values.len() / 2).copied()
        };
        let rates = self.turns.iter().map(|turn| turn.0).collect();
        let costs = self.turns.iter().map(|turn| turn.1).collect();
        Some((median(rates)?, median(costs)?))
    }
}

fn per_request(cpu: Duration, rate: f64) -> f64 {
    cpu.as_secs_f64() * 1e6 / (rate * SECONDS)
}

fn peers(own: &str, url: &str, worker_id: &str, scripts: &Scripts) -> Vec<Peer> {
    let target = format!("{url}{PATH}");
    let (header, content) = (format!("authorization: {TOKEN}"), body(worker_id));
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let peer = |name, command, rate| Peer { name, command, rate, turns: Vec::new() };
    let found = |name, variable, way, arguments: &[&str]| {
        let program = std::env::var(variable).unwrap_or_else(|_| str::to_owned(name));
        if answers(&program) { Ok([vec![program], words(arguments)].concat()) } else { Err(way) }
    };
    let oha = ["-z", "5s", "-c", "64", "--no-tui", "-m", "POST", "-H", &header, "-T"];
    let oha = [&oha[..], &["application/json", "-d", &content, &target]].concat();
    let wrk = ["-t1", "-c64", "-d5s", "-s", &scripts.wrk, &target];
    let k6 =
        ["run", "--quiet", "--no-usage-report", "--vus", "64", "--duration", "5s", &scripts.k6];
    let locust = ["--headless", "--only-summary", "-u", "64", "-r", "64", "-t", "5s", "-H", url];
    let locust = [&locust[..], &["-f", &scripts.locust]].concat();
    vec![
        peer("cp-harness", Ok(words(&[own, "generate", "0", url, worker_id])), counted),
        peer("oha", found("oha", "CP_BENCH_OHA", "cargo install oha", &oha), describe),
        peer("wrk", found("wrk", "CP_BENCH_WRK", "apt-get install wrk", &wrk), describe),
        peer("plain goose", Ok(words(&[own, "goose", url, worker_id])), counted),
        peer("k6", found("k6", "CP_BENCH_K6", "go install go.k6.io/k6@latest", &k6), k6_rate),
        peer(
            "locust",
            found("locust", "CP_BENCH_LOCUST", "pip install locust", &locust),
            locust_rate,
        ),
    ]
}

/// The rest of the line with these words.
fn after<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.split_once(words)).map(|(_, rest)| rest.trim())
}

/// `requests 12345`
fn counted(text: &str) -> Option<f64> {
    after(text, "requests ")?.parse::<f64>().ok().map(|requests| requests / SECONDS)
}

/// `Requests/sec: 12345.67`
fn describe(text: &str) -> Option<f64> {
    after(text, "Requests/sec:")?.parse().ok()
}

/// `http_reqs......................: 12345  2469.1/s`
fn k6_rate(text: &str) -> Option<f64> {
    after(text, "http_reqs")?.split_whitespace().last()?.strip_suffix("/s")?.parse().ok()
}

/// `Aggregated  12345  0(0.00%) | ...`
fn locust_rate(text: &str) -> Option<f64> {
    let requests = after(text, "Aggregated ")?.split_whitespace().next()?;
    requests.parse::<f64>().ok().map(|requests| requests / SECONDS)
}

/// What wrk, k6 and Locust are given in a language of their own; gone with the value.
struct Scripts {
    wrk: String,
    k6: String,
    locust: String,
    folder: PathBuf,
}

impl Scripts {
    fn write(url: &str, worker_id: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("cp-harness-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let content = body(worker_id);
        let script = |name: &str, text: String| {
            let path = folder.join(name);
            fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let wrk = format!(
            "wrk.method = 'POST'\nwrk.body = '{content}'\n\
             wrk.headers['content-type'] = 'application/json'\n\
             wrk.headers['authorization'] = '{TOKEN}'\n"
        );
        let k6 = format!(
            "import http from 'k6/http';\nconst headers = {{ 'content-type': 'application/json', \
             authorization: '{TOKEN}' }};\nexport default () => \
             http.post('{url}{PATH}', '{content}', {{ headers }});\n"
        );
        let locust = format!(
            "from locust import FastHttpUser, task\n\nclass Beats(FastHttpUser):\n    @task\n    \
             def beat(self):\n        self.client.post('{PATH}', data='{content}', \
             headers={{'content-type': 'application/json', 'authorization': '{TOKEN}'}})\n"
        );
        Self {
            wrk: script("beat.lua", wrk),
            k6: script("beat.js", k6),
            locust: script("beat.py", locust),
            folder,
        }
    }
}

impl Drop for Scripts {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
