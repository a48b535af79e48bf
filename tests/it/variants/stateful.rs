//! A correct server of another API that keeps what it is sent: OpenAPI 3.0, a key in a header, ids that
//! are numbers, parameters everywhere, objects that are deleted.
//!
//! The fixtures cannot stand for it: their server keeps no state, and validates with the schemas of the
//! harness itself, where this one validates by hand and so checks the harness from outside.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, RawQuery, Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use cp_harness::reference::DEMO_TOKEN;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use crate::common::{Reply, Target};

const DOCUMENT: &str = include_str!("stateful.yaml");

type Shelves = Arc<Mutex<BTreeMap<i64, Value>>>;
type Refused = (u16, String);

fn refuse((status, message): Refused) -> Reply {
    Reply::new(status, json!({ "message": message }))
}

/// The content as a shelf, every default filled in.
fn shelf(headers: &HeaderMap, content: &str) -> Result<Map<String, Value>, Refused> {
    let media_type = headers.get("content-type").map(HeaderValue::as_bytes);
    if !media_type.is_some_and(|value| value.starts_with(b"application/json")) {
        return Err((415, "send JSON".to_owned()));
    }
    let malformed = |error: serde_json::Error| (400, error.to_string());
    let content: Value = serde_json::from_str(content).map_err(malformed)?;
    let object = content.as_object().ok_or((400, "not an object".to_owned()))?;
    let name = object.get("name").and_then(Value::as_str);
    let name = name.filter(|name| (1..=20).contains(&name.chars().count()));
    let theme = object.get("theme").unwrap_or(&Value::Null);
    let capacity = object.get("capacity").map_or(Some(10), whole);
    let tags = match object.get("tags").map(Value::as_array) {
        None => Some(vec![]),
        Some(tags) => tags.filter(|tags| tags.iter().all(Value::is_string)).cloned(),
    };
    let wrong = |name: &str| (400, format!("{name} is missing or wrong"));
    if !(theme.is_null() || *theme == "sea" || *theme == "sky") {
        return Err(wrong("theme"));
    }
    Ok(Map::from_iter([
        ("name".to_owned(), json!(name.ok_or_else(|| wrong("name"))?)),
        ("theme".to_owned(), theme.clone()),
        ("capacity".to_owned(), json!(capacity.ok_or_else(|| wrong("capacity"))?)),
        ("tags".to_owned(), json!(tags.ok_or_else(|| wrong("tags"))?)),
    ]))
}

fn whole(value: &Value) -> Option<i64> {
    let number = value.as_f64().filter(|number| number.fract() == 0.0 && *number >= 1.0)?;
    value.as_i64().or(Some(if number > 1e9 { 1_000_000_000 } else { 10 }))
}

async fn create(State(shelves): State<Shelves>, headers: HeaderMap, body: String) -> Reply {
    match shelf(&headers, &body) {
        Err(refused) => refuse(refused),
        Ok(mut shelf) => {
            let mut shelves = shelves.lock().unwrap();
            let id = shelves.keys().next_back().map_or(1, |last| last + 1);
            shelf.insert("id".into(), json!(id));
            shelves.insert(id, json!(shelf));
            let mut reply = Reply::new(201, shelf);
            reply.set_header("location", &format!("/shelves/{id}"));
            reply
        }
    }
}

async fn list(
    State(shelves): State<Shelves>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Reply {
    let query = query.unwrap_or_default();
    let of = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(candidate, _)| *candidate == name).map(|(_, value)| value.to_owned())
    };
    let limit = of("limit")
        .map_or(Ok(20), |limit| limit.parse::<std::num::NonZeroUsize>().map(usize::from));
    let Some(Ok(_)) = headers.get("x-page").map(|page| page.to_str().unwrap().parse::<u8>()) else {
        return refuse((400, "x-page is missing or wrong".to_owned()));
    };
    let (Ok(limit), None | Some("true" | "false")) = (limit, of("deep").as_deref()) else {
        return refuse((400, "limit or deep is wrong".to_owned()));
    };
    let shelves = shelves.lock().unwrap();
    let page: Vec<&Value> = shelves.values().take(limit).collect();
    let mut reply = Reply::new(200, json!(page));
    reply.set_header("x-total-count", &shelves.len().to_string());
    reply
}

/// Answers about the shelf with this id.
async fn about(
    State(shelves): State<Shelves>,
    Path(id): Path<String>,
    headers: HeaderMap,
    method: http::Method,
    body: String,
) -> Response {
    let mut shelves = shelves.lock().unwrap();
    let Some(known) = id.parse().ok().filter(|id| shelves.contains_key(id)) else {
        return refuse((404, "no such shelf".to_owned())).into_response();
    };
    match method.as_str() {
        "DELETE" => {
            shelves.remove(&known);
            StatusCode::NO_CONTENT.into_response()
        }
        "PUT" => match shelf(&headers, &body) {
            Err(refused) => refuse(refused).into_response(),
            Ok(mut shelf) => {
                shelf.insert("id".into(), json!(known));
                shelves.insert(known, json!(shelf));
                Reply::new(200, shelf).into_response()
            }
        },
        _ => Reply::new(200, shelves[&known].clone()).into_response(),
    }
}

async fn with_key(request: Request, next: Next) -> Response {
    let key = request.headers().get("x-api-key");
    if key.is_some_and(|key| key == DEMO_TOKEN) {
        next.run(request).await
    } else {
        refuse((403, "who are you?".to_owned())).into_response()
    }
}

fn server() -> Router {
    Router::new()
        .route("/shelves", get(list).post(create))
        .route("/shelves/{shelf_id}", get(about).put(about).delete(about))
        .with_state(Shelves::default())
        .layer(from_fn(with_key))
}

#[tokio::test]
async fn another_api() {
    Target::own(DOCUMENT, server()).conforms().await;
}

#[tokio::test]
async fn another_api_one_request_at_a_time() {
    Target::own(DOCUMENT, server()).concurrency(1).conforms().await;
}
