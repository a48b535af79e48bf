//! Targets that misbehave: each is named, no run hangs, and the books stay exact.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cp_harness::load::{Exemplar, FailureCause, LoadOutcome};
use cp_harness::run::load::CompletedRun;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use super::fleet::{LIFE, run, scenario, watched};
use super::target::{Arrival, PATIENCE, REGISTERED, Reply, Target, serve};

const QUICK: &str = "interval = \"20ms\"\ntimeout = \"10s\"";

/// A fleet that registers well, and whose beats are then answered so.
async fn beats_answered(reply: Reply) -> [u64; LoadOutcome::COUNT] {
    let target = Target::of(
        move |_, arrival| {
            if arrival.is_beat() { reply.clone() } else { Reply::ok(REGISTERED) }
        },
    )
    .await;
    let summary = run(scenario(3, QUICK, "400ms", LIFE), &target.url).await.summary;
    assert!(summary.bookkeeping.sent > 3, "{:?}", summary.bookkeeping);
    assert_eq!(summary.operation("register_worker").unwrap().welcome(), 3);
    summary.operation("worker_heartbeat").unwrap().outcomes
}

/// Asserts that beats came to these outcomes, and at most to being under way at the end beside them.
fn came_to(outcomes: [u64; LoadOutcome::COUNT], expected: &[LoadOutcome]) {
    for (outcome, count) in LoadOutcome::ALL.into_iter().zip(outcomes) {
        let may_be = outcome == LoadOutcome::Unfinished;
        let is_expected = expected.iter().any(|it| it.index() == outcome.index());
        assert_eq!(count > 0, is_expected || (may_be && count > 0), "{}", outcome.name());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_and_garbage_and_broken_connections_are_each_named() {
    let error = Reply::Answer("500 Internal Server Error", String::new(), "{}".to_owned());
    let of = LoadOutcome::Failed;
    let (cut, race) = (of(FailureCause::CutShort), of(FailureCause::KeepAliveRace));
    for (reply, outcomes) in [
        (error, &[LoadOutcome::ServerError(500)][..]),
        (Reply::Bytes(b"\x16\x03\x01\x02\x00 no HTTP\r\n\r\n"), &[of(FailureCause::NotHttp)]),
        (Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"), &[cut]),
        // The first beat goes over the connection that carried the registration.
        (Reply::Close, &[race, cut]),
        (Reply::Reset, &[race, of(FailureCause::Reset)]),
    ] {
        came_to(beats_answered(reply).await, outcomes);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_refuses_is_tried_again_with_pauses_and_the_run_ends() {
    let target = Target::nobody().await;
    let summary = run(scenario(4, QUICK, "1200ms", LIFE), &target.url).await.summary;
    let outcomes = summary.operation("register_worker").unwrap();
    assert_eq!(outcomes.count(FailureCause::Refused.into()), summary.bookkeeping.sent);
    // At once, and a second later; the next pause is longer than the run.
    assert_eq!(summary.bookkeeping.sent, 8);
    assert_eq!(summary.connections.opened, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_never_answers_ends_with_the_run_and_not_with_its_time_limit() {
    let target = Target::of(|_, _| Reply::Silence).await;
    let patient = "interval = \"20ms\"\ntimeout = \"1h\"";
    let ran = run(scenario(5, patient, "300ms", LIFE), &target.url);
    let outcome = tokio::time::timeout(PATIENCE, ran).await.expect("the stop waits");
    let books = outcome.summary.bookkeeping;
    assert_eq!((books.sent, books.in_flight_at_stop), (5, 5), "{books:?}");
    let waited = outcome.summary.operation("register_worker").unwrap();
    assert_eq!(waited.count(LoadOutcome::Unfinished), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_times_out_has_failed() {
    let target = Target::of(
        |_, arrival| {
            if arrival.is_beat() { Reply::Silence } else { Reply::ok(REGISTERED) }
        },
    )
    .await;
    let brief = "interval = \"20ms\"\ntimeout = \"50ms\"";
    let summary = run(scenario(2, brief, "500ms", LIFE), &target.url).await.summary;
    let beats = summary.operation("worker_heartbeat").unwrap();
    assert!(beats.count(FailureCause::FirstByteTimeout.into()) >= 2, "{:?}", beats.outcomes);
    assert_eq!(beats.welcome(), 0);
}

/// It dies after some requests, with all its connections, and is back once failures were seen.
/// What failed is kept with its moments and its workers, and the first of it in full.
fn failures_are_kept(outcome: &CompletedRun) {
    let causes: u64 = outcome.summary.causes.iter().map(|cause| cause.occurrences.count).sum();
    assert_eq!(causes, outcome.summary.total().errors());
    for cause in &outcome.summary.causes {
        let seen = &cause.occurrences;
        assert!(seen.first <= seen.last && seen.last < outcome.elapsed, "{cause:?}");
        assert!((1..=4).contains(&seen.workers.len()), "{cause:?}");
        let operations = &outcome.summary.operations;
        let is_of = |it: &&Exemplar| {
            it.sample.outcome == cause.outcome
                && operations[usize::from(it.sample.operation)] == cause.operation
        };
        let of_it = outcome.summary.exemplars.failing().filter(is_of);
        assert_eq!(of_it.map(|it| it.sample.timing.sent).min(), Some(seen.first), "{cause:?}");
    }
    let slowest: Vec<&Exemplar> = outcome.summary.exemplars.slowest().collect();
    assert!(slowest.iter().any(|it| it.connection.is_some_and(|kept| kept.requests > 0)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_dies_and_returns_costs_failures_and_the_fleet_reconnects() {
    const BEHAVIORS: usize = 30;
    let target = Target::nobody().await;
    let (address, kept) = (target.address(), target.kept());
    let (dies, returns) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let is_dead = Arc::new(AtomicBool::new(false));
    let death = Arc::clone(&dies);
    let script = Arc::new(move |number: usize, arrival: &Arrival| {
        if number == BEHAVIORS {
            death.notify_one();
        }
        Reply::plain(arrival)
    });
    let listener = TcpListener::bind(address).await.unwrap();
    let (back, dead) = (Arc::clone(&returns), Arc::clone(&is_dead));
    let first = tokio::spawn(serve(listener, Arc::clone(&kept), script));
    let behavior = tokio::spawn(async move {
        dies.notified().await;
        first.abort();
        let _ = first.await;
        dead.store(true, Ordering::SeqCst);
        back.notified().await;
        let listener = TcpListener::bind(address).await.unwrap();
        let died_after = kept.lock().unwrap().len();
        let plain = Arc::new(|_: usize, arrival: &Arrival| Reply::plain(arrival));
        tokio::join!(serve(listener, kept, plain), async { died_after }).1
    });
    let mut failures = 0;
    let outcome = watched(scenario(4, "interval = \"50ms\"", "3s", LIFE), &target.url, |second| {
        failures += second.total.errors();
        if failures > 0 {
            returns.notify_one();
        }
    })
    .await;
    behavior.abort();
    assert!(is_dead.load(Ordering::SeqCst));
    let beats = outcome.summary.operation("worker_heartbeat").unwrap();
    let failed = FailureCause::ALL.into_iter().map(|cause| beats.count(cause.into()));
    assert!(failed.sum::<u64>() > 0, "{:?}", beats.outcomes);
    assert_eq!(outcome.summary.operation("register_worker").unwrap().welcome(), 4);
    failures_are_kept(&outcome);
    // Those that beat once it was back reconnected, and did not register again.
    let after = target.arrivals().split_off(BEHAVIORS + 1);
    let back: std::collections::BTreeSet<u64> =
        after.iter().filter(|arrival| arrival.is_beat()).map(Arrival::index).collect();
    assert_eq!(back.len(), 4, "{back:?}");
    assert!(outcome.summary.connections.opened >= 8, "{:?}", outcome.summary.connections);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beats_arrive_in_their_order_and_none_is_lost_or_doubled() {
    let target = Target::of(|_, arrival| Reply::plain(arrival)).await;
    let summary = run(scenario(2, "interval = \"10ms\"", "1s", LIFE), &target.url).await.summary;
    for index in 0..2 {
        let own = target.beats().into_iter().filter(|beat| beat.index() == index);
        let numbers: Vec<usize> = own
            .map(|beat| beat.body["worker_metadata"]["beat"].as_str().unwrap().parse().unwrap())
            .collect();
        assert_eq!(numbers, (0..numbers.len()).collect::<Vec<_>>());
        assert!(numbers.len() > 50, "{}", numbers.len());
    }
    assert_eq!(summary.bookkeeping.sent, target.arrivals().len() as u64);
}
