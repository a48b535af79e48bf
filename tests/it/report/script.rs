//! Whole runs made by hand: one with every kind of outcome, one where everything passes.

use std::sync::Arc;
use std::time::Duration;

use cp_harness::check::Outcome;
use cp_harness::wire::{Awaited, Exchange, TransportError};

use super::fixture::{Script, WORKER_TOKEN, answer, check, exchange, fail};

/// Three causes that fail, a warning, a note, a skip, both kinds of check without an answer.
pub(crate) fn unhealthy() -> Script {
    let body = r#"{"environment_name":"it's \"prod\""}"#;
    let registered = exchange(0, body, Ok(answer(200, &registration())));
    let mut script = register(&registered);
    script.extend(start(&registered));
    script.extend(queue());
    script.extend(heartbeat());
    script
}

/// The same checks, all passed.
pub(crate) fn healthy() -> Script {
    let mut script = unhealthy();
    for (_, described) in &mut script {
        *described = described.take().map(|(_, exchanges)| (Outcome::Pass, exchanges));
    }
    script
}

fn registration() -> String {
    format!(r#"{{"worker_id":"w-1","worker_token":"{WORKER_TOKEN}"}}"#)
}

/// A request without something, accepted all the same.
fn accepted(operation: usize) -> (Outcome, Vec<Arc<Exchange>>) {
    let outcome = fail(
        "a declared 4xx status whose content obeys its schema",
        "200 OK, as if nothing were missing",
        "accepted",
    );
    let exchange = exchange(operation, "{}", Ok(answer(200, &registration())));
    (outcome, vec![exchange])
}

fn register(registered: &Arc<Exchange>) -> Script {
    let absent = format!("no such member in {}", registration());
    let absent = fail("member `control_plane_url`, a string", &absent, "missing");
    let differs = fail("\"https://llm-proxy.example\"", "\"http://localhost:4000\"", "differs");
    let undocumented = fail("status 401 among the responses", "only 200 and 422", "undocumented");
    let heard = || vec![Arc::clone(registered)];
    let described = [
        ("response_member", "worker_id", 141, (Outcome::Pass, heard())),
        ("response_member", "control_plane_url", 158, (absent, heard())),
        ("refuses_missing_member", "environment_name", 152, accepted(0)),
        ("response_default", "litellm_api_url", 170, (differs, heard())),
        ("auth_documented", "401", 85, (undocumented, vec![])),
    ];
    described
        .into_iter()
        .map(|(rule, case, line, described)| (check(rule, 0, case, line), Some(described)))
        .collect()
}

fn start(registered: &Arc<Exchange>) -> Script {
    let skip = Outcome::Skip { reason: "the answer holds no item of `models`".into() };
    let skip = (skip, vec![Arc::clone(registered)]);
    let described = [
        ("refuses_missing_member", "worker_id", 160, accepted(1)),
        ("refuses_missing_member", "system_info.hostname", 164, accepted(1)),
        ("response_member", "models.id", 188, skip),
    ];
    described
        .into_iter()
        .map(|(rule, case, line, described)| (check(rule, 1, case, line), Some(described)))
        .collect()
}

fn queue() -> Script {
    let open = |reason: &str, target_at_fault| Outcome::Inconclusive {
        reason: reason.into(),
        target_at_fault,
    };
    let unbound = || {
        let reason = "no value for `queue_id`: give one with --bind queue_id=…";
        (open(reason, false), vec![])
    };
    let limit = Duration::from_secs(10);
    let silence = exchange(2, "{}", Err(TransportError::Timeout { limit, awaited: Awaited::Rest }));
    let silence = (open("no complete answer within 10s", true), vec![silence]);
    let described = [
        ("response_member", "queue_name", 240, unbound()),
        ("response_member", "task_queue_name", 244, unbound()),
        ("refuses_missing_member", "body", 90, silence),
    ];
    described
        .into_iter()
        .map(|(rule, case, line, described)| (check(rule, 2, case, line), Some(described)))
        .collect()
}

fn heartbeat() -> Script {
    let body = r#"{"worker_id":"w-1","status":"active"}"#;
    let stray = exchange(3, body, Ok(answer(204, "")));
    let actual = "2 bytes on the wire: {}\u{1b}[31m";
    let outcome = fail("nothing after the head", actual, "stray");
    vec![(check("no_content", 3, "204", 101), Some((outcome, vec![stray])))]
}
