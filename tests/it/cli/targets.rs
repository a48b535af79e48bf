//! Targets that cannot be reached, hang, talk nonsense, or die: always an end, and an exit code.

use std::io::{Read, Write};

use serde_json::Value;

use super::binary::{Folder, Ran, report_in};
use super::server::{Act, QUEUE, Server, answer};

/// For targets that give no answer: what reaches this limit is what the test is about.
const SOON: &[&str] = &["--timeout", "300ms"];

/// Runs everything against `url`: what was said, and the report, which is there whatever happened.
fn conform(url: &str, flags: &[&str]) -> (Ran, Value) {
    let folder = Folder::new();
    let arguments = ["conform", "--target", url, "--token", "t"];
    let ran = folder.run(&[&arguments[..], &QUEUE[..], flags].concat());
    let report = report_in(&folder.only_report());
    assert_eq!(report["exit_code"].as_i64(), ran.code.map(i64::from), "{ran:?}");
    (ran, report)
}

/// Runs against a target that gives no verdict: the one line on standard error.
fn no_verdict(url: &str, flags: &[&str]) -> String {
    let (ran, report) = conform(url, flags);
    assert_eq!(report["verdict"], "inconclusive");
    ran.error(4).to_owned()
}

#[test]
fn a_port_where_nobody_listens_is_reported_with_what_fixes_it() {
    let error = no_verdict("http://127.0.0.1:1", &[]);
    assert!(error.contains("Connection refused"), "{error}");
    assert!(error.contains("--target"), "{error}");
}

#[test]
fn a_name_without_an_address_is_reported() {
    let error = no_verdict("http://does-not-exist.invalid", &[]);
    assert!(error.contains("does-not-exist.invalid"), "{error}");
}

#[test]
fn a_target_that_hangs_ends_the_run_within_the_limits() {
    let server = Server::http(|_, _| Act::Hang);
    let error = no_verdict(&server.url(), SOON);
    assert!(error.contains("within 300ms") && error.contains("--timeout"), "{error}");
    assert!(server.seen() < 10, "{}", server.seen());
}

#[test]
fn a_target_that_takes_the_connection_and_nothing_else_ends_the_run() {
    let server = Server::raw(|mut stream| while stream.read(&mut [0; 9]).is_ok_and(|n| n > 0) {});
    assert!(no_verdict(&server.url(), SOON).contains("within 300ms"));
}

#[test]
fn a_target_that_never_stops_sending_ends_the_run() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let content = Server::http(move |_, _| Act::Flood("HTTP/1.1 200 OK\r\nX-A: b\r\n"));
    assert!(!no_verdict(&content.url(), SOON).is_empty());
    let chunks = Server::raw(move |mut stream| {
        let _ = stream.write_all(head.as_bytes());
        while stream.write_all(b"4000\r\n").is_ok()
            && stream.write_all(&[b'x'; 0x4000]).is_ok()
            && stream.write_all(b"\r\n").is_ok()
        {}
    });
    assert!(!no_verdict(&chunks.url(), SOON).is_empty());
}

#[test]
fn a_target_that_closes_resets_or_talks_nonsense_ends_the_run() {
    let closes = Server::raw(drop);
    let resets = Server::raw(|stream| {
        // Closing with unread bytes resets the connection.
        let _ = stream.peek(&mut [0; 1]);
    });
    let garbage = Server::raw(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.6\r\n");
    });
    for server in [closes, resets] {
        let error = no_verdict(&server.url(), &[]);
        assert!(error.contains("check scheme and port"), "{error}");
    }
    assert!(no_verdict(&garbage.url(), &[]).contains("not HTTP"));
}

#[test]
fn a_target_that_answers_500_to_everything_fails() {
    let server = Server::http(|_, _| answer("500 Internal Server Error", "", ""));
    let (ran, report) = conform(&server.url(), &[]);
    assert_eq!(ran.quiet(), Some(1), "{ran:?}");
    assert_eq!(report["verdict"], "failed");
}

#[test]
fn a_target_that_redirects_everything_is_not_followed() {
    let elsewhere = Server::http(|_, _| answer("200 OK", "", ""));
    let head = format!("Location: {}/\r\n", elsewhere.url());
    let server = Server::http(move |_, _| answer("302 Found", &head, ""));
    let error = no_verdict(&server.url(), &[]);
    assert!(error.contains("is answered 302 to "), "{error}");
    assert_eq!(elsewhere.seen(), 0);
}

#[test]
fn a_target_that_refuses_every_credential_gives_no_verdict() {
    for status in ["401 Unauthorized", "403 Forbidden"] {
        let server = Server::http(move |_, _| answer(status, "", ""));
        let error = no_verdict(&server.url(), &[]);
        assert!(error.contains("--token"), "{error}");
        assert!(server.seen() < 10, "a few probes, and no more");
    }
}

#[test]
fn a_target_that_limits_every_request_gives_no_verdict() {
    for pause in ["0", "1"] {
        let head = format!("Retry-After: {pause}\r\n");
        let server = Server::http(move |_, _| answer("429 Too Many Requests", &head, ""));
        let error = no_verdict(&server.url(), &[]);
        assert!(error.contains("--rate"), "{error}");
        assert!(server.seen() < 30, "{}", server.seen());
    }
}

#[test]
fn a_target_that_dies_on_the_way_ends_the_run_with_what_was_measured() {
    let server = Server::http(|_, before| match before {
        0..40 => answer("422 Unprocessable Content", "", ""),
        _ => Act::Die,
    });
    let (ran, report) = conform(&server.url(), &[]);
    assert_eq!(ran.quiet(), Some(1), "{ran:?}");
    assert_eq!(report["ending"]["kind"], "unreachable", "{}", report["ending"]);
    assert!(report["totals"]["inconclusive"].as_u64().unwrap() > 0);
    assert!(ran.stdout.contains("stopped answering"), "{ran:?}");
}

#[test]
fn a_run_that_put_nothing_to_the_test_gives_no_verdict_and_says_why() {
    let server = Server::http(|_, _| answer("409 Conflict", "", ""));
    let flags = ["--only", "response_schema@register_worker#*"];
    let error = no_verdict(&server.url(), &flags);
    assert!(error.starts_with("nothing was tested: "), "{error}");
    assert!(error.contains("(409)"), "{error}");
}
