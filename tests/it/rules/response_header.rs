//! Twin of `response_header`.

use crate::common::{Reply, Target};
use axum::Router;
use axum::routing::get;
use serde_json::json;

pub(super) const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Jobs, version: '1'}
paths:
  /jobs:
    get:
      operationId: list_jobs
      responses:
        '200':
          description: Every job
          headers:
            X-Total-Count: {required: true, schema: {type: integer}}
            X-Note: {schema: {type: string}}
          content:
            application/json:
              schema: {type: array}
";

fn target(headers: &'static [(&'static str, &'static str)]) -> Target {
    let jobs = move || async move {
        let mut reply = Reply::new(200, json!([]));
        for (name, value) in headers {
            reply.set_header(name, value);
        }
        reply
    };
    Target::own(DOCUMENT, Router::new().route("/jobs", get(jobs)))
}

#[tokio::test]
async fn a_header_lost_on_the_way_is_found() {
    target(&[]).breaks("response_header").await;
}

#[tokio::test]
async fn a_header_of_another_type_is_found() {
    target(&[("x-total-count", "many")]).breaks("response_header").await;
}

#[tokio::test]
async fn declared_headers_pass() {
    target(&[("x-total-count", "0")]).conforms().await;
    target(&[("x-total-count", "12"), ("x-note", "0012")]).conforms().await;
}
