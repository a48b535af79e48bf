//! Whole attacks, from goose's users to the report.

use std::time::Instant;

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
    // Four groups of two, two records.
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

/// A million workers on one processor: the groups take longer to end than anybody waits for them.
#[tokio::test]
async fn the_books_of_a_starved_run_are_exact_though_its_packs_end_late() {
    let _turn = TURN.lock().await;
    let url = target(Manner::Stalls).await;
    let records = records();
    let mut fleet = Beats::new(20, 100);
    fleet.dismissal = Duration::from_millis(100);
    let patient = AttackOptions { timeout: Duration::from_hours(1), ..options() };
    let attack = Attack::new(fleet, Arc::clone(&records), &url, patient).await.unwrap();
    let (stop, counters) = (attack.stop(), attack.counters());
    let asks = async {
        while counters.bookkeeping().sent < 20 {
            tokio::task::yield_now().await;
        }
        stop.ask();
    };
    let (report, ()) = tokio::join!(attack.execute(), asks);
    let report = report.unwrap();
    let expected = Bookkeeping { sent: 20, in_flight_at_stop: 20, ..Bookkeeping::default() };
    assert_eq!(report.bookkeeping, expected);
    assert_eq!(samples(&records).len(), 20);
    // The run is over when it is stopped, however long the books take.
    assert!(report.elapsed < Duration::from_millis(1_500), "{:?}", report.elapsed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attack_ends_at_its_end() {
    let _turn = TURN.lock().await;
    let url = target(Manner::Answers(EMPTY)).await;
    let mut fleet = Beats::new(3, 1_000_000);
    fleet.interval = Duration::from_millis(1);
    let mut options = options();
    options.end = Duration::from_millis(30);
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
