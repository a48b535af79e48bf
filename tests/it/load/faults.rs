//! Faults carried out against the reference: what arrives there proves each.

use std::collections::{BTreeMap, BTreeSet};

use cp_harness::load::{Clock, LoadOutcome};
use cp_harness::reference::DEMO_TOKEN;
use cp_harness::stats::Quantile;

use super::fleet::{LIFE, run, scenario};
use super::target::{Arrival, REGISTERED, Reply, Target};

const QUICK: &str = "interval = \"50ms\"";

fn with(fault: &str) -> String {
    format!("{LIFE}\n[[fault]]\n{fault}\n")
}

fn is_goodbye(beat: &Arrival) -> bool {
    beat.body["status"] == "idle"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn zombies_say_goodbye_and_go_on_beating_with_their_old_id() {
    let target = Target::reference().await;
    let fault = with("kind = \"zombie\"\nshare = 0.5\nstage = \"join\"\nlasts = \"5s\"");
    run(scenario(6, QUICK, "1s", &fault), &target.url).await;
    let beats = target.beats();
    let goodbyes: Vec<&Arrival> = beats.iter().filter(|beat| is_goodbye(beat)).collect();
    assert_eq!(goodbyes.len(), 3, "a half of the fleet");
    for goodbye in goodbyes {
        let later = beats.iter().filter(|beat| beat.at > goodbye.at && beat.id() == goodbye.id());
        let later: Vec<_> = later.collect();
        assert!(later.len() > 2, "{}", later.len());
        assert!(later.iter().all(|beat| beat.index() == goodbye.index() && !is_goodbye(beat)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_with_a_duplicate_id_beat_with_that_of_another() {
    let target = Target::reference().await;
    let fault = with("kind = \"duplicate-id\"\nshare = 1.0");
    let summary = run(scenario(4, QUICK, "1s", &fault), &target.url).await.summary;
    let mut workers: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for beat in target.beats() {
        workers.entry(beat.id().to_owned()).or_default().insert(beat.index());
    }
    assert!(workers.values().any(|indices| indices.len() > 1), "{workers:?}");
    // The first worker finds nobody before it, and keeps its own.
    let first: Vec<_> = workers.values().filter(|indices| indices.contains(&0)).collect();
    assert_eq!(first.len(), 1, "{workers:?}");
    assert_eq!(summary.total().tally.violations, 0, "the target gave no id twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_token_lets_a_worker_in_and_is_then_refused() {
    let target = Target::reference().await;
    let fault = with("kind = \"stale-token\"\nshare = 0.5");
    let summary = run(scenario(4, QUICK, "500ms", &fault), &target.url).await.summary;
    let good = format!("Bearer {DEMO_TOKEN}");
    let stale: BTreeSet<u64> = (target.beats().iter())
        .filter(|beat| beat.header("authorization") != Some(good.as_str()))
        .map(Arrival::index)
        .collect();
    assert_eq!(stale.len(), 2, "a half of the fleet");
    let entered = target.arrivals().into_iter().filter(|arrival| !arrival.is_beat());
    assert!(entered.into_iter().all(|arrival| arrival.header("authorization") == Some(&good)));
    let beats = summary.operation("worker_heartbeat").unwrap();
    assert_eq!(beats.statuses.get(&401), Some(&beats.count(LoadOutcome::ClientError(0))));
    assert!(beats.statuses[&401] > 0 && beats.welcome() > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_that_crash_say_no_goodbye_and_new_ones_stand_in() {
    let target = Target::reference().await;
    let fault = with("kind = \"crash\"\nshare = 1.0\nstage = \"join\"\nback_after = \"300ms\"");
    run(scenario(3, QUICK, "1500ms", &fault), &target.url).await;
    assert!(!target.beats().iter().any(is_goodbye));
    let registered = target.arrivals().iter().filter(|arrival| !arrival.is_beat()).count();
    assert_eq!(registered, 6, "each once, and its successor");
    let ids: BTreeSet<String> = target.beats().iter().map(|beat| beat.id().to_owned()).collect();
    assert!(ids.len() > 3, "{ids:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_takes_as_long_as_its_rate_allows() {
    let content = format!("{{\"padding\": \"{}\"}}", "x".repeat(2_000));
    let target =
        Target::of(
            move |_, arrival| {
                if arrival.is_beat() { Reply::ok(&content) } else { Reply::ok(REGISTERED) }
            },
        )
        .await;
    let fault = with("kind = \"slow-reader\"\nshare = 1.0\nbytes_per_second = 4000");
    let summary = run(scenario(2, QUICK, "2s", &fault), &target.url).await.summary;
    let beats = summary.operation("worker_heartbeat").unwrap();
    // 2,000 bytes and more at 4,000 a second, the last piece ends no wait: so long each beat keeps the
    // next one. The documents know no content here, so that none of them counts as served.
    let blocked = beats.clock(Clock::Blocked);
    assert!(
        blocked.quantile("p50".parse::<Quantile>().unwrap()).unwrap().as_millis() >= 350,
        "{blocked:?}"
    );
    assert!(beats.count(LoadOutcome::Undeclared(200)) > 0 && beats.welcome() == 0);
}
