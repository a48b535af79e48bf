//! Paths that one URL fits both: servers route by the method as well.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::json;

use crate::common::{Reply, Target};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Jobs, version: '1'}
paths:
  /jobs/latest:
    get:
      operationId: latest_job
      responses: {'200': {description: The latest job}}
  /jobs/{job_id}:
    delete:
      operationId: delete_job
      parameters:
        - {name: job_id, in: path, required: true, schema: {type: string, enum: [a]}}
      responses: {'204': {description: Deleted}}
";

#[tokio::test]
async fn a_method_of_the_template_answers_on_the_concrete_path() {
    let latest = || async { Reply::new(200, json!({})) };
    let delete = |Path(job): Path<String>| async move {
        if job == "a" { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
    };
    let router = Router::new()
        .route("/jobs/latest", get(latest).delete(|| async { StatusCode::NO_CONTENT }))
        .route("/jobs/{job_id}", axum::routing::delete(delete));
    Target::own(DOCUMENT, router).conforms().await;
}
