//! Twin of `secret_member_echo`.

use axum::Router;
use axum::routing::post;
use serde_json::{Value, json};

use crate::common::{Reply, Target};

pub(crate) const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Accounts, version: '1'}
paths:
  /accounts:
    post:
      operationId: open_account
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name, password]
              properties:
                name: {type: string, maxLength: 40}
                password: {type: string, minLength: 8}
      responses:
        '204': {description: Opened}
        '422': {description: Refused}
";

/// Refuses names that are no text; `echo` is how it tells what it was given.
fn target(echo: impl Fn(&Value) -> Value + Clone + Send + Sync + 'static) -> Target {
    let open = move |body: axum::body::Bytes| async move {
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let refused = |offender: &str| {
            Reply::new(422, json!({"detail": [{"loc": ["body", offender], "input": echo(&body)}]}))
        };
        match (body["name"].as_str(), body["password"].as_str()) {
            (Some(name), Some(word)) if name.len() <= 40 && word.len() >= 8 => {
                Reply::new(204, json!(null))
            }
            (Some(_), _) => refused("password"),
            _ => refused("name"),
        }
    };
    Target::own(DOCUMENT, Router::new().route("/accounts", post(open)))
}

#[tokio::test]
async fn a_refusal_that_repeats_the_whole_content_is_found() {
    target(Value::clone).only(&["secret_*"]).breaks("secret_member_echo").await;
}

#[tokio::test]
async fn a_refusal_that_names_what_is_wrong_alone_is_none() {
    target(|_| json!(null)).only(&["secret_*"]).conforms().await;
}

/// Frameworks quote the object that lacks a member, and of a wrong member its value alone.
#[tokio::test]
async fn a_refusal_that_repeats_the_content_for_want_of_a_member_is_found() {
    target(|body| if body.get("name").is_none() { body.clone() } else { body["name"].clone() })
        .only(&["secret_*"])
        .breaks_checks(&["secret_member_echo@open_account#password:missing"])
        .await;
}
