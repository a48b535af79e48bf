//! What the engine promises, against targets on loopback that behave and misbehave.

mod books;
mod race;
mod with_goose;

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use super::clock::RunClock;
use super::connections::ConnectionManager;
use super::counters::AttackCounters;
use super::testing::{Beats, EMPTY, Kept, Manner, Records, options, records, samples, target};
use super::timers::Timers;
use super::worker_group::{Shared, WorkerGroup};
use super::worker_groups::WorkerGroups;
use super::{AttackOptions, AttackSample, SlowRead, Stop};
use crate::run::transport::{Dialer, Target};
use crate::wire::{Bookkeeping, Connections, FailureCause, LoadOutcome};

struct Ran {
    samples: Vec<AttackSample>,
    counters: Arc<AttackCounters>,
}

impl Ran {
    /// The status of each answer, or what else the request came to.
    fn results(&self) -> Vec<Result<u16, LoadOutcome>> {
        self.samples.iter().map(|sample| sample.status.ok_or(sample.outcome)).collect()
    }
}

fn failed(cause: FailureCause) -> Result<u16, LoadOutcome> {
    Err(LoadOutcome::Failed(cause))
}

/// Runs one group to its end; `stop` is asked for beforehand where the test says so.
async fn run(fleet: Beats, url: &Url, options: AttackOptions, stop: Stop) -> Ran {
    let (workers, records) = (0..fleet.workers, records());
    let shared = shared(fleet, url, &options, stop, &records);
    let groups = WorkerGroups::new(1);
    groups.bring(0, WorkerGroup::new(Arc::clone(&shared), 0, workers, 0));
    groups.drive(0, &shared.stop).await;
    Ran { samples: samples(&records), counters: Arc::clone(&shared.counters) }
}

/// What groups share, with the run's time started.
fn shared(
    fleet: Beats,
    url: &Url,
    options: &AttackOptions,
    stop: Stop,
    records: &Records,
) -> Arc<Shared<Beats, Kept>> {
    let counters = Arc::new(AttackCounters::default());
    let dialer = Dialer::new(Target::from_url(url).unwrap());
    let clock = Arc::new(RunClock::default());
    clock.start();
    Arc::new(Shared {
        fleet: Arc::new(fleet),
        records: Arc::clone(records),
        connections: Arc::new(ConnectionManager::new(dialer, options, &counters)),
        timers: Timers::new(&clock).unwrap(),
        clock,
        counters,
        stop,
        stopped_at: OnceLock::new(),
        sender: None,
    })
}

async fn beats(workers: u32, beats: u32, manner: Manner, options: AttackOptions) -> Ran {
    let url = target(manner).await;
    run(Beats::new(workers, beats), &url, options, Stop::default()).await
}

fn with(connections: Connections) -> AttackOptions {
    AttackOptions { connections, ..options() }
}

fn impatient() -> AttackOptions {
    AttackOptions { timeout: Duration::from_millis(20), ..options() }
}

#[tokio::test]
async fn every_beat_is_sent_once_and_recorded() {
    let ran = beats(3, 4, Manner::Answers(EMPTY), options()).await;
    assert_eq!(ran.results(), vec![Ok(204); 12]);
    for worker in 0..3 {
        let own = ran.samples.iter().filter(|sample| sample.worker == worker);
        assert_eq!(own.count(), 4);
    }
    let expected = Bookkeeping { sent: 12, answered: 12, ..Bookkeeping::default() };
    assert_eq!(ran.counters.bookkeeping(), expected);
}

#[tokio::test]
async fn the_clocks_of_a_sample_are_in_order_and_say_of_a_late_answer_before() {
    let ran = beats(1, 3, Manner::Answers(EMPTY), options()).await;
    let mut previous = Duration::ZERO;
    for (number, sample) in ran.samples.iter().enumerate() {
        assert!(
            sample.timing.intended <= sample.timing.sent
                && sample.timing.sent <= sample.timing.done
        );
        // All were due at the start: each waits while those before it are in flight, and no longer.
        assert!(number == 0 || sample.timing.blocked > Duration::ZERO);
        assert!(sample.timing.blocked <= previous && sample.timing.queued.is_zero());
        previous = sample.timing.done;
    }
}

#[tokio::test]
async fn no_beat_is_sent_before_it_is_due() {
    let url = target(Manner::Answers(EMPTY)).await;
    let mut fleet = Beats::new(2, 4);
    fleet.interval = Duration::from_millis(5);
    let ran = run(fleet, &url, options(), Stop::default()).await;
    for sample in &ran.samples {
        assert!(sample.timing.sent >= sample.timing.intended);
        assert_eq!(sample.timing.intended.as_nanos() % 5_000_000, 0);
    }
}

#[tokio::test]
async fn each_connection_model_opens_what_it_says() {
    let keep = Connections::PerWorker { keep_alive: true };
    let close = Connections::PerWorker { keep_alive: false };
    let pool = Connections::Pooled { size: 2 };
    for (model, opened, reused, peak) in [
        (keep, 5..=5, 15, 5),
        (close, 20..=20, 0, 5),
        (Connections::PerRequest, 20..=20, 0, 5),
        (pool, 1..=2, 18, 2),
    ] {
        let ran = beats(5, 4, Manner::Answers(EMPTY), with(model)).await;
        let used = ran.counters.connections();
        assert!(opened.contains(&used.opened), "{model:?} {used:?}");
        assert!(used.reused >= reused, "{model:?} {used:?}");
        assert!(used.peak <= peak, "{model:?} {used:?}");
        assert_eq!(ran.counters.bookkeeping().answered, 20, "{model:?}");
    }
}

#[tokio::test]
async fn a_worker_reconnects_when_the_target_closes_and_when_it_is_reported_to() {
    let closes = Manner::AnswersAndCloses(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    let ran = beats(1, 3, closes, options()).await;
    assert_eq!(ran.results(), vec![Ok(204); 3]);
    assert_eq!(ran.counters.connections().opened, 3);
    let url = target(Manner::Answers(EMPTY)).await;
    let mut fleet = Beats::new(1, 3);
    fleet.disconnects_before = Some(2);
    let ran = run(fleet, &url, options(), Stop::default()).await;
    assert_eq!(ran.counters.connections().opened, 2);
}

#[tokio::test]
async fn each_misbehaviour_is_named_and_ends_nothing_but_its_request() {
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    let error = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";
    for (manner, result) in [
        (Manner::AnswersAndCloses(half), failed(FailureCause::CutShort)),
        (Manner::AnswersAndCloses(b""), failed(FailureCause::CutShort)),
        (Manner::Resets, failed(FailureCause::Reset)),
        (Manner::Answers(b"\x16\x03\x01 what\r\n\r\n"), failed(FailureCause::NotHttp)),
        (Manner::Answers(error), Ok(500)),
    ] {
        let ran = beats(2, 2, manner, options()).await;
        assert_eq!(ran.results(), vec![result; 4], "{manner:?}");
    }
}

#[tokio::test]
async fn a_target_that_stalls_costs_each_request_its_time_limit() {
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    for (manner, cause) in [
        (Manner::Stalls, FailureCause::FirstByteTimeout),
        (Manner::Answers(half), FailureCause::AnswerTimeout),
        (Manner::Answers(b"HTTP/1.1 2"), FailureCause::AnswerTimeout),
    ] {
        let ran = beats(2, 2, manner, impatient()).await;
        assert_eq!(ran.results(), vec![failed(cause); 4], "{manner:?}");
        let book = ran.counters.bookkeeping();
        assert_eq!((book.sent, book.failed), (4, 4));
        assert_eq!(ran.counters.open_connections(), 0);
    }
}

#[tokio::test]
async fn a_target_that_refuses_is_reported_as_such() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let url = url.parse().unwrap();
    let ran = run(Beats::new(2, 2), &url, options(), Stop::default()).await;
    assert_eq!(ran.results(), vec![failed(FailureCause::Refused); 4]);
    assert_eq!(ran.counters.connections().opened, 0);
}

#[tokio::test]
async fn a_full_pool_keeps_requests_waiting_within_their_time_limit() {
    // Long enough that all three are due within half of it, however busy the machine is.
    let mut options = AttackOptions { timeout: Duration::from_millis(500), ..options() };
    options.connections = Connections::Pooled { size: 1 };
    let ran = beats(3, 1, Manner::Stalls, options).await;
    // Only one of them was ever sent: the others say nothing of the target.
    let mut results = ran.results();
    results.sort_unstable();
    let in_line = failed(FailureCause::PoolTimeout);
    assert_eq!(results, [in_line, in_line, failed(FailureCause::FirstByteTimeout)]);
}

#[tokio::test]
async fn the_wait_for_a_full_pool_is_distinguished_from_the_generators_own_lag() {
    let pool = with(Connections::Pooled { size: 1 });
    let ran = beats(3, 1, Manner::Answers(EMPTY), pool).await;
    // Nobody was in flight for them before, and it is not the target that they waited for.
    assert!(ran.samples.iter().all(|sample| sample.timing.blocked.is_zero()));
    assert_eq!(ran.samples.iter().filter(|sample| !sample.timing.queued.is_zero()).count(), 2);
}

#[tokio::test]
async fn a_stop_ends_the_wait_for_a_far_beat_and_counts_what_is_under_way() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url: Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let mut fleet = Beats::new(2, 2);
    fleet.interval = Duration::from_hours(1);
    let stop = Stop::default();
    // The workers' first beats are under way once both have connected.
    let asks = async {
        let held = (listener.accept().await.unwrap(), listener.accept().await.unwrap());
        stop.ask();
        held
    };
    let (ran, _held) = tokio::join!(run(fleet, &url, options(), stop.clone()), asks);
    let expected = Bookkeeping { sent: 2, in_flight_at_stop: 2, ..Bookkeeping::default() };
    assert_eq!(ran.counters.bookkeeping(), expected);
    assert_eq!(ran.counters.open_connections(), 0);
    // They are recorded as they stood, and held against nobody.
    assert_eq!(ran.results(), vec![Err(LoadOutcome::Unfinished); 2]);
    for sample in &ran.samples {
        assert!(
            sample.timing.intended <= sample.timing.sent
                && sample.timing.sent <= sample.timing.done
        );
    }
}

#[tokio::test]
async fn each_request_is_answered_or_failed_or_in_flight_at_the_stop() {
    let url = target(Manner::Stalls).await;
    for connections in [
        Connections::PerWorker { keep_alive: true },
        Connections::PerRequest,
        Connections::Pooled { size: 2 },
    ] {
        let stop = Stop::default();
        let fleet = Beats { timeout: Some(Duration::from_millis(1)), ..Beats::new(5, u32::MAX) };
        // Whenever it comes, the counts have to agree; by then some requests have timed out as well.
        let asks = async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            stop.ask();
        };
        let run = run(fleet, &url, with(connections), stop.clone());
        let (ran, ()) = tokio::join!(run, asks);
        let book = ran.counters.bookkeeping();
        assert_eq!(book.sent, book.failed + book.in_flight_at_stop, "{connections:?}");
        assert_eq!((book.answered, book.in_flight_at_stop), (0, 5), "{connections:?}");
        assert_eq!(book.sent, ran.samples.len() as u64, "{connections:?}");
        let of = |outcome| ran.results().into_iter().filter(|it| *it == Err(outcome)).count();
        let in_line = if connections == (Connections::Pooled { size: 2 }) { 3 } else { 0 };
        let open = (of(LoadOutcome::Unfinished), of(LoadOutcome::Queued));
        assert_eq!(open, (5 - in_line, in_line), "{connections:?}");
        for sample in ran.samples.iter().filter(|it| it.outcome == LoadOutcome::Queued) {
            assert_eq!(sample.timing.sent, sample.timing.done, "{sample:?}");
            // How long depends on when the stop came: its place in line may be a moment old.
            assert!(!sample.timing.queued.is_zero(), "{sample:?}");
        }
    }
}

#[tokio::test]
async fn a_call_has_the_limit_that_the_fleet_gives_it() {
    let url = target(Manner::Stalls).await;
    let fleet = Beats { timeout: Some(Duration::from_millis(20)), ..Beats::new(1, 1) };
    let patient = AttackOptions { timeout: Duration::from_hours(1), ..options() };
    let ran = run(fleet, &url, patient, Stop::default()).await;
    assert_eq!(ran.results(), vec![failed(FailureCause::FirstByteTimeout)]);
    let url = target(Manner::Answers(EMPTY)).await;
    let fleet = Beats { timeout: Some(Duration::from_mins(1)), ..Beats::new(1, 1) };
    let hasty = AttackOptions { timeout: Duration::ZERO, ..options() };
    let ran = run(fleet, &url, hasty, Stop::default()).await;
    assert_eq!(ran.results(), vec![Ok(204)]);
}

#[tokio::test]
async fn a_slow_reader_takes_its_time_and_gets_the_same_answer() {
    let url = target(Manner::Answers(EMPTY)).await;
    let delay = Duration::from_millis(30);
    let slow = Some(SlowRead { delay, bytes_per_second: NonZeroU32::new(2_000) });
    let ran = run(Beats { slow, ..Beats::new(2, 2) }, &url, options(), Stop::default()).await;
    assert_eq!(ran.results(), vec![Ok(204); 4]);
    assert!(ran.samples.iter().all(|sample| sample.timing.done >= sample.timing.sent + delay));
    // Its connection is kept like any other.
    assert_eq!(ran.counters.connections().opened, 2);
}

#[tokio::test]
async fn every_request_names_the_target_and_stands_below_its_path() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let url: Url = format!("http://{address}/base/").parse().unwrap();
    let reads = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 512];
        let length = stream.read(&mut request).await.unwrap();
        stream.write_all(EMPTY).await.unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    };
    let run = run(Beats::new(1, 1), &url, options(), Stop::default());
    let (ran, request) = tokio::join!(run, reads);
    assert_eq!(ran.results(), vec![Ok(204)]);
    let expected = format!("POST /base/beat HTTP/1.1\r\nhost: {address}\r\ncontent-length: 1");
    assert!(request.starts_with(&expected), "{request}");
}
