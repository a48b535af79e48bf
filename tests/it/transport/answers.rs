//! What comes back: heads as they stood on the wire, content undone, bytes where none may be.

use std::io::Read;

use cp_harness::run::transport::{HttpTransport, Transport};
use cp_harness::wire::{Request, TransportError};
use flate2::Compression;
use flate2::read::GzEncoder;

use super::server::{Act, Server, answer, send};
use super::{LIMIT_BYTES, SHORT, answered, get, options, transport};

fn until_close(method: &str) -> Request {
    Request { method: method.to_owned(), until_close: true, ..get("/") }
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GzEncoder::new(content, Compression::best());
    encoder.read_to_end(&mut bytes).unwrap();
    bytes
}

fn gzip_answer(content: &[u8]) -> Vec<u8> {
    let coded = gzip(content);
    let length = coded.len();
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), &coded].concat()
}

#[tokio::test]
async fn headers_keep_their_order_and_spelling() {
    let wire = "HTTP/1.1 200 OK\r\nx-ZULU: 1\r\ncontent-length: 0\r\nAlpha: \t b c \r\nX-zulu: \u{e9}\r\n\r\n";
    let response = answered(wire).await.unwrap();
    let expected =
        [("x-ZULU", "1"), ("content-length", "0"), ("Alpha", "b c"), ("X-zulu", r"\xc3\xa9")];
    let pairs = response.headers.iter().map(|(name, value)| (&**name, &**value));
    assert_eq!(pairs.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn interim_answers_are_passed_over() {
    let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    let last = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok";
    let split = vec![Act::Request, send(interim), Act::Pause, send(last)];
    for script in [answer(format!("{interim}{last}")), split] {
        let server = Server::start([script]).await;
        let response = transport(&server).send(&get("/")).await.unwrap();
        assert_eq!((response.status, &response.body[..]), (201, &b"ok"[..]));
        assert_eq!(response.header("link"), None);
    }
}

#[tokio::test]
async fn bytes_behind_a_204_are_handed_over() {
    let server = Server::start([answer("HTTP/1.1 204 No Content\r\n\r\n{\"a\":1}")]).await;
    let response = transport(&server).send(&get("/")).await.unwrap();
    assert_eq!(response.status, 204);
    assert_eq!(response.stray, b"{\"a\":1}");
    assert_eq!(response.body, b"");
}

#[tokio::test]
async fn bytes_that_follow_a_204_later_are_handed_over_until_the_connection_ends() {
    let script = vec![
        Act::Request,
        send("HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n{\"a\""),
        Act::Pause,
        send(":1}"),
    ];
    let server = Server::start([script]).await;
    let response = transport(&server).send(&until_close("POST")).await.unwrap();
    assert_eq!(response.stray, b"{\"a\":1}");
    assert!(server.request().contains("\r\nConnection: close\r\n"));
}

#[tokio::test]
async fn a_chunked_end_behind_a_204_is_handed_over() {
    let wire = "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    let response = answered(wire).await.unwrap();
    assert_eq!(response.stray, b"0\r\n\r\n");
}

#[tokio::test]
async fn a_clean_answer_without_content_has_nothing_stray() {
    for (method, wire) in [
        ("POST", "HTTP/1.1 204 No Content\r\n\r\n"),
        ("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
        ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: br\r\n\r\n"),
    ] {
        let server = Server::start([answer(wire)]).await;
        let response = transport(&server).send(&until_close(method)).await.unwrap();
        assert_eq!((response.stray, response.body), (vec![], vec![]), "{method}");
    }
}

#[tokio::test]
async fn content_in_the_answer_to_head_is_stray() {
    for wire in [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 405 Method Not Allowed\r\n\r\nhello",
    ] {
        let server = Server::start([answer(wire)]).await;
        let response = transport(&server).send(&until_close("HEAD")).await.unwrap();
        assert_eq!((&response.stray[..], response.body), (&b"hello"[..], vec![]));
    }
}

#[tokio::test]
async fn stray_bytes_without_end_are_bounded() {
    let head = send("HTTP/1.1 204 No Content\r\n\r\n");
    let server = Server::start([vec![Act::Request, head, Act::Flood(&[b'x'; 1024])]]).await;
    let response = transport(&server).send(&until_close("GET")).await.unwrap();
    assert_eq!(response.stray.len(), 64 * 1024);
}

#[tokio::test]
async fn a_server_that_stays_open_after_a_204_is_still_answered_in_time() {
    let head = send("HTTP/1.1 204 No Content\r\n\r\n");
    let server = Server::start([vec![Act::Request, head, Act::Hold]]).await;
    let mut short = options(&server.url());
    short.timeout = SHORT;
    let response = HttpTransport::new(short).unwrap().send(&until_close("GET")).await;
    assert_eq!(response.unwrap().stray, b"");
}

#[tokio::test]
async fn content_is_read_by_length_by_chunks_and_to_the_end() {
    for wire in [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: v\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\n\r\nhello",
    ] {
        let response = answered(wire).await.unwrap();
        assert_eq!((&response.body[..], response.stray), (&b"hello"[..], vec![]));
    }
}

#[tokio::test]
async fn gzip_is_undone_and_a_bomb_refused() {
    let response = answered(gzip_answer(b"hello")).await.unwrap();
    assert_eq!(response.body, b"hello");
    assert_eq!(response.header("content-encoding"), Some("gzip"));
    let bomb = gzip_answer(&vec![0; LIMIT_BYTES + 1]);
    assert!(bomb.len() < LIMIT_BYTES / 100);
    let limit_bytes = LIMIT_BYTES;
    assert_eq!(answered(bomb).await, Err(TransportError::TooLarge { limit_bytes }));
}

#[tokio::test]
async fn an_unknown_coding_is_an_error_that_names_it() {
    let wire = "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx";
    let coding = answered(wire).await.unwrap_err();
    assert!(matches!(coding, TransportError::Coding { coding, .. } if coding == "br"));
}

#[tokio::test]
async fn a_prefix_stands_before_the_path_and_own_headers_before_the_requests() {
    let server = Server::start([answer("HTTP/1.1 204 No Content\r\n\r\n")]).await;
    let mut prefixed = options(&format!("{}/base/", server.url()));
    prefixed.headers = vec![("X-Tenant".to_owned(), "own".to_owned())];
    let request = Request {
        method: "PATCH".to_owned(),
        headers: vec![("X-Tenant".to_owned(), "theirs".to_owned())],
        body: Some(b"{}".to_vec()),
        ..get("/api/x?y=%20")
    };
    let transport = HttpTransport::new(prefixed).unwrap();
    transport.send(&request).await.unwrap();
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!(
        "PATCH /base/api/x?y=%20 HTTP/1.1\r\nHost: {}\r\nUser-Agent: cp-harness/{version}\r\n\
         Accept: */*\r\nX-Tenant: own\r\nContent-Length: 2\r\n\r\n{{}}",
        server.address(),
    );
    assert_eq!(server.request(), expected);
}

#[tokio::test]
async fn only_given_content_is_framed() {
    for (body, framed) in [(None, false), (Some(vec![]), true)] {
        let server = Server::start([answer("HTTP/1.1 204 No Content\r\n\r\n")]).await;
        let request = Request { method: "POST".to_owned(), body, ..get("/") };
        transport(&server).send(&request).await.unwrap();
        let request = server.request();
        assert_eq!(request.contains("Content-Length: 0\r\n"), framed, "{request}");
        assert_eq!(request.contains("Content-Length"), framed, "{request}");
        assert!(!request.contains("Transfer-Encoding"), "{request}");
    }
}

#[tokio::test]
async fn an_answer_that_comes_while_content_is_still_sent_is_taken() {
    let refusal =
        "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    let server = Server::start([vec![Act::Head, send(refusal), Act::Hold]]).await;
    let request =
        Request { method: "POST".to_owned(), body: Some(vec![b'x'; 16 << 20]), ..get("/") };
    let response = transport(&server).send(&request).await.unwrap();
    assert_eq!(response.status, 413);
}
