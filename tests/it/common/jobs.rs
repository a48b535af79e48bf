//! A small API with parameters in its query and path, served strictly or with one laxity.

use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::routing::get;
use serde_json::json;

use super::{Reply, Target};

pub(crate) const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Jobs, version: '1'}
paths:
  /jobs/{page}:
    get:
      operationId: list_jobs
      parameters:
        - {name: page, in: path, required: true, schema: {type: integer, enum: [1, 2]}}
        - {name: limit, in: query, required: true, schema: {type: integer}}
        - {name: state, in: query, schema: {type: string}}
      responses:
        '200':
          description: A page of jobs
          content:
            application/json:
              schema: {type: array}
        '422':
          description: A parameter is wrong
";

/// What the server lets pass although the document does not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Laxity {
    None,
    MissingLimit,
    MistypedLimit,
    MistypedPage,
}

/// The server.
pub(crate) fn target(laxity: Laxity) -> Target {
    let jobs = move |Path(page): Path<String>, RawQuery(query): RawQuery| async move {
        let query = query.unwrap_or_default();
        let limit = query.split('&').find_map(|pair| pair.strip_prefix("limit="));
        let limit_passes = match limit {
            None => laxity == Laxity::MissingLimit,
            Some("") => false,
            Some(limit) => laxity == Laxity::MistypedLimit || limit.parse::<i64>().is_ok(),
        };
        let page_passes = match page.parse::<i64>() {
            Ok(page) => (1..=2).contains(&page),
            Err(_) => laxity == Laxity::MistypedPage,
        };
        match (limit_passes, page_passes) {
            (true, true) => Reply::new(200, json!([])),
            (true, false) => Reply::new(422, json!({"detail": "page is not a number"})),
            _ => Reply::new(422, json!({"detail": "limit is not a number"})),
        }
    };
    Target::own(DOCUMENT, Router::new().route("/jobs/{page}", get(jobs)))
}
