//! Flags: what selects, what is refused, and how refusals read.

use super::binary::{Folder, report_in};
use super::server::{QUEUE, Server, TOKEN, answer, reference, stranger};

/// A target that must not be asked.
fn untouched() -> Server {
    Server::http(|_, _| answer("500 Internal Server Error", "", ""))
}

#[test]
fn only_and_skip_select_by_id_rule_and_operation() {
    let folder = Folder::new();
    let ran = folder.run(&[
        "conform",
        "--only",
        "worker_heartbeat",
        "--only",
        "response_status",
        "--skip",
        "auth_*",
        "--skip",
        "*#full",
        "--format",
        "json",
    ]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let report = ran.json();
    let checks = report["checks"].as_array().unwrap();
    let has = |id: &str| checks.iter().any(|check| check["id"] == id);
    assert!(has("response_status@register_worker#minimal"));
    assert!(has("never_server_error@worker_heartbeat#long_string:status"));
    assert!(!has("response_schema@register_worker#minimal"));
    for check in checks {
        let id = check["id"].as_str().unwrap();
        assert!(!id.starts_with("auth_") && !id.ends_with("#full"), "{id}");
    }
}

#[test]
fn a_selection_of_nothing_is_refused_with_what_there_is() {
    let folder = Folder::new();
    for command in ["conform", "plan"] {
        let ran = folder.run(&[command, "--only", "response_status", "--only", "heartbeet"]);
        let error = ran.error(2);
        assert!(error.contains("--only 'heartbeet'"), "{error}");
        assert!(error.contains("worker_heartbeat"), "{error}");
        let ran = folder.run(&[command, "--only", "response_status", "--skip", "*"]);
        assert!(ran.error(2).contains("--skip"), "{ran:?}");
    }
    assert!(!folder.path("reports").exists());
}

#[test]
fn a_binding_that_nothing_takes_is_refused() {
    let ran = Folder::new().run(&["conform", "--bind", "queue_id=1", "que_id=2"]);
    assert!(ran.error(2).contains("--bind que_id"), "{ran:?}");
}

#[test]
fn a_target_without_a_token_is_not_tested() {
    let (folder, server) = (Folder::new(), untouched());
    for token in [None, Some(""), Some(" \n")] {
        let mut command = folder.command(&["conform", "--target", &server.url()]);
        command.envs(token.map(|token| ("KUBIYA_API_KEY", token)));
        let ran = super::binary::finish(command.spawn().unwrap());
        let error = ran.error(2);
        assert!(error.contains("--token") && error.contains("KUBIYA_API_KEY"), "{error}");
    }
    assert_eq!(server.seen(), 3, "each run asks whether this is the reference, and no more");
    assert!(!folder.path("reports").exists());
}

#[test]
fn the_token_may_come_from_the_environment() {
    let folder = Folder::new();
    let url = stranger();
    let arguments = [&["conform", "--target", &url, "--only", "response_*"], &QUEUE[..]].concat();
    let mut command = folder.command(&arguments);
    command.env("KUBIYA_API_KEY", format!("{}\n", TOKEN[1]));
    let ran = super::binary::finish(command.spawn().unwrap());
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
}

#[test]
fn a_wrong_token_ends_without_a_verdict_and_says_so() {
    let folder = Folder::new();
    let url = reference("");
    let arguments = [&["conform", "--target", &url, "--token", "wrong"], &QUEUE[..]].concat();
    let ran = folder.run(&arguments);
    let error = ran.error(4);
    assert!(error.contains("refuses the credential (401"), "{error}");
    assert!(error.contains("--token"), "{error}");
    assert!(ran.last_line().starts_with("INCONCLUSIVE  "), "{ran:?}");
    let report = report_in(&folder.only_report());
    assert_eq!(report["verdict"], "inconclusive");
    assert!(report["requests"].as_u64().unwrap() < 10, "probes alone");
}

#[test]
fn an_id_that_nobody_gives_is_reported_and_binds_in_a_strict_run() {
    let url = stranger();
    let arguments = [&["conform", "--target", &url][..], &TOKEN[..]].concat();
    let ran = Folder::new().run(&arguments);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.stdout.contains("--bind queue_id=VALUE"), "{ran:?}");
    assert!(ran.last_line().contains("inconclusive"), "{ran:?}");
    let ran = Folder::new().run(&[&arguments[..], &["--strict"]].concat());
    assert!(ran.error(4).contains("--bind queue_id=VALUE"), "{ran:?}");
}

#[test]
fn headers_of_ones_own_travel_but_those_of_the_checks_are_refused() {
    let folder = Folder::new();
    let server = Server::http(|seen, _| {
        if seen.head.contains("X-Tenant: acme\r\n") {
            answer("500 Internal Server Error", "", "")
        } else {
            answer("401 Unauthorized", "", "")
        }
    });
    let url = server.url();
    let arguments = ["conform", "--target", &url, "--token", "t", "--only", "never_server_error"];
    let with = |header: &str| folder.run(&[&arguments[..], &["--header", header]].concat());
    assert_eq!(with("X-Tenant: acme").code, Some(1));
    let seen = server.seen();
    for (header, hint) in [
        ("Authorization: Bearer hunter2", "--token"),
        ("content-type: hunter2", "leave it out"),
        ("X-Key hunter2", "'Name: value'"),
        ("X Key: hunter2", "not a token"),
        ("Content-Length: hunter2", "leave it out"),
    ] {
        let ran = with(header);
        let error = ran.error(2);
        assert!(error.contains(hint), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
    assert_eq!(server.seen(), seen);
}

#[test]
fn values_that_make_no_sense_are_refused_with_an_example() {
    let folder = Folder::new();
    for (flag, value, hint) in [
        ("--rate", "0/s", "5/s"),
        ("--rate", "1e-300/s", "1/h"),
        ("--rate", "fast", "5/s"),
        ("--timeout", "10", "10s"),
        ("--timeout", "0s", "1ms"),
        ("--timeout", "2d", "500ms"),
        ("--concurrency", "0", "1..=64"),
        ("--concurrency", "65", "1..=64"),
        ("--bind", "queue_id", "NAME=VALUE"),
        ("--bind", "queue_id=", "NAME=VALUE"),
        ("--format", "pdf", "junit"),
        ("--report", "", "--report"),
        ("--spec", "", "--spec"),
        ("--target", "localhost:8001", "http://127.0.0.1:8001"),
        ("--target", "not a url", "http://127.0.0.1:8001"),
        ("--target", "http://127.0.0.1:99999", "invalid port"),
        ("--target", "file:///etc/passwd", "http://"),
    ] {
        let ran = folder.run(&["conform", &format!("{flag}={value}")]);
        assert_eq!(ran.code, Some(2), "{flag}={value}: {ran:?}");
        assert!(ran.stderr.starts_with("error: "), "{ran:?}");
        assert!(ran.stderr.contains(hint), "{flag}={value}: {}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    assert!(!folder.path("reports").exists());
}

#[test]
fn a_target_with_credentials_or_a_query_is_refused_without_repeating_them() {
    let folder = Folder::new();
    for target in ["http://user:hunter2@127.0.0.1:1", "http://127.0.0.1:1/?key=1#x"] {
        let ran = folder.run(&["conform", "--target", target, "--token", "t"]);
        assert!(!ran.error(2).contains("hunter2"), "{ran:?}");
    }
}

#[test]
fn a_flag_that_does_not_exist_is_answered_with_one_that_does() {
    let ran = Folder::new().run(&["conform", "--tagret", "http://127.0.0.1:1"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("--target"), "{}", ran.stderr);
    let ran = Folder::new().run(&["confrom"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("conform"), "{}", ran.stderr);
}

#[test]
fn an_address_that_is_taken_is_named_with_the_flag_that_fixes_it() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for listen in [address.as_str(), "nowhere"] {
        let ran = Folder::new().run(&["serve", "--listen", listen]);
        let error = ran.error(2);
        assert!(error.contains(listen) && error.contains("--listen"), "{error}");
    }
}

#[test]
fn the_reference_served_next_door_needs_no_flag_but_its_url() {
    let ran = Folder::new().run(&["conform", "--target", &reference("")]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.last_line().contains("coverage 100%"), "{ran:?}");
}

#[cfg(not(feature = "otlp"))]
#[test]
fn a_build_that_cannot_push_metrics_says_so() {
    let target = untouched();
    for command in ["conform", "load", "gate"] {
        let folder = Folder::new();
        let ran = folder.run(&[command, "--target", &target.url(), "--otlp"]);
        let error = ran.error(2);
        assert!(error.contains("--otlp") && error.contains("--features otlp"), "{ran:?}");
        assert!(!folder.path("reports").exists());
    }
    assert_eq!(target.seen(), 0);
}
