//! How a request ends that no answer ends: the keep-alive race, and what is none.

use super::*;

/// A target that answers one request on each connection and closes it, without a word of warning,
/// when the next one has arrived: as a server does whose keep-alive time-out ends in that moment.
async fn racing() -> Url {
    target(Manner::AnswersOnce(EMPTY)).await
}

#[tokio::test]
async fn a_kept_connection_that_ends_under_a_request_is_the_keep_alive_race_and_no_other_failure() {
    for connections in
        [Connections::PerWorker { keep_alive: true }, Connections::Pooled { size: 1 }]
    {
        let url = racing().await;
        let ran = run(Beats::new(1, 4), &url, with(connections), Stop::default()).await;
        let race = failed(FailureCause::KeepAliveRace);
        assert_eq!(ran.results(), [Ok(204), race, Ok(204), race], "{connections:?}");
        let used = ran.counters.connections();
        assert_eq!((used.opened, used.resent), (2, 0), "{connections:?}");
    }
}

#[tokio::test]
async fn a_beat_that_met_the_race_is_sent_again_once_where_that_is_asked_for() {
    let url = racing().await;
    let fleet = Beats { resends: true, ..Beats::new(1, 4) };
    let ran = run(fleet, &url, options(), Stop::default()).await;
    // It is one request however often it was sent, and its time is that of both.
    assert_eq!(ran.results(), vec![Ok(204); 4]);
    let used = ran.counters.connections();
    assert_eq!((used.opened, used.resent), (4, 3));
    let expected = Bookkeeping { sent: 4, answered: 4, ..Bookkeeping::default() };
    assert_eq!(ran.counters.bookkeeping(), expected);
}

#[tokio::test]
async fn a_fresh_connection_that_ends_without_an_answer_is_no_race_and_nothing_is_sent_again() {
    let url = target(Manner::AnswersAndCloses(b"")).await;
    let fleet = Beats { resends: true, ..Beats::new(1, 3) };
    let ran = run(fleet, &url, options(), Stop::default()).await;
    assert_eq!(ran.results(), vec![failed(FailureCause::CutShort); 3]);
    assert_eq!(ran.counters.connections().resent, 0);
}

#[tokio::test]
async fn a_kept_connection_that_ends_within_an_answer_is_cut_short() {
    let url = target(Manner::AnswersThenHalf(EMPTY)).await;
    let fleet = Beats { resends: true, ..Beats::new(1, 2) };
    let ran = run(fleet, &url, options(), Stop::default()).await;
    assert_eq!(ran.results(), [Ok(204), failed(FailureCause::CutShort)]);
    assert_eq!(ran.counters.connections().resent, 0);
}

#[tokio::test]
async fn a_call_that_cannot_be_made_is_not_sent_and_not_counted() {
    let url = target(Manner::Answers(EMPTY)).await;
    let fleet = Beats { withheld: Some(1), ..Beats::new(2, 3) };
    let ran = run(fleet, &url, options(), Stop::default()).await;
    assert_eq!(ran.results(), vec![Ok(204); 4]);
    assert_eq!(ran.counters.bookkeeping().sent, 4);
}

#[tokio::test]
async fn content_that_cannot_be_decoded_is_a_failure_and_the_connection_goes_on() {
    let coded = b"HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 1\r\n\r\nx";
    let ran = beats(1, 2, Manner::Answers(coded), options()).await;
    assert_eq!(ran.results(), vec![failed(FailureCause::Coding); 2]);
    let expected = Bookkeeping { sent: 2, failed: 2, ..Bookkeeping::default() };
    assert_eq!(ran.counters.bookkeeping(), expected);
    assert_eq!(ran.counters.connections().opened, 1);
}
