//! The end of serving: what is under way is finished, and nothing else delays it.

use std::time::Duration;

use cp_harness::reference::DEMO_TOKEN;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::target::{REGISTER, Target};

/// Longer than the grace for requests under way, short enough to fail a test that hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads until the peer closes or resets the connection.
async fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received).await;
    received
}

#[tokio::test]
async fn idle_connections_are_closed_and_do_not_delay_the_stop() {
    let target = Target::new().await;
    let mut unused = target.connect().await;
    let mut kept_alive = target.connect().await;
    kept_alive.write_all(b"GET /health HTTP/1.1\r\nHost: t\r\n\r\n").await.unwrap();
    let mut first = [0; 12];
    kept_alive.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    target.stop.send(()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(1), target.serving).await;
    ended.expect("idle connections delay the stop").unwrap().unwrap();
    rest(&mut kept_alive).await;
    assert_eq!(rest(&mut unused).await, b"");
    assert!(TcpStream::connect(target.address).await.is_err());
}

#[tokio::test]
async fn a_request_under_way_is_finished() {
    let target = Target::new().await;
    let mut stream = target.connect().await;
    let body = r#"{"environment_name": "e"}"#;
    let head = format!(
        "POST {REGISTER} HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\
         Content-Type: application/json\r\nAuthorization: Bearer {DEMO_TOKEN}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // The interim answer proves that the request is under way.
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).await.unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    target.stop.send(()).unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with(b"HTTP/1.1 200 "), "{}", answer.escape_ascii());
    let ended = tokio::time::timeout(PATIENCE, target.serving).await;
    ended.unwrap().unwrap().unwrap();
    assert_eq!(target.store.worker_count(), 1);
}

#[tokio::test]
async fn a_request_that_never_ends_is_given_up() {
    let target = Target::new().await;
    let mut stream = target.connect().await;
    let half = format!(
        "POST {REGISTER} HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"
    );
    stream.write_all(half.as_bytes()).await.unwrap();
    let mut interim = [0; 12];
    stream.read_exact(&mut interim).await.unwrap();
    target.stop.send(()).unwrap();
    let ended = tokio::time::timeout(PATIENCE, target.serving).await;
    ended.expect("a silent client holds the stop up").unwrap().unwrap();
    rest(&mut stream).await;
}
