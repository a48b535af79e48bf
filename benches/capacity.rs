//! How near `load capacity` comes to the truth, and how long it takes. `cargo bench --bench capacity`
//!
//! The targets are real servers in this process whose limit is known: one that works off 200 requests
//! a second one after the other, one that refuses what is beyond 200 a second, and one that closes
//! every connection beyond 300. The search is the binary's own, with the scenario that ships. A case
//! is named as an argument (`queue`, `refuse`, `connections`); all are run without one. Further
//! arguments after `--` go to `load capacity`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its figures, and stops where it cannot measure"
)]

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use cp_harness::reference::{Config, DEMO_TOKEN, app};
use http::StatusCode;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;
use tokio::net::TcpListener;

const BINARY: &str = env!("CARGO_BIN_EXE_cp-harness");
const RATE: u32 = 200;
const CONNECTIONS: usize = 300;

/// What limits a target, laid around its routes.
type Limited = fn(Router) -> Router;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let (names, flags): (Vec<&String>, Vec<&String>) = match words.iter().position(|w| w == "--") {
        Some(at) => (words[..at].iter().collect(), words[at + 1..].iter().collect()),
        None => (words.iter().collect(), Vec::new()),
    };
    let cases: [(&str, &str, Limited, usize, f64); 3] = [
        ("queue", "works off 200 requests/s, the rest waits", queue, usize::MAX, RATE.into()),
        ("refuse", "answers 200 requests/s, the rest with 503", refuse, usize::MAX, RATE.into()),
        ("connections", "has room for 300 connections", |app| app, CONNECTIONS, 300.0),
    ];
    for (name, about, limited, most, limit) in cases {
        if names.is_empty() || names.iter().any(|wanted| *wanted == name) {
            println!("{name}: a target that {about}");
            search(serve(limited(app(Config::default())), most), limit, &flags);
        }
    }
}

/// Runs the search and prints what it came to beside the truth.
fn search(address: SocketAddr, limit: f64, flags: &[&String]) {
    let folder = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let output = Command::new(BINARY)
        .args(["load", "capacity", "--format", "json", "--token", DEMO_TOKEN])
        .args(["--target", &format!("http://{address}"), "--report", "out"])
        .args(flags)
        .current_dir(folder.path())
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let took = began.elapsed().as_secs_f64();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    for probe in report["probes"].as_array().unwrap() {
        let (workers, length) = (&probe["workers"], probe["length"].as_str().unwrap());
        let standing = probe["standing"].as_str().unwrap();
        println!("  {workers:>6} {length:<5} {standing:<18} {}", probe["why"]);
    }
    let found = report["largest"].as_f64();
    let off =
        found.map_or_else(|| "-".to_owned(), |f| format!("{:+.1}%", (f / limit - 1.0) * 100.0));
    println!("  {}", report["answer"].as_str().unwrap());
    println!(
        "  true {limit}  answer {}  off {off}  decided {}  exit {}  {took:.0} s\n",
        report["largest"],
        report["decided"],
        output.status.code().unwrap_or(-1)
    );
}

/// One request after another, so many a second: what is more waits for its turn.
fn queue(app: Router) -> Router {
    let free = Arc::new(Mutex::new(Instant::now()));
    app.layer(from_fn(move |request: Request, next: Next| {
        let turn = {
            let mut free = free.lock().unwrap();
            *free = (*free).max(Instant::now()) + Duration::from_secs(1) / RATE;
            *free
        };
        async move {
            tokio::time::sleep_until(turn.into()).await;
            next.run(request).await
        }
    }))
}

/// So many requests in each second; what is more is refused.
fn refuse(app: Router) -> Router {
    let second = Arc::new(Mutex::new((Instant::now(), 0)));
    app.layer(from_fn(move |request: Request, next: Next| {
        let has_room = {
            let mut second = second.lock().unwrap();
            if second.0.elapsed() >= Duration::from_secs(1) {
                *second = (Instant::now(), 0);
            }
            second.1 += 1;
            second.1 <= RATE
        };
        async move {
            if has_room {
                next.run(request).await
            } else {
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
        }
    }))
}

/// Serves `app` on a thread of its own; connections beyond `most` are closed at once.
fn serve(app: Router, most: usize) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            accept(TcpListener::from_std(listener).unwrap(), app, most).await;
        });
    });
    address
}

async fn accept(listener: TcpListener, app: Router, most: usize) {
    let open = Arc::new(AtomicUsize::new(0));
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        if open.load(Ordering::Relaxed) >= most {
            continue;
        }
        open.fetch_add(1, Ordering::Relaxed);
        let (open, service) = (Arc::clone(&open), TowerToHyperService::new(app.clone()));
        tokio::spawn(async move {
            let http = hyper::server::conn::http1::Builder::new();
            // Whoever hangs up has had enough.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}
