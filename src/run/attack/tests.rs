//! What the engine promises, against targets on loopback that behave and misbehave.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use super::alarms::Alarms;
use super::clock::Clock;
use super::counters::Counters;
use super::lines::Lines;
use super::pack::{Pack, Shared};
use super::testing::{Beats, EMPTY, Kept, Manner, options, records, samples, target};
use super::{AttackOptions, Bookkeeping, Connections, Failure, Sample, SlowRead, Stop};
use crate::http::{Dialer, Target};

struct Ran {
    samples: Vec<Sample>,
    counters: Arc<Counters>,
}

impl Ran {
    fn results(&self) -> Vec<Result<u16, Failure>> {
        self.samples.iter().map(|sample| sample.result).collect()
    }
}

/// Runs one pack to its end; `stop` is asked for beforehand where the test says so.
async fn run(fleet: Beats, url: &Url, options: AttackOptions, stop: Stop) -> Ran {
    let records = records();
    let counters = Arc::new(Counters::default());
    let dialer = Dialer::new(Target::from_url(url).unwrap());
    let workers = 0..fleet.workers;
    let clock = Arc::new(Clock::default());
    clock.start();
    let shared = Arc::new(Shared {
        fleet: Arc::new(fleet),
        records: Arc::clone(&records),
        lines: Arc::new(Lines::new(dialer, &options, &counters)),
        alarms: Alarms::new(&clock).unwrap(),
        clock,
        counters: Arc::clone(&counters),
        stop,
        teller: None,
    });
    let mut pack: Pack<Beats, Kept> = Pack::new(shared, 0, workers, 0);
    pack.run().await;
    Ran { samples: samples(&records), counters }
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
async fn the_clocks_of_a_sample_are_in_order_and_tell_of_a_late_answer_before() {
    let ran = beats(1, 3, Manner::Answers(EMPTY), options()).await;
    let mut previous = Duration::ZERO;
    for (number, sample) in ran.samples.iter().enumerate() {
        assert!(sample.intended <= sample.sent && sample.sent <= sample.done);
        // All were due at the start: each waits while those before it are in flight, and no longer.
        assert!(number == 0 || sample.blocked > Duration::ZERO);
        assert!(sample.blocked <= previous && sample.queued.is_zero());
        previous = sample.done;
    }
}

#[tokio::test]
async fn no_beat_is_sent_before_it_is_due() {
    let url = target(Manner::Answers(EMPTY)).await;
    let mut fleet = Beats::new(2, 4);
    fleet.interval = Duration::from_millis(5);
    let ran = run(fleet, &url, options(), Stop::default()).await;
    for sample in &ran.samples {
        assert!(sample.sent >= sample.intended);
        assert_eq!(sample.intended.as_nanos() % 5_000_000, 0);
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
        assert!(used.peak_open <= peak, "{model:?} {used:?}");
        assert_eq!(ran.counters.bookkeeping().answered, 20, "{model:?}");
    }
}

#[tokio::test]
async fn a_worker_reconnects_when_the_target_closes_and_when_it_is_told_to() {
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
        (Manner::AnswersAndCloses(half), Err(Failure::Reset)),
        (Manner::AnswersAndCloses(b""), Err(Failure::Reset)),
        (Manner::Answers(b"\x16\x03\x01 what\r\n\r\n"), Err(Failure::Invalid)),
        (Manner::Answers(error), Ok(500)),
    ] {
        let ran = beats(2, 2, manner, options()).await;
        assert_eq!(ran.results(), vec![result; 4], "{manner:?}");
    }
}

#[tokio::test]
async fn a_target_that_stalls_costs_each_request_its_time_limit() {
    for manner in
        [Manner::Stalls, Manner::Answers(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
    {
        let ran = beats(2, 2, manner, impatient()).await;
        assert_eq!(ran.results(), vec![Err(Failure::Timeout); 4], "{manner:?}");
        let book = ran.counters.bookkeeping();
        assert_eq!((book.sent, book.failed), (4, 4));
        assert_eq!(ran.counters.connections().open, 0);
    }
}

#[tokio::test]
async fn a_target_that_refuses_is_told_as_such() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let url = url.parse().unwrap();
    let ran = run(Beats::new(2, 2), &url, options(), Stop::default()).await;
    assert_eq!(ran.results(), vec![Err(Failure::Connect); 4]);
    assert_eq!(ran.counters.connections().opened, 0);
}

#[tokio::test]
async fn a_full_pool_keeps_requests_waiting_within_their_time_limit() {
    let mut options = impatient();
    options.connections = Connections::Pooled { size: 1 };
    let ran = beats(3, 1, Manner::Stalls, options).await;
    assert_eq!(ran.results(), vec![Err(Failure::Timeout); 3]);
}

#[tokio::test]
async fn the_wait_for_a_full_pool_is_told_apart_from_the_generators_own_lag() {
    let pool = with(Connections::Pooled { size: 1 });
    let ran = beats(3, 1, Manner::Answers(EMPTY), pool).await;
    // Nobody was in flight for them before, and it is not the target that they waited for.
    assert!(ran.samples.iter().all(|sample| sample.blocked.is_zero()));
    assert_eq!(ran.samples.iter().filter(|sample| !sample.queued.is_zero()).count(), 2);
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
    assert_eq!(ran.counters.connections().open, 0);
    // They are told as they stood, and held against nobody.
    assert_eq!(ran.results(), vec![Err(Failure::Unfinished); 2]);
    for sample in &ran.samples {
        assert!(sample.intended <= sample.sent && sample.sent <= sample.done);
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
        let unfinished = ran.results().into_iter().filter(|it| *it == Err(Failure::Unfinished));
        assert_eq!(unfinished.count(), 5, "{connections:?}");
    }
}

#[tokio::test]
async fn a_call_has_the_limit_that_the_fleet_gives_it() {
    let url = target(Manner::Stalls).await;
    let fleet = Beats { timeout: Some(Duration::from_millis(20)), ..Beats::new(1, 1) };
    let patient = AttackOptions { timeout: Duration::from_hours(1), ..options() };
    let ran = run(fleet, &url, patient, Stop::default()).await;
    assert_eq!(ran.results(), vec![Err(Failure::Timeout)]);
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
    assert!(ran.samples.iter().all(|sample| sample.done >= sample.sent + delay));
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

mod with_goose {
    use tokio::sync::Mutex;

    use super::super::{Attack, AttackError};
    use super::*;

    /// One attack at a time in a process, tests included.
    static TURN: Mutex<()> = Mutex::const_new(());

    async fn attack(fleet: Beats, url: &Url, options: AttackOptions) -> Attack<Beats, Kept> {
        Attack::new(fleet, records(), url, options).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_attack_ends_with_its_last_beat_and_may_be_followed_by_another() {
        let _turn = TURN.lock().await;
        let url = target(Manner::Answers(EMPTY)).await;
        for _ in 0..2 {
            let attack = attack(Beats::new(7, 3), &url, options()).await;
            let report = attack.execute().await.unwrap();
            assert_eq!(report.bookkeeping.answered, 21);
            assert_eq!((report.users, report.stopped_early), (4, false));
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn neighbouring_packs_share_a_record() {
        let _turn = TURN.lock().await;
        let url = target(Manner::Answers(EMPTY)).await;
        let records = records();
        // Four packs of two, two records.
        let fleet = Beats::new(7, 2);
        let attack = Attack::new(fleet, Arc::clone(&records), &url, options()).await.unwrap();
        attack.execute().await.unwrap();
        for (record, workers) in records.iter().zip([vec![0, 1, 2, 3], vec![4, 5, 6]]) {
            let kept = record.lock().unwrap();
            let mut seen: Vec<u32> = kept.0.iter().map(|sample| sample.worker).collect();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen, workers);
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_stop_does_not_wait_for_an_interval_or_a_stalled_target() {
        let _turn = TURN.lock().await;
        let url = target(Manner::Stalls).await;
        let mut fleet = Beats::new(6, 100);
        fleet.interval = Duration::from_hours(1);
        let mut options = options();
        options.timeout = Duration::from_hours(1);
        let attack = attack(fleet, &url, options).await;
        let (stop, counters) = (attack.stop(), attack.counters());
        let asks = async {
            while counters.bookkeeping().sent < 6 {
                tokio::task::yield_now().await;
            }
            stop.ask();
        };
        let start = Instant::now();
        let (report, ()) = tokio::join!(attack.execute(), asks);
        let report = report.unwrap();
        assert!(start.elapsed() < Duration::from_mins(1));
        assert_eq!(report.bookkeeping.in_flight_at_stop, 6);
        assert!(report.stopped_early);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_attack_ends_at_its_end() {
        let _turn = TURN.lock().await;
        let url = target(Manner::Answers(EMPTY)).await;
        let mut fleet = Beats::new(3, 1_000_000);
        fleet.interval = Duration::from_millis(1);
        let mut options = options();
        options.end = Duration::from_millis(30);
        options.ramp = Duration::from_millis(20);
        let report = attack(fleet, &url, options).await.execute().await.unwrap();
        let book = report.bookkeeping;
        assert!(report.stopped_early);
        assert!(book.sent > 0);
        assert_eq!(book.sent, book.answered + book.failed + book.in_flight_at_stop);
    }

    #[tokio::test]
    async fn a_second_attack_is_refused_until_the_first_is_gone() {
        let _turn = TURN.lock().await;
        let url = target(Manner::Answers(EMPTY)).await;
        let first = attack(Beats::new(1, 1), &url, options()).await;
        let second = Attack::new(Beats::new(1, 1), records(), &url, options()).await;
        assert!(matches!(second.err(), Some(AttackError::Busy)));
        drop(first);
        attack(Beats::new(1, 1), &url, options()).await;
    }

    #[tokio::test]
    async fn a_fleet_without_workers_is_refused() {
        let url: Url = "http://127.0.0.1:1/".parse().unwrap();
        let refused = Attack::new(Beats::new(0, 1), records(), &url, options()).await;
        assert!(matches!(refused.err(), Some(AttackError::NoWorkers)));
    }
}
