//! Curl lines say what they mean: a real shell reads them back.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use cp_harness::check::{Alteration, Altered, Credential, Payload};
use cp_harness::event::Ending;
use cp_harness::wire::{Exchange, Request, Response};
use proptest::prelude::*;

use super::fixture::{self, Script};

/// A stand-in for curl that tells its arguments and its input.
const STAND_IN: &str =
    r#"curl() { printf '%s\0' "$@"; case " $* " in *' @- '*) printf 'INPUT\0'; cat ;; esac; }"#;

fn line_of(request: Request) -> String {
    line_planned(request, Credential::Valid)
}

fn line_planned(request: Request, credential: Credential) -> String {
    let exchange = Arc::new(Exchange {
        operation: "register_worker".into(),
        request,
        result: Ok(Response::default()),
        sent_at: Duration::ZERO,
        elapsed: Duration::ZERO,
    });
    let mut check = (*fixture::check("response_member", 0, "x", 1)).clone();
    let step = Arc::make_mut(&mut check.steps[0]);
    step.credential = credential;
    step.payload = Payload::None;
    let failed = fixture::fail("e", "a", "s");
    let script: Script = vec![(Arc::new(check), Some((failed, vec![exchange])))];
    let report = fixture::report(&script, Ending::Complete, &fixture::context());
    report.exchanges[0].curl.clone()
}

/// The arguments, and the input where there is one, that a shell gives to curl.
fn read_back(line: &str) -> (Vec<String>, Option<Vec<u8>>) {
    assert!(!line.contains('\n'), "{line}");
    let output = Command::new("sh")
        .args(["-c", &format!("{STAND_IN}\n{line}")])
        .env("KUBIYA_API_KEY", fixture::TOKEN)
        .output()
        .unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{line}: {output:?}");
    let mark = b"\0INPUT\0";
    let (head, input) = match output.stdout.windows(mark.len()).position(|at| at == mark) {
        Some(at) => (&output.stdout[..=at], Some(output.stdout[at + mark.len()..].to_vec())),
        None => (&output.stdout[..], None),
    };
    let head = head.strip_suffix(b"\0").unwrap();
    let words = head.split(|byte| *byte == 0);
    let words = words.map(|word| String::from_utf8(word.to_vec()).unwrap());
    (words.collect(), input)
}

fn post(body: &[u8]) -> Request {
    Request {
        method: "POST".into(),
        path: "/v1".into(),
        headers: vec![("Content-Type".into(), "text/plain".into())],
        body: Some(body.to_vec()),
        until_close: false,
    }
}

fn sent(line: &str) -> Vec<u8> {
    let (words, input) = read_back(line);
    let inline = words.iter().position(|word| word == "--data-raw");
    inline.map_or_else(|| input.unwrap(), |at| words[at + 1].clone().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_content_arrives_byte_for_byte(body in prop::collection::vec(any::<u8>(), 0..80)) {
        prop_assert_eq!(sent(&line_of(post(&body))), body);
    }

    #[test]
    fn any_text_arrives_byte_for_byte(body in r#"[@\-%\\'"$`!a-z0-9 \n\t\x00é]{0,60}"#) {
        prop_assert_eq!(sent(&line_of(post(body.as_bytes()))), body.into_bytes());
    }

    #[test]
    fn the_token_arrives_amid_any_text(around in r#"[@\-%\\'"$`!a-z_0-9 \n]{0,20}"#) {
        let body = format!("{around}{}{around}", fixture::TOKEN);
        let line = line_of(post(body.as_bytes()));
        prop_assert!(!line.contains(fixture::TOKEN));
        prop_assert_eq!(sent(&line), body.into_bytes());
    }

    #[test]
    fn any_header_value_arrives(value in r#"[\\'"$`!;:a-z0-9é][\\'"$`!;:a-z0-9é ]{0,20}"#) {
        let mut request = post(b"");
        request.headers.push(("X-Odd".into(), value.clone()));
        let (words, _) = read_back(&line_of(request));
        let sent = format!("X-Odd: {value}");
        prop_assert!(words.contains(&sent));
    }
}

#[test]
fn a_plain_request_makes_a_plain_line() {
    let request = Request {
        method: "GET".into(),
        path: "/v1/workers?limit=1".into(),
        headers: vec![("Authorization".into(), format!("Bearer {}", fixture::TOKEN))],
        ..Request::default()
    };
    assert_eq!(
        line_of(request),
        "curl -i -H \"Authorization: Bearer $KUBIYA_API_KEY\" 'http://127.0.0.1:8001/v1/workers?limit=1'"
    );
}

#[test]
fn the_method_is_named_only_where_curl_would_choose_another() {
    let line = |method: &str, body: Option<&[u8]>| {
        line_of(Request {
            method: method.into(),
            path: "/v1".into(),
            body: body.map(<[u8]>::to_vec),
            ..Request::default()
        })
    };
    assert_eq!(line("GET", None), "curl -i http://127.0.0.1:8001/v1");
    assert_eq!(line("POST", None), "curl -i -X POST http://127.0.0.1:8001/v1");
    assert_eq!(line("HEAD", None), "curl -i --head http://127.0.0.1:8001/v1");
    assert_eq!(
        line("POST", Some(b"")),
        "curl -i -H Content-Type: --data-raw '' http://127.0.0.1:8001/v1"
    );
}

#[test]
fn urls_that_curl_would_change_are_kept() {
    let line = |path: &str| {
        line_of(Request { method: "GET".into(), path: path.into(), ..Request::default() })
    };
    assert!(line("/a/%2e%2e/b").contains(" --path-as-is "));
    assert!(line("/a/[1]").contains(" --globoff "));
    assert!(!line("/a..b/c").contains("--path-as-is"));
}

#[test]
fn a_credential_that_the_plan_makes_up_is_shown_and_any_other_is_not() {
    let request = |credential: &str| Request {
        method: "GET".into(),
        path: "/v1".into(),
        headers: vec![("Authorization".into(), credential.into())],
        ..Request::default()
    };
    let by = Alteration::Value("made-up-credential".into());
    let made_up = Credential::Altered(Altered { alternative: 0, scheme: "a".into(), by });
    let line = line_planned(request("Bearer made-up-credential"), made_up.clone());
    assert!(line.contains("'Authorization: Bearer made-up-credential'"), "{line}");
    let line = line_planned(request("Bearer somebody-elses"), made_up);
    assert!(line.contains("'Authorization: [redacted]'"), "{line}");
}

#[test]
fn an_empty_header_is_sent_empty() {
    let mut request = post(b"x");
    request.headers.push(("X-Empty".into(), String::new()));
    assert!(line_of(request).contains("-H 'X-Empty;'"));
}

#[test]
fn long_content_is_read_from_the_report() {
    let line = line_of(post(&vec![b'x'; 5000]));
    assert!(line.starts_with("jq -j '.exchanges[0].request.body.content' report.json | curl "));
    assert!(line.len() < 300);
}
