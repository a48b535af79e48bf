//! How connections are kept, used again, and given up.

use std::sync::Arc;

use cp_harness::run::transport::{HttpTransport, Transport};
use cp_harness::wire::{Request, TransportError};

use super::server::{Act, Server, answer, send};
use super::{get, options, reason, transport};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Answers `count` requests, then waits for the client to close.
fn answers(count: usize) -> Vec<Act> {
    let mut script: Vec<_> = (0..count).flat_map(|_| answer(OK)).collect();
    script.push(Act::Hold);
    script
}

/// How many requests each connection carried.
fn shares(server: &Server) -> Vec<usize> {
    server.requests().iter().map(Vec::len).collect()
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let server = Server::start([answers(3)]).await;
    let transport = transport(&server);
    for _ in 0..3 {
        assert_eq!(transport.send(&get("/")).await.unwrap().body, b"ok");
    }
    assert_eq!(shares(&server), [3]);
}

#[tokio::test]
async fn a_204_without_surplus_leaves_its_connection_usable() {
    let mut script = answer("HTTP/1.1 204 No Content\r\n\r\n");
    script.extend(answers(1));
    let server = Server::start([script]).await;
    let transport = transport(&server);
    transport.send(&get("/")).await.unwrap();
    transport.send(&get("/")).await.unwrap();
    assert_eq!(shares(&server), [2]);
}

#[tokio::test]
async fn a_server_that_closes_after_each_answer_works() {
    let said = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
    let server = Server::start([answer(said), answer(OK), answer(OK), answer(OK)]).await;
    let transport = transport(&server);
    for _ in 0..4 {
        assert_eq!(transport.send(&get("/")).await.unwrap().body, b"ok");
    }
    assert_eq!(shares(&server), [1; 4]);
}

#[tokio::test]
async fn a_request_that_meets_a_closing_connection_is_sent_once_more() {
    let mut closing = answer(OK);
    closing.push(Act::Request);
    let mut resetting = closing.clone();
    resetting.push(Act::Reset);
    for stale in [closing, resetting] {
        let server = Server::start([stale, answers(1)]).await;
        let transport = transport(&server);
        let request =
            Request { method: "POST".to_owned(), body: Some(b"content".to_vec()), ..get("/") };
        transport.send(&request).await.unwrap();
        assert_eq!(transport.send(&request).await.unwrap().body, b"ok");
        assert_eq!(shares(&server), [2, 1]);
        assert!(server.requests()[1][0].ends_with("content"));
    }
}

#[tokio::test]
async fn a_request_is_sent_at_most_twice() {
    let mut stale = answer(OK);
    stale.push(Act::Request);
    let server = Server::start([stale, vec![Act::Request], answers(1)]).await;
    let transport = transport(&server);
    transport.send(&get("/")).await.unwrap();
    let error = transport.send(&get("/")).await.unwrap_err();
    assert!(matches!(error, TransportError::Closed { .. }), "{error}");
    assert_eq!(shares(&server), [2, 1]);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_not_asked_for_again() {
    let mut script = answer(OK);
    script.extend(answer("HTTP/1.1 200 OK\r\nContent-"));
    let server = Server::start([script, answers(1)]).await;
    let transport = transport(&server);
    transport.send(&get("/")).await.unwrap();
    let error = transport.send(&get("/")).await.unwrap_err();
    assert_eq!(reason(error), "the target closed it in the middle of the head");
    assert_eq!(shares(&server), [2]);
}

#[tokio::test]
async fn a_connection_with_surplus_bytes_is_not_used_again() {
    for surplus in [
        "HTTP/1.1 204 No Content\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nokay",
        "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ] {
        let mut script = answer(surplus);
        script.push(Act::Hold);
        let server = Server::start([script, answers(1)]).await;
        let transport = transport(&server);
        transport.send(&get("/")).await.unwrap();
        assert_eq!(transport.send(&get("/")).await.unwrap().body, b"ok");
        assert_eq!(shares(&server), [1, 1]);
    }
}

#[tokio::test]
async fn surplus_bytes_that_come_late_do_not_answer_the_next_request() {
    let head = send("HTTP/1.1 204 No Content\r\n\r\n");
    let script = vec![Act::Request, head, Act::Request, send("{\"late\": true}"), Act::Hold];
    let server = Server::start([script, answers(1)]).await;
    let transport = transport(&server);
    transport.send(&get("/")).await.unwrap();
    assert_eq!(transport.send(&get("/")).await.unwrap().body, b"ok");
    assert_eq!(shares(&server), [2, 1]);
}

#[tokio::test]
async fn no_connection_is_kept_where_none_may_be() {
    let server = Server::start([answers(1), answers(1)]).await;
    let mut none = options(&server.url());
    none.connections = 0;
    let transport = HttpTransport::new(none).unwrap();
    transport.send(&get("/")).await.unwrap();
    transport.send(&get("/")).await.unwrap();
    assert_eq!(shares(&server), [1, 1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_exchanges_at_once_each_get_their_own_answer() {
    let echo = |number: usize| {
        let body = format!("{number:02}");
        answer(format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{body}"))
    };
    let server = Server::start((0..64).map(echo)).await;
    let transport = Arc::new(transport(&server));
    let exchanges = (0..64).map(|_| {
        let transport = Arc::clone(&transport);
        tokio::spawn(async move { transport.send(&get("/")).await.unwrap().body })
    });
    let mut bodies = Vec::new();
    for exchange in exchanges.collect::<Vec<_>>() {
        bodies.push(exchange.await.unwrap());
    }
    bodies.sort();
    let expected: Vec<_> = (0..64).map(|number| format!("{number:02}").into_bytes()).collect();
    assert_eq!(bodies, expected);
}
