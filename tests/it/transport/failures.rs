//! Targets that hang, drip, flood, break off, or do not speak HTTP: an error, in time, in bounds.

use cp_harness::run::transport::{HttpTransport, Transport};
use cp_harness::wire::{Awaited, Request, TransportError};
use futures::future::join_all;
use tokio::net::TcpListener;

use super::server::{Act, Server, send};
use super::{LIMIT_BYTES, SHORT, answered, get, options, reason, transport};

const HEAD: &str = "HTTP/1.1 200 OK\r\n";

/// What one GET comes to within a short limit.
async fn hurried(script: Vec<Act>) -> Result<u16, TransportError> {
    let server = Server::start([script]).await;
    let mut short = options(&server.url());
    short.timeout = SHORT;
    let response = HttpTransport::new(short).unwrap().send(&get("/")).await;
    response.map(|response| response.status)
}

#[tokio::test]
async fn a_target_that_hangs_or_drips_runs_into_the_limit() {
    let chunked = "Transfer-Encoding: chunked\r\n\r\n";
    let cut = "Content-Length: 9\r\n\r\nab";
    let scripts = [
        vec![Act::Hold],
        vec![Act::Request, Act::Hold],
        vec![Act::Request, send(HEAD), Act::Hold],
        vec![Act::Request, send(format!("{HEAD}{cut}")), Act::Hold],
        vec![Act::Request, send(HEAD), Act::Drip(b"X: y\r\n")],
        vec![Act::Request, send(format!("{HEAD}\r\n")), Act::Drip(b"x")],
        vec![Act::Request, send(format!("{HEAD}{chunked}")), Act::Drip(b"1\r\nx\r\n")],
        vec![Act::Request, Act::Flood(b"HTTP/1.1 100 Continue\r\n\r\n")],
    ];
    let silent = [Awaited::FirstByte; 2];
    let awaited = silent.into_iter().chain(std::iter::repeat(Awaited::Rest));
    for (result, awaited) in join_all(scripts.map(hurried)).await.into_iter().zip(awaited) {
        assert_eq!(result, Err(TransportError::Timeout { limit: SHORT, awaited }));
    }
}

#[tokio::test]
async fn a_target_that_never_reads_runs_into_the_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut short = options(&format!("http://{}", listener.local_addr().unwrap()));
    short.timeout = SHORT;
    let request = Request { body: Some(vec![0; 32 << 20]), ..get("/") };
    let error = HttpTransport::new(short).unwrap().send(&request).await;
    let awaited = Awaited::FirstByte;
    assert_eq!(error, Err(TransportError::Timeout { limit: SHORT, awaited }));
}

#[tokio::test]
async fn content_beyond_the_limit_is_refused() {
    let limit_bytes = LIMIT_BYTES;
    for script in [
        vec![Act::Request, send(format!("{HEAD}\r\n")), Act::Flood(&[b'x'; 4096])],
        vec![
            Act::Request,
            send(format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n")),
            Act::Flood(b"4\r\nxxxx\r\n"),
        ],
        vec![Act::Request, send(format!("{HEAD}Content-Length: 99999999999\r\n\r\n")), Act::Hold],
    ] {
        let server = Server::start([script]).await;
        let error = transport(&server).send(&get("/")).await;
        assert_eq!(error, Err(TransportError::TooLarge { limit_bytes }));
    }
}

#[tokio::test]
async fn content_of_just_the_limit_is_taken() {
    let body = "x".repeat(LIMIT_BYTES);
    let wire = format!("{HEAD}Content-Length: {LIMIT_BYTES}\r\n\r\n{body}");
    assert_eq!(answered(wire).await.unwrap().body.len(), LIMIT_BYTES);
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    for (start, flood) in [("X: ", &[b'x'; 4096][..]), ("", b"X: y\r\n")] {
        let start = send(format!("{HEAD}{start}"));
        let server = Server::start([vec![Act::Request, start, Act::Flood(flood)]]).await;
        let error = transport(&server).send(&get("/")).await.unwrap_err();
        assert!(matches!(error, TransportError::TooLarge { .. }), "{error}");
    }
}

#[tokio::test]
async fn header_fields_are_limited_in_number() {
    let wire = |count| format!("{HEAD}{}\r\n", "X: y\r\n".repeat(count));
    assert_eq!(answered(wire(256)).await.unwrap().headers.len(), 256);
    let error = answered(wire(257)).await.unwrap_err();
    assert_eq!(reason(error), "more than 256 header fields");
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_reported_with_its_place() {
    for (wire, place) in [
        ("", "the target closed it before any answer"),
        ("HTTP/1.1 200 OK\r\nContent-", "the target closed it in the middle of the head"),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
            "the target closed it in the middle of the content",
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
            "the target closed it in the middle of the content",
        ),
    ] {
        let reason = place.to_owned();
        assert_eq!(answered(wire).await, Err(TransportError::Closed { reason }));
    }
}

#[tokio::test]
async fn a_reset_is_reported_as_one() {
    for sent in ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"] {
        let script = vec![Act::Request, send(sent), Act::Reset];
        let server = Server::start([script]).await;
        let error = transport(&server).send(&get("/")).await.unwrap_err();
        assert!(matches!(error, TransportError::Closed { .. }), "{error}");
        assert!(reason(error).contains("reset"));
    }
}

#[tokio::test]
async fn what_is_not_http_is_reported_as_what_it_is() {
    for (wire, said) in [
        (&b"\x15\x03\x01\x00\x02\x02\x46"[..], "this looks like TLS: use https://"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "an SSH server answers here: `SSH-2.0-OpenSSH_9.9`"),
        (
            b"\x00\x00\x12\x04\x00\x00\x00\x00\x00",
            "this looks like HTTP/2: the harness speaks HTTP/1.1",
        ),
        (b"HTTP/2 200\r\n\r\n", "this looks like HTTP/2: the harness speaks HTTP/1.1"),
        (b"{\"ok\":true}", "it begins with `{\"ok\":true}` instead of a status line"),
        (
            b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            "invalid HTTP header parsed, after `HTTP/1.1 200 OK`",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "the content's framing is broken: Invalid chunk size line: missing size digit",
        ),
    ] {
        let reason = said.to_owned();
        assert_eq!(answered(wire).await, Err(TransportError::NotHttp { reason }));
    }
}

#[tokio::test]
async fn a_target_that_speaks_first_is_reported_as_what_it_is() {
    for (banner, said) in [
        ("SSH-2.0-x\r\n", "an SSH server answers here: `SSH-2.0-x`"),
        ("220 mail\r\n", "it begins with `220 mail` instead of a status line"),
    ] {
        let server = Server::start([vec![send(banner), Act::Hold]]).await;
        let error = transport(&server).send(&get("/")).await;
        let reason = said.to_owned();
        assert_eq!(error, Err(TransportError::NotHttp { reason }));
        assert_eq!(server.requests().len(), 1, "one connection is enough");
    }
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_reported_with_its_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let transport = HttpTransport::new(options(&format!("http://{address}"))).unwrap();
    match transport.send(&get("/")).await.unwrap_err() {
        TransportError::Connect { address: described, .. } => assert_eq!(described, address),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_name_without_address_is_reported() {
    // RFC 6761 §6.4 keeps this name from ever having one.
    let transport = HttpTransport::new(options("http://target.invalid")).unwrap();
    match transport.send(&get("/")).await.unwrap_err() {
        TransportError::Resolve { host, .. } => assert_eq!(host, "target.invalid"),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_reported_before_connecting() {
    let server = Server::start([]).await;
    let request = Request { headers: vec![("X".to_owned(), "a\r\nb".to_owned())], ..get("/") };
    let error = transport(&server).send(&request).await.unwrap_err();
    assert!(matches!(error, TransportError::Unsendable { .. }), "{error}");
    assert_eq!(server.requests(), Vec::<Vec<String>>::new());
}
