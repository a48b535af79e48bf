//! Secrets never leave: canaries planted where secrets travel appear in no output.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cp_harness::check::Outcome;
use cp_harness::event::Ending;
use cp_harness::http::{Exchange, Request, Response, TransportError};
use cp_harness::report::console::{Progress, Style, write_summary};
use cp_harness::report::{Context, Secret, ndjson, to_json, to_junit};
use proptest::prelude::*;
use serde_json::json;

use super::fixture::{self, Script};
use super::script;

/// Everything that any format says on this run.
fn everything(script: &Script, context: &Context) -> String {
    let style = Style::default();
    let report = fixture::report(script, Ending::Unreachable("no more".into()), context);
    let mut lines = ndjson::Lines::new(Vec::new(), context.clone());
    fixture::play(script, Ending::Complete, &mut lines);
    let mut text = lines.finish().unwrap();
    let mut progress = Progress::new(text, style, context.clone());
    fixture::play(script, Ending::Complete, &mut progress);
    text = progress.finish().unwrap();
    write_summary(&mut text, &report, Some(Path::new("r")), style).unwrap();
    let text = String::from_utf8(text).unwrap();
    text + &to_json(&report) + &to_junit(&report).unwrap()
}

fn one(request: Request, result: Result<Response, TransportError>, actual: &str) -> Script {
    let exchange = Arc::new(Exchange {
        operation: "register_worker".into(),
        request,
        result,
        sent_at: Duration::ZERO,
        elapsed: Duration::ZERO,
    });
    let check = fixture::check("response_member", 0, "x", 1);
    let other = fixture::check("response_member", 0, "y", 1);
    let open = Outcome::Inconclusive { reason: actual.into(), target_at_fault: true };
    vec![
        (check, Some((fixture::fail(actual, actual, actual), vec![exchange]))),
        (other, Some((open, vec![]))),
    ]
}

fn knowing(token: &str) -> Context {
    let mut context = fixture::context();
    context.secrets = vec![Secret { value: token.into(), variable: Some("KUBIYA_API_KEY".into()) }];
    context
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_callers_token_appears_nowhere(token in "[!-~]{8,40}", around in "[ -~]{0,12}") {
        prop_assume!(!token.bytes().all(|byte| byte.is_ascii_alphabetic()));
        let context = knowing(&token);
        let silent = everything(&one(Request::default(), Ok(Response::default()), "a"), &context);
        prop_assume!(!silent.contains(&token));
        let text = format!("{around}{token}{around}");
        let request = Request {
            method: "POST".into(),
            path: format!("/v1/{}?q={}", encoded(&token), encoded(&token)),
            headers: vec![
                ("Authorization".into(), format!("Bearer {token}")),
                ("X-Other".into(), text.clone()),
            ],
            body: Some(json!({ "note": text, "n": [token] }).to_string().into_bytes()),
            until_close: false,
        };
        let response = Response {
            status: 500,
            headers: vec![("X-Echo".into(), text.clone())],
            body: [text.as_bytes(), b"\xff"].concat(),
            stray: text.clone().into_bytes(),
        };
        let told = everything(&one(request, Ok(response), &text), &context);
        prop_assert!(!told.contains(&token));
        prop_assert!(!told.contains(&encoded(&token)));
        let in_json = json!(token).to_string();
        prop_assert!(!told.contains(&in_json[1..in_json.len() - 1]));
    }

    #[test]
    fn a_value_under_a_name_like_a_secret_appears_nowhere(
        canary in "canary[0-9]{6}[a-z]{4}",
        name in prop::sample::select(vec![
            "worker_token", "temporalApiKey", "password", "client-secret", "credentials", "apikey",
        ]),
        depth in 0_usize..4,
        cut in 0_usize..2,
    ) {
        let mut value = json!({ name: canary, "plain": 1 });
        for _ in 0..depth {
            value = json!({ "in": [value] });
        }
        let mut body = value.to_string();
        body.truncate(body.len() - cut);
        let request = Request {
            method: "PUT".into(),
            path: format!("/v1?api_key={canary}"),
            headers: vec![
                ("Authorization".into(), format!("Bearer {canary}")),
                ("Cookie".into(), format!("sid={canary}")),
                ("X-API-Key".into(), canary.clone()),
            ],
            body: Some(body.clone().into_bytes()),
            until_close: true,
        };
        let response = Response {
            status: 200,
            headers: vec![("Set-Cookie".into(), format!("sid={canary}; Path=/"))],
            body: body.into_bytes(),
            stray: vec![],
        };
        let actual = format!("the value is {canary}, which is no URI");
        let told = everything(&one(request, Ok(response), &actual), &fixture::context());
        prop_assert!(!told.contains(&canary));
    }
}

#[test]
fn a_secret_is_known_in_basic_credentials() {
    use base64::Engine as _;
    let context = knowing("user:hunter2-long");
    let basic = base64::engine::general_purpose::STANDARD.encode("user:hunter2-long");
    let request = Request {
        method: "GET".into(),
        path: "/v1".into(),
        headers: vec![("Authorization".into(), format!("Basic {basic}"))],
        ..Request::default()
    };
    let told = everything(&one(request, Ok(Response::default()), &basic), &context);
    assert!(!told.contains(&basic));
    assert!(told.contains("$KUBIYA_API_KEY"));
}

#[test]
fn an_error_of_the_transport_tells_no_secret() {
    let reason = format!("odd: {}", fixture::TOKEN);
    let error = TransportError::NotHttp { reason };
    let told = everything(&one(Request::default(), Err(error), "a"), &fixture::context());
    assert!(!told.contains(fixture::TOKEN) && told.contains("odd: [redacted]"));
}

#[test]
fn the_run_made_by_hand_tells_no_canary() {
    let told = everything(&script::unhealthy(), &fixture::context());
    assert!(!told.contains(fixture::TOKEN) && !told.contains(fixture::WORKER_TOKEN));
    assert!(!told.contains("canary"));
}

#[test]
fn a_short_token_does_not_riddle_the_text() {
    let context = knowing("test");
    let told =
        everything(&one(Request::default(), Ok(Response::default()), "the latest test"), &context);
    assert!(told.contains("the latest [redacted]"));
}
