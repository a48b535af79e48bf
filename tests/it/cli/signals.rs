//! Ctrl-C and SIGTERM: what was measured is told, and a second one ends at once.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use super::binary::{Folder, PATIENCE, finish, report_in, signal};
use super::server::{Act, Server, answer};

/// A target that answers the first requests and keeps silent after them.
fn slow() -> Server {
    Server::http(|_, before| match before {
        0..10 => answer("500 Internal Server Error", "", ""),
        _ => Act::Hang,
    })
}

#[test]
fn an_interrupted_run_says_what_it_measured() {
    for (name, format) in [("-INT", "text"), ("-TERM", "json")] {
        let (folder, server) = (Folder::new(), slow());
        let url = server.url();
        let arguments = ["conform", "--target", &url, "--token", "t", "--format", format];
        let child = folder.command(&arguments).spawn().unwrap();
        server.wait_for(11);
        signal(name, child.id());
        let ran = finish(child);
        assert_eq!(ran.code, Some(130), "{ran:?}");
        let report = report_in(&folder.only_report());
        assert_eq!(report["verdict"], "interrupted");
        assert_eq!(report["exit_code"], 130);
        let totals = &report["totals"];
        assert!(totals["not_run"].as_u64().unwrap() > 0, "{totals}");
        assert!(totals["not_run"].as_u64() < totals["checks"].as_u64(), "{totals}");
        if format == "text" {
            assert!(ran.last_line().starts_with("INTERRUPTED  "), "{ran:?}");
            assert_eq!(ran.stderr, "");
        } else {
            assert_eq!(ran.json(), report);
            assert!(ran.stderr.starts_with("warning: interrupted: "), "{ran:?}");
        }
        let events = std::fs::read_to_string(folder.only_report().join("events.ndjson")).unwrap();
        assert!(events.lines().last().unwrap().contains("interrupted"));
    }
}

#[test]
fn a_second_signal_ends_at_once() {
    let folder = Folder::new();
    let mut serving = folder.command(&["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(serving.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
    let address = first.trim_end().rsplit('/').next().unwrap().to_owned();
    // A request under way, which holds an orderly end up.
    let mut held = TcpStream::connect(&address).unwrap();
    held.write_all(
        b"POST /api/v1/workers/register HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\n\
          Content-Length: 9\r\n\r\n",
    )
    .unwrap();
    held.read_exact(&mut [0; 12]).unwrap();
    signal("-INT", serving.id());
    let start = Instant::now();
    while TcpStream::connect(&address).is_ok() {
        assert!(start.elapsed() < PATIENCE, "it still listens");
    }
    signal("-TERM", serving.id());
    assert_eq!(finish(serving).code, Some(130));
}
