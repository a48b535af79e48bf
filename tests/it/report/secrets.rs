//! Secrets never leave: canaries planted where secrets travel appear in no output.

use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cp_harness::check::Outcome;
use cp_harness::event::Ending;
use cp_harness::report::conform::Context;
use cp_harness::report::formats::FORMATS;
use cp_harness::report::shared::{Secret, Style, View};
use cp_harness::wire::{Exchange, Request, Response, TransportError};
use proptest::prelude::*;
use serde_json::json;

use super::fixture::{self, Script};
use super::script;

/// What is written to it, to be read when the writer is gone.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that any format says on this run: each row of the table, whenever it was added.
fn everything(script: &Script, context: &Context) -> String {
    let report = fixture::report(script, Ending::Unreachable("no more".into()), context);
    let mut out = Shared::default();
    let view = View { style: Style::default(), folder: Some(Path::new("r")) };
    for rendering in FORMATS.iter().filter_map(|format| format.conform.as_ref()) {
        if let Some(begin) = rendering.begin() {
            let mut stream = begin(Box::new(out.clone()), context, view.style);
            fixture::play(script, Ending::Complete, &mut stream);
            stream.finish().unwrap();
        }
        if let Some(render) = rendering.render() {
            render(&report, &mut out, &view).unwrap();
        }
    }
    let written = out.0.lock().unwrap().clone();
    String::from_utf8(written).unwrap()
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
        let described = everything(&one(request, Ok(response), &text), &context);
        prop_assert!(!described.contains(&token));
        prop_assert!(!described.contains(&encoded(&token)));
        let in_json = json!(token).to_string();
        prop_assert!(!described.contains(&in_json[1..in_json.len() - 1]));
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
        let described = everything(&one(request, Ok(response), &actual), &fixture::context());
        prop_assert!(!described.contains(&canary));
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
    let described = everything(&one(request, Ok(Response::default()), &basic), &context);
    assert!(!described.contains(&basic));
    assert!(described.contains("$KUBIYA_API_KEY"));
}

#[test]
fn an_error_of_the_transport_says_no_secret() {
    let reason = format!("odd: {}", fixture::TOKEN);
    let error = TransportError::NotHttp { reason };
    let described = everything(&one(Request::default(), Err(error), "a"), &fixture::context());
    assert!(!described.contains(fixture::TOKEN) && described.contains("odd: [redacted]"));
}

#[test]
fn the_run_made_by_hand_says_no_canary() {
    let described = everything(&script::unhealthy(), &fixture::context());
    assert!(!described.contains(fixture::TOKEN) && !described.contains(fixture::WORKER_TOKEN));
    assert!(!described.contains("canary"));
}

#[test]
fn a_short_token_does_not_riddle_the_text() {
    let context = knowing("test");
    let described =
        everything(&one(Request::default(), Ok(Response::default()), "the latest test"), &context);
    assert!(described.contains("the latest [redacted]"));
}
