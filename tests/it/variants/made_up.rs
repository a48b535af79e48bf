//! Ids that nobody gives: what is answered at the door is asked with made-up ones.

use axum::Router;
use axum::body::Bytes;
use axum::routing::get;
use cp_harness::check::Outcome;
use serde_json::{Value, json};

use crate::common::{Reply, Target, failures};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Things, version: '1'}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
paths:
  /things/{thing_id}:
    get:
      operationId: look_at
      parameters:
        - {name: thing_id, in: path, required: true, schema: {type: string, format: uuid}}
      security: [{token: []}]
      responses: {'204': {description: There}, '401': {description: Unknown}}
    put:
      operationId: name_it
      parameters:
        - {name: thing_id, in: path, required: true, schema: {type: string, format: uuid}}
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [name], properties: {name: {type: string}}}
      responses: {'204': {description: Named}, '422': {description: Refused}}
";

/// The path of the only thing that there is.
const THE_ONE: &str = "/things/00000000-0000-4000-8000-000000004711";

/// Knows one thing alone, and looks for it before or after it looks at who calls.
fn target(things_first: bool) -> Target {
    let look = || async { Reply::new(200, json!(null)) };
    let name = move |body: Bytes| async move {
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        if body["name"].is_string() || things_first {
            Reply::new(404, json!("no such thing"))
        } else {
            Reply::new(422, json!("no name"))
        }
    };
    let router = Router::new().route("/things/{thing_id}", get(look).put(name));
    Target::own(DOCUMENT, router)
        .before(move |call| {
            if !call.path.starts_with("/things/") {
                return None;
            }
            let known = call.path.starts_with(THE_ONE);
            let caller = call.header("authorization").is_some_and(|value| value.contains(' '));
            let unknown = || Reply::new(404, json!("no such thing"));
            let mut stranger = Reply::new(401, json!("who are you"));
            stranger.set_header("www-authenticate", "Bearer");
            match (call.method.as_str(), known, caller) {
                ("GET", false, _) if things_first => Some(unknown()),
                ("GET", _, false) => Some(stranger),
                ("GET", false, true) => Some(unknown()),
                _ => None,
            }
        })
        .only(&[
            "auth_missing",
            "undeclared_method_status",
            "accepts_minimal",
            "refuses_missing_member",
        ])
}

#[tokio::test]
async fn strangers_other_methods_and_wrong_content_are_refused_whatever_the_id() {
    let results = target(false).run().await;
    let mut answered = 0;
    for result in &results {
        if result.check.rule == "accepts_minimal" {
            assert!(matches!(result.outcome, Outcome::Inconclusive { .. }), "{result:?}");
        } else {
            assert_eq!(result.outcome, Outcome::Pass, "{}", result.check.id);
            answered += 1;
        }
    }
    assert!(answered > 4, "{answered}");
}

#[tokio::test]
async fn a_server_that_looks_for_the_thing_first_is_not_blamed() {
    let results = target(true).run().await;
    assert_eq!(failures(&results).count(), 0);
    for rule in ["auth_missing", "refuses_missing_member"] {
        let missing = results.iter().find(|result| result.check.rule == rule).unwrap();
        let Outcome::Skip { reason } = &missing.outcome else { panic!("{missing:?}") };
        assert!(reason.contains("made up") && reason.contains("--bind"), "{reason}");
    }
}
