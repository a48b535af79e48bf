//! The caller's secrets stay with the caller.

use super::binary::{Folder, Ran, finish};
use super::server::{QUEUE, Server, answer};
use cp_harness::reference::fixtures::FixtureApi;
use cp_harness::report::conform::Report;
use cp_harness::report::formats::{FORMATS, Format, Rendered};

const TOKEN: &str = "canary-7Qm2xV9tLw4z";
const KEY: &str = "parrot-3Hd8sYpKc6Rb";

/// The formats of a conformance report.
fn formats() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(|format| Report::rendering(format).is_some())
}

/// What is written while a run goes has a run of its own in the tests; the other formats are printed
/// of the report of the first.
const RUNS: [&str; 2] = ["text", "ndjson"];

/// What a run printed, each file of its report folder, which must all be there, and the report in each
/// further format.
fn texts_of(folder: &Folder, ran: Ran, reports: &std::path::Path) -> Vec<(String, String)> {
    let mut texts = vec![("stdout".to_owned(), ran.stdout), ("stderr".to_owned(), ran.stderr)];
    for entry in std::fs::read_dir(reports).unwrap() {
        let path = entry.unwrap().path();
        texts.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
    }
    for file in formats().filter_map(|format| format.file) {
        assert!(texts.iter().any(|(place, _)| place.ends_with(file)), "{file}");
    }
    let report = reports.join("report.json").display().to_string();
    for Format { name, .. } in formats().filter(|format| !RUNS.contains(&format.name)) {
        let mut command = folder.command(&["report", &report, "--format", name]);
        let printed = finish(command.spawn().unwrap());
        assert_eq!(printed.code, Some(0), "{name}: {}", printed.stderr);
        texts.push((format!("report --format {name}"), printed.stdout));
    }
    texts
}

/// A target that sends back all that it gets, in its head and its content, whole and cut short.
fn echo() -> Server {
    Server::http(|seen, number| {
        let secret = |line: &&str| line.contains("canary") || line.contains("parrot");
        let echoed = seen.head.lines().filter(secret);
        let echoed = echoed.map(|line| format!("X-Echo-{line}\r\nX-Other: {line}\r\n"));
        let echoed = echoed.collect::<Vec<_>>().concat();
        let content = serde_json::json!({"head": seen.head, "body": seen.body});
        let status = ["200 OK", "422 Unprocessable Content", "500 Internal Server Error"];
        let head = format!("Content-Type: application/json\r\n{echoed}");
        match number % 2 {
            0 => answer(status[number % 3], &head, &content.to_string()),
            _ => answer(status[number % 3], &head, &seen.head),
        }
    })
}

#[test]
fn neither_token_nor_key_appears_in_any_output() {
    for format in RUNS {
        let (folder, server) = (Folder::new(), echo());
        let header = format!("X-Api-Key: {KEY}");
        let url = server.url();
        let arguments = [
            &["conform", "--target", &url, "--format", format, "--header", &header][..],
            &QUEUE[..],
        ];
        let mut command = folder.command(&arguments.concat());
        command.env("KUBIYA_API_KEY", TOKEN);
        let ran = finish(command.spawn().unwrap());
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        let texts = texts_of(&folder, ran, &folder.only_report());
        for (place, text) in texts {
            // Not even their beginnings, as excerpts have them.
            for secret in [TOKEN, KEY].map(|secret| &secret[..8]) {
                let at = text.find(secret);
                let around = at.map(|at| text.get(at.saturating_sub(200)..at + 30));
                assert_eq!(at, None, "{format}: {place}: {around:?}");
            }
        }
    }
}

/// A JSON Web Token, so that forged ones are made of it.
const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnktN1FtMnhWOXRMdzR6IiwiaXNzIjoibWUifQ.kX3vB7nQ2mZ9rT5wY1cF4hJ8sL6dG0pA_uE-iOqRtWs";
const SIGNING: &str = "toucan-5Rk1pWn8";
const LOGIN: &str = "porter:finch-8Gz4qLm2";
const STAMP: &str = "heron 2Vb/7Xs+9Jd";
const SESSION: &str = "raven-6Tf3nPq5";
const MEMBER: &str = "swift-9Cw8kHy4";

/// What of the secrets must be nowhere: their beginnings, and other spellings of them.
const TRACES: [&str; 12] = [
    "eyJzdWIiOiJjYW5hcnkt",
    "kX3vB7nQ",
    "X3vB7nQ2mZ9",
    "toucan-5",
    "finch-8G",
    "cG9ydGVyOmZpbmNo",
    "heron 2V",
    "heron%202V",
    "heron+2V",
    "raven-6T",
    "swift-9C",
    "parrot-3",
];

/// Sends back all that it gets, as an own secret of its content as well.
fn parrot() -> Server {
    Server::http(|seen, number| {
        let first = seen.head.lines().next().unwrap_or_default();
        let content = serde_json::json!({
            "detail": seen.head, "url": first, "session_token": MEMBER,
            "log": format!("api_key={MEMBER} for {first}"),
        });
        let status = ["200 OK", "401 Unauthorized", "422 Unprocessable Content", "500 Oops"];
        let head = format!("Content-Type: application/json\r\nX-Session-Token: {MEMBER}\r\n");
        answer(status[number % 4], &head, &content.to_string())
    })
}

#[test]
fn no_credential_of_any_scheme_appears_in_any_output() {
    for format in RUNS {
        let (folder, server) = (Folder::new(), parrot());
        let document = FixtureApi::Auth.document();
        folder.write("auth.yaml", document).write("login", LOGIN).write("key", SIGNING);
        let header = format!("X-Api-Key: {KEY}");
        let url = server.url();
        let mut command = folder.command(&[
            "conform",
            "--spec",
            "auth.yaml",
            "--target",
            &url,
            "--format",
            format,
            "--header",
            &header,
            "--credential",
            "login=@login",
            "--jwt-key",
            "@key",
            "--credential",
            "stamp=env:STAMP",
            "--credential",
            "session=env:SESSION",
            "--report",
            "out",
        ]);
        command.env("KUBIYA_API_KEY", JWT).env("STAMP", STAMP).env("SESSION", SESSION);
        let ran = finish(command.spawn().unwrap());
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        let texts = texts_of(&folder, ran, &folder.path("out"));
        for (place, text) in texts {
            for trace in TRACES {
                let at = text.find(trace);
                let around =
                    at.map(|at| &text[text.floor_char_boundary(at.saturating_sub(200))..at + 20]);
                assert_eq!(at, None, "{format}: {place}: {trace}: {around:?}");
            }
        }
    }
}

#[test]
fn a_plan_and_a_usage_error_say_no_secret() {
    let folder = Folder::new();
    folder.write("auth.yaml", FixtureApi::Auth.document());
    for arguments in [
        &["plan", "--spec", "auth.yaml", "--format", "json"][..],
        &["conform", "--spec", "auth.yaml", "--credential", "login=finch-8Gz4qLm2"],
        &["conform", "--spec", "auth.yaml", "--credential", "unknown=finch-8Gz4qLm2"],
        &["conform", "--header", "finch-8Gz4qLm2"],
        &["conform", "--header", "authorization: finch-8Gz4qLm2"],
    ] {
        let mut command = folder.command(arguments);
        command.env("KUBIYA_API_KEY", JWT);
        let ran = finish(command.spawn().unwrap());
        let described = ran.stdout + &ran.stderr;
        assert!(!described.is_empty());
        for trace in TRACES {
            assert!(!described.contains(trace), "{arguments:?}: {trace}");
        }
    }
}
