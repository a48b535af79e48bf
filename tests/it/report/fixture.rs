//! A run made by hand: every kind of outcome, and secrets planted where they travel.

use std::sync::Arc;
use std::time::Duration;

use cp_harness::check::{
    Check, CheckPhase, CheckScope, Credential, Delivery, Level, Outcome, Payload, Plan, Repetition,
    RequestTemplate, StatusExpectation,
};
use cp_harness::event::{CheckResult, ConformEvent, Ending, Observer};
use cp_harness::report::conform::{Context, OperationLine, Recording, Report};
use cp_harness::report::shared::Secret;
use cp_harness::spec::{Location, Pointer};
use cp_harness::wire::{Exchange, Request, Response, TransportError};

pub(crate) const TOKEN: &str = "canary-caller-token-1f9b";
pub(crate) const WORKER_TOKEN: &str = "canary-worker-token-77aa";
pub(crate) const TARGET: &str = "http://127.0.0.1:8001";

const OPERATIONS: [(&str, &str); 4] = [
    ("register_worker", "/api/v1/workers/register"),
    ("start_worker", "/api/v1/workers/{worker_id}/start"),
    ("start_worker_for_queue", "/api/v1/worker-queues/{queue_id}/start"),
    ("worker_heartbeat", "/api/v1/workers/heartbeat"),
];

const RULES: [(&str, Level, &str); 5] = [
    (
        "refuses_missing_member",
        Level::Must,
        "A request without a required member MUST be refused with a declared 4xx status.",
    ),
    ("response_member", Level::Must, "A response MUST hold every member that its schema requires."),
    ("no_content", Level::Must, "A 204 answer MUST NOT be followed by content on the wire."),
    (
        "response_default",
        Level::Should,
        "A response member SHOULD have its declared default where the caller gave no other value.",
    ),
    (
        "auth_documented",
        Level::Note,
        "The refusal of a call without credentials SHOULD be documented.",
    ),
];

/// What a run did, in the plan's order; `None` for a check that did not run.
pub(crate) type Script = Vec<(Arc<Check>, Option<(Outcome, Vec<Arc<Exchange>>)>)>;

pub(crate) fn check(rule: &str, operation: usize, case: &str, line: u32) -> Arc<Check> {
    let (rule, level, requirement) = RULES.into_iter().find(|known| known.0 == rule).unwrap();
    let (operation, path) = OPERATIONS[operation];
    Arc::new(Check {
        id: format!("{rule}@{operation}#{case}"),
        rule,
        operation: operation.into(),
        case: case.into(),
        level,
        requirement: requirement.into(),
        reference: "https://spec.openapis.org/oas/v3.1.0#operation-object".into(),
        location: Location {
            document: format!("specs/{operation}.yaml").into(),
            pointer: Pointer::root().join_all(["paths", path, "post"]),
            line,
        },
        steps: vec![Arc::new(RequestTemplate {
            operation: operation.into(),
            method: "POST".into(),
            path: path.into(),
            parameters: vec![],
            content_type: Some("application/json".into()),
            payload: Payload::None,
            credential: Credential::Valid,
            until_close: false,
            consumes: false,
            repetition: Repetition::First,
        })],
        expectation: StatusExpectation::Accepted.into(),
        fuzz: None,
        delivery: Delivery::default(),
        phase: CheckPhase::default(),
        scope: CheckScope::default(),
        withheld: None,
        tolerated: vec![],
    })
}

pub(crate) fn exchange(
    operation: usize,
    body: &str,
    result: Result<Response, TransportError>,
) -> Arc<Exchange> {
    let (operation, path) = OPERATIONS[operation];
    Arc::new(Exchange {
        operation: operation.into(),
        request: Request {
            method: "POST".into(),
            path: path.replace(['{', '}'], ""),
            headers: vec![
                ("Authorization".into(), format!("Bearer {TOKEN}")),
                ("Content-Type".into(), "application/json".into()),
            ],
            body: Some(body.as_bytes().to_vec()),
            until_close: false,
        },
        result,
        sent_at: Duration::from_micros(1500),
        elapsed: Duration::from_micros(2250),
    })
}

pub(crate) fn answer(status: u16, body: &str) -> Response {
    Response {
        status,
        headers: vec![("content-type".into(), "application/json".into())],
        body: body.as_bytes().to_vec(),
        stray: vec![],
    }
}

pub(crate) fn fail(expected: &str, actual: &str, signature: &str) -> Outcome {
    Outcome::Fail { expected: expected.into(), actual: actual.into(), signature: signature.into() }
}

pub(crate) fn plan(script: &Script) -> Arc<Plan> {
    Arc::new(Plan {
        version: 1,
        bindings: std::collections::BTreeMap::new(),
        producers: vec![],
        operations: vec![],
        profile: String::new(),
        notes: vec![],
        checks: script.iter().map(|(check, _)| Arc::clone(check)).collect(),
        ..Plan::default()
    })
}

/// A document of so many lines, each of which says which it is.
fn document(name: &str) -> Arc<str> {
    let lines: Vec<String> = (1..=400).map(|line| format!("line: {line} of {name}")).collect();
    lines.join("\n").into()
}

pub(crate) fn context() -> Context {
    Context {
        insecure: false,
        operations: OPERATIONS
            .into_iter()
            .map(|(name, path)| OperationLine {
                name: name.into(),
                method: "POST".into(),
                path: path.into(),
            })
            .collect(),
        documents: OPERATIONS.map(|(name, _)| format!("specs/{name}.yaml")).into(),
        texts: OPERATIONS.map(|(name, _)| document(name)).into(),
        secrets: vec![Secret { value: TOKEN.into(), variable: Some("KUBIYA_API_KEY".into()) }],
        headers: vec![],
        strict: false,
        started_at: Some("2026-01-02T03:04:05Z".into()),
        terms: cp_harness::report::conform::Gate::default(),
    }
}

/// Sends the events of a run that went by `script` and ended so.
pub(crate) fn play(script: &Script, ending: Ending, observer: &mut dyn Observer<ConformEvent>) {
    observer.observe(&ConformEvent::Started { plan: plan(script), target: TARGET.into() });
    for (check, described) in script {
        if let Some((outcome, exchanges)) = described {
            observer.observe(&ConformEvent::Finished(Arc::new(CheckResult {
                check: Arc::clone(check),
                outcome: outcome.clone(),
                exchanges: exchanges.clone(),
            })));
        }
    }
    observer.observe(&ConformEvent::Throttled {
        operation: "register_worker".into(),
        pause: Duration::from_secs(2),
    });
    observer.observe(&ConformEvent::Ended {
        ending,
        elapsed: Duration::from_millis(421),
        requests: 17,
    });
}

pub(crate) fn report(script: &Script, ending: Ending, context: &Context) -> Report {
    let mut recording = Recording::default();
    play(script, ending, &mut recording);
    Report::new(&recording, context)
}
