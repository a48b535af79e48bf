//! Things that calls write and later calls tell: what one check wrote, another one reads.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::common::{Reply, Target};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Settings, version: '1'}
paths:
  /settings:
    get:
      operationId: read_settings
      responses: {'200': {$ref: '#/components/responses/Settings'}}
    put:
      operationId: put_settings
      requestBody: {$ref: '#/components/requestBodies/Settings'}
      responses: &answers
        '200': {$ref: '#/components/responses/Settings'}
        '422': {description: No such colour}
    patch:
      operationId: change_settings
      requestBody: {$ref: '#/components/requestBodies/Settings'}
      responses: *answers
components:
  requestBodies:
    Settings:
      required: true
      content:
        application/json:
          schema: {type: object, properties: {colour: {enum: [red, blue]}}}
  responses:
    Settings:
      description: The settings
      content:
        application/json:
          schema:
            type: object
            required: [colour, size]
            properties: {colour: {enum: [red, blue], default: blue}, size: {type: integer, default: 3}}
";

type Settings = Arc<Mutex<Value>>;

fn server(size: u32) -> Router {
    let settings = Settings::new(Mutex::new(json!({"colour": "blue", "size": size})));
    let read = |State(settings): State<Settings>| async move {
        Reply::new(200, settings.lock().unwrap().clone())
    };
    let put = |State(settings): State<Settings>, Json(sent): Json<Value>| async move {
        write(&settings, Some("blue"), &sent)
    };
    let change = |State(settings): State<Settings>, Json(sent): Json<Value>| async move {
        write(&settings, None, &sent)
    };
    Router::new().route("/settings", get(read).put(put).patch(change)).with_state(settings)
}

/// Writes what was sent; what was not becomes `otherwise`, or stays.
fn write(settings: &Settings, otherwise: Option<&str>, sent: &Value) -> Reply {
    let Some(sent) = sent.as_object() else {
        return Reply::new(422, json!({"detail": "not an object"}));
    };
    let colour = sent.get("colour").and_then(Value::as_str);
    if sent.contains_key("colour") && !matches!(colour, Some("red" | "blue")) {
        return Reply::new(422, json!({"detail": "no such colour"}));
    }
    let mut settings = settings.lock().unwrap();
    if let Some(colour) = colour.or(otherwise) {
        settings["colour"] = colour.into();
    }
    Reply::new(200, settings.clone())
}

#[tokio::test]
async fn a_written_value_that_is_no_default_any_more() {
    let target = Target::own(DOCUMENT, server(3)).only(&["response_*", "accepts_*"]);
    target.concurrency(1).conforms().await;
}

#[tokio::test]
async fn a_default_that_nobody_can_write_is_still_held() {
    let target = Target::own(DOCUMENT, server(4)).changeable().only(&["response_*", "accepts_*"]);
    let names = ["read_settings", "put_settings", "change_settings"];
    let ids = names.map(|name| format!("response_default@{name}#size"));
    target.breaks_checks(&ids.each_ref().map(String::as_str)).await;
}
