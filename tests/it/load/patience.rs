//! 429 and Retry-After: no failure, and nothing is sent before its time.

use std::time::{Duration, SystemTime};

use cp_harness::load::LoadOutcome;

use super::fleet::{LIFE, run, scenario};
use super::target::{Arrival, REGISTERED, Reply, Target};

fn busy(retry_after: &str) -> Reply {
    let fields = format!("retry-after: {retry_after}\r\n");
    Reply::Answer("429 Too Many Requests", fields, "{}".to_owned())
}

/// A target that refuses the first beat of each of two workers, and how it fared with them.
async fn held(retry_after: impl Fn() -> String + Send + Sync + 'static) -> Vec<Arrival> {
    let target = Target::of(move |_, arrival| match arrival {
        beat if beat.body["worker_metadata"]["beat"] == "0" => busy(&retry_after()),
        beat if beat.is_beat() => Reply::plain(beat),
        _ => Reply::ok(REGISTERED),
    })
    .await;
    let fleet = "interval = \"100ms\"\nphase = \"on-join\"";
    let summary = run(scenario(2, fleet, "2500ms", LIFE), &target.url).await.summary;
    let beats = summary.operation("worker_heartbeat").unwrap();
    assert_eq!((beats.throttled(), beats.errors()), (2, 0));
    assert_eq!(beats.count(LoadOutcome::Throttled), 2);
    // Ten beats of each worker are due in a second, and nobody is asked to wait for more than two.
    assert!((2..=42).contains(&beats.tally.held), "{:?}", beats.tally);
    target.beats()
}

/// The shortest time between the first beat of a worker and its second.
fn shortest(beats: &[Arrival]) -> Duration {
    let pause = |index| {
        let own: Vec<_> = beats.iter().filter(|beat| beat.index() == index).collect();
        own[1].at.duration_since(own[0].at)
    };
    pause(0).min(pause(1))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seconds_are_waited_for_and_the_beats_of_that_time_are_held() {
    let beats = held(|| "1".to_owned()).await;
    assert!(shortest(&beats) >= Duration::from_secs(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_date_is_waited_for_too() {
    let date = || httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2));
    let beats = held(date).await;
    // Dates are cut to the second.
    assert!(shortest(&beats) > Duration::from_millis(900));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_not_let_in_comes_back_when_it_is_reported_to() {
    let target = Target::of(|number, arrival| match number {
        0 => busy("2"),
        _ => Reply::plain(arrival),
    })
    .await;
    let fleet = "interval = \"100ms\"\nphase = \"on-join\"";
    let summary = run(scenario(1, fleet, "2500ms", LIFE), &target.url).await.summary;
    let entering = summary.operation("register_worker").unwrap();
    assert_eq!((entering.throttled(), entering.errors()), (1, 0));
    let arrivals = target.arrivals();
    assert!(arrivals[1].at.duration_since(arrivals[0].at) >= Duration::from_secs(2));
}
