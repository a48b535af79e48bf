//! What becomes of each request: undeclared statuses, incomplete answers, codings, keep-alive races.

use std::io::Write;

use cp_harness::load::{Conclusion, FailureCause, LoadOutcome, LoadSummary, OperationSummary};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::fleet::{LIFE, run, scenario};
use super::target::{Arrival, REGISTERED, Reply, Target};

const QUICK: &str = "interval = \"20ms\"\ntimeout = \"10s\"";

fn status(line: &'static str) -> Reply {
    Reply::Answer(line, String::new(), "{}".to_owned())
}

fn operation(summary: &LoadSummary, name: &str) -> OperationSummary {
    summary.operation(name).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_lets_nobody_in_fails_every_call_and_decides_nothing() {
    for (line, outcome) in [
        ("302 Found", LoadOutcome::Undeclared(302)),
        ("202 Accepted", LoadOutcome::Incomplete),
        ("429 Too Many Requests", LoadOutcome::Throttled),
        ("404 Not Found", LoadOutcome::ClientError(404)),
    ] {
        let target = Target::of(move |_, _| status(line)).await;
        let outcomes = run(scenario(4, QUICK, "200ms", LIFE), &target.url).await;
        let summary = &outcomes.summary;
        let entering = operation(summary, "register_worker");
        assert_eq!(entering.count(outcome), entering.ended(), "{line}: {:?}", entering.outcomes);
        assert!(entering.ended() >= 4, "{line}");
        assert_eq!(entering.welcome(), 0, "{line}");
        assert!(target.beats().is_empty(), "{line}");
        assert_eq!(summary.entered, 0, "{line}");
        assert_eq!(summary.conclude(&outcomes.results), Conclusion::Inconclusive, "{line}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beats_answered_with_an_undeclared_status_are_errors_with_that_status() {
    let target = Target::of(|_, arrival| {
        if arrival.is_beat() { status("307 Temporary Redirect") } else { Reply::ok(REGISTERED) }
    })
    .await;
    let summary = run(scenario(2, QUICK, "200ms", LIFE), &target.url).await.summary;
    let beats = operation(&summary, "worker_heartbeat");
    assert_eq!(beats.errors(), beats.ended());
    assert_eq!(beats.statuses.get(&307), Some(&beats.count(LoadOutcome::Undeclared(0))));
    assert_eq!(summary.entered, 2);
}

/// The details of a run, as `operation: outcome: text`.
fn details(summary: &LoadSummary) -> Vec<String> {
    let rows = summary.details.iter();
    rows.map(|row| {
        let text = row.text.as_deref().unwrap_or("others");
        format!("{}: {}: {text}", row.operation, row.outcome.name())
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_without_the_id_has_failed_with_the_member_named_and_no_beat_is_sent() {
    for (content, said) in [
        ("{}", "no `/worker_id`: it is missing"),
        (r#"{"worker_id": null}"#, "no `/worker_id`: it is null"),
        (r#"{"worker_id": {"id": "w"}}"#, "no `/worker_id`: it is an object"),
        ("<html>hello</html>", "no `/worker_id`: the content is not JSON"),
        ("", "no `/worker_id`: no content"),
    ] {
        let target = Target::of(move |_, _| Reply::ok(content)).await;
        let summary = run(scenario(3, QUICK, "200ms", LIFE), &target.url).await.summary;
        let entering = operation(&summary, "register_worker");
        assert_eq!(entering.count(LoadOutcome::Incomplete), entering.ended(), "{content}");
        assert!(target.beats().is_empty(), "{content}");
        assert_eq!(details(&summary), [format!("register_worker: incomplete: {said}")]);
        assert_eq!(summary.details[0].count, entering.ended());
        assert_eq!(summary.bookkeeping.sent, target.arrivals().len() as u64, "{content}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_read_without_its_content_coding() {
    let mut coded = GzEncoder::new(Vec::new(), Compression::fast());
    coded.write_all(REGISTERED.as_bytes()).unwrap();
    let coded = coded.finish().unwrap();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n",
        coded.len()
    );
    let answer: &'static [u8] = [head.into_bytes(), coded].concat().leak();
    let plain = |arrival: &Arrival| Reply::plain(arrival);
    let target = Target::of(
        move |_, arrival| {
            if arrival.is_beat() { plain(arrival) } else { Reply::Bytes(answer) }
        },
    )
    .await;
    let profile = scenario(2, &format!("{QUICK}\ncheck_every = 1"), "200ms", LIFE);
    let summary = run(profile, &target.url).await.summary;
    assert_eq!(operation(&summary, "register_worker").welcome(), 2);
    assert!(target.beats().iter().all(|beat| beat.id() == "w"));
    assert_eq!(summary.entered, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_coding_that_nobody_asked_for_is_a_failure_of_its_own() {
    let target = Target::of(|_, _| {
        let fields = "content-encoding: br\r\n".to_owned();
        Reply::Answer("200 OK", fields, REGISTERED.to_owned())
    })
    .await;
    let summary = run(scenario(2, QUICK, "200ms", LIFE), &target.url).await.summary;
    let entering = operation(&summary, "register_worker");
    assert_eq!(entering.count(FailureCause::Coding.into()), entering.ended());
    let said = "register_worker: coding: cannot undo content coding `br`: brotli was not asked for";
    assert_eq!(details(&summary), [said]);
}

/// A target that closes the connection of each worker under its second beat and under no other.
async fn racing() -> Target {
    Target::of(|_, arrival| match arrival {
        beat if beat.is_beat() && beat.body["worker_metadata"]["beat"] == "1" && is_kept(beat) => {
            Reply::Close
        }
        other => Reply::plain(other),
    })
    .await
}

/// The connection is a fresh one where the request was sent again.
fn is_kept(beat: &Arrival) -> bool {
    beat.number_on_connection > 0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_closed_under_a_beat_is_named_and_the_beat_is_sent_again_where_asked_for() {
    for (resends, lost, resent) in [(false, 3, 0), (true, 0, 3)] {
        let target = racing().await;
        let fleet = format!("{QUICK}\nresend_closed = {resends}");
        let summary = run(scenario(3, &fleet, "300ms", LIFE), &target.url).await.summary;
        let beats = operation(&summary, "worker_heartbeat");
        assert_eq!(beats.count(FailureCause::KeepAliveRace.into()), lost, "{resends}");
        assert_eq!((beats.errors(), summary.connections.resent), (lost, resent), "{resends}");
        // The target saw each request that was sent again twice.
        let arrived = target.arrivals().len() as u64;
        assert_eq!(arrived, summary.bookkeeping.sent + resent, "{resends}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registration_is_never_sent_again() {
    let target = Target::of(
        |number, arrival| {
            if number == 0 { Reply::Close } else { Reply::plain(arrival) }
        },
    )
    .await;
    let fleet = format!("{QUICK}\nresend_closed = true");
    let summary = run(scenario(1, &fleet, "200ms", LIFE), &target.url).await.summary;
    let entering = operation(&summary, "register_worker");
    assert_eq!(entering.count(FailureCause::CutShort.into()), 1);
    assert_eq!(summary.connections.resent, 0);
}
