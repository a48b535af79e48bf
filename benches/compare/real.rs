//! Real runs against a target that takes its time, in a process of its own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use cp_harness::reference::{Config, app};
use cp_harness::report::compare::{Loaded, read};

use crate::{Count, Named};

const BINARY: &str = env!("CARGO_BIN_EXE_cp-harness");
const TOKEN: &str = "reference-demo-token";
const UNCHANGED_US: u64 = 20_000;
const SLOWER_US: u64 = 22_000;

/// Serves the reference with this delay before each answer, and prints where.
pub(crate) fn serve(delay_us: u64) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let delay = Duration::from_micros(delay_us);
        let later = move |request: Request, next: Next| async move {
            tokio::time::sleep(delay).await;
            next.run(request).await
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("http://{}", listener.local_addr().unwrap());
        axum::serve(listener, app(Config::default()).layer(from_fn(later))).await.unwrap();
    });
}

fn target(delay_us: u64) -> (Child, String) {
    let own = std::env::current_exe().unwrap();
    let delay = delay_us.to_string();
    let mut child =
        Command::new(own).args(["--serve", &delay]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line.trim().to_owned())
}

/// Runs that stand in the folder already are kept.
pub(crate) fn measure(pairs: u32, seconds: u64, folder: &Path) {
    for pair in 0..pairs {
        let runs = [("first", UNCHANGED_US), ("second", UNCHANGED_US), ("slower", SLOWER_US)];
        for (name, delay_us) in runs {
            let report = folder.join(format!("{pair:03}-{name}"));
            if report.join("report.json").exists() {
                continue;
            }
            let (mut child, url) = target(delay_us);
            let duration = format!("{seconds}s");
            let ran = Command::new(BINARY)
                .args(["load", "--workers", "40", "--ramp", "1s", "--interval", "200ms"])
                .args(["--duration", &duration, "--target", &url, "--token", TOKEN])
                .arg("--report")
                .arg(&report)
                .env_remove("KUBIYA_API_KEY")
                .stdout(Stdio::null())
                .status();
            let _ = child.kill();
            let _ = child.wait();
            println!("  {}: {}", report.display(), ran.unwrap());
        }
    }
}

/// Compares what stands in the folder.
pub(crate) fn judge(folder: &Path) {
    let mut runs: BTreeMap<String, Vec<Named>> = BTreeMap::new();
    let mut names: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for path in names {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(Loaded::Load(report)) = read(&path) else { continue };
        if let Some((_, kind)) = name.split_once('-') {
            runs.entry(kind.to_owned()).or_default().push((name.clone(), *report));
        }
    }
    let of = |kind: &str| runs.get(kind).map_or(&[][..], Vec::as_slice);
    let (first, second, slower) = (of("first"), of("second"), of("slower"));
    let mut unchanged = Count::default();
    for (before, after) in first.iter().zip(second) {
        unchanged.add(std::slice::from_ref(before), std::slice::from_ref(after), true);
    }
    unchanged.print("unchanged, one run a side");
    let mut longer = Count::default();
    for (before, after) in first.iter().zip(slower) {
        longer.add(std::slice::from_ref(before), std::slice::from_ref(after), false);
    }
    longer.print("a tenth slower, one run a side");
    // Three baselines of other pairs against one candidate.
    let mut three = Count::default();
    for (at, after) in second.iter().enumerate() {
        let others = (0..first.len()).filter(|other| *other != at).cycle().skip(at).take(3);
        let before: Vec<Named> = others.map(|other| first[other].clone()).collect();
        if first.len() > 3 {
            three.add(&before, std::slice::from_ref(after), true);
        }
    }
    three.print("unchanged, three baselines");
}
