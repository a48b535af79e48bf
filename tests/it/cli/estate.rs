//! A server with records that others made, as lax as servers come: it reads `1.0` as 1, finds its
//! way through `..` and past a NUL, overwrites what has the same name, takes every method, and looks
//! at the token only after it has done what was asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, Uri};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::binary::Folder;

pub(super) const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Estate, version: '1'}
security: [{token: []}]
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Item:
      type: object
      required: [title]
      properties: {title: {type: string, maxLength: 90}, owner_id: {type: integer}}
    Pool:
      type: object
      required: [name]
      properties: {name: {type: string, minLength: 1}, size: {type: integer, minimum: 1}}
    Settings: {type: object, properties: {theme: {type: string}}}
  requestBodies:
    Item: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
    Pool: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pool'}}}}
    Settings: {content: {application/json: {schema: {$ref: '#/components/schemas/Settings'}}}}
    Note:
      required: true
      content:
        application/json:
          schema: {type: object, required: [item_id], properties: {item_id: {type: integer}}}
  responses:
    Done: {description: Done}
    Made:
      description: Made
      content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}
    Named:
      description: Named
      content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}
    Mine:
      description: Who calls
      content: {application/json: {schema: {type: object, properties: {owner_id: {type: integer}}}}}
    Settings:
      description: How things are
      content: {application/json: {schema: {$ref: '#/components/schemas/Settings'}}}
paths:
  /items:
    get: {operationId: list_items, responses: {'200': {description: All}}}
    post: {operationId: create_item, requestBody: {$ref: '#/components/requestBodies/Item'}, responses: {'201': {$ref: '#/components/responses/Made'}}}
    delete: {operationId: delete_items, responses: {'204': {$ref: '#/components/responses/Done'}}}
  /items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: read_item, responses: {'200': {description: One}}}
    patch: {operationId: change_item, requestBody: {$ref: '#/components/requestBodies/Item'}, responses: {'204': {$ref: '#/components/responses/Done'}}}
    delete: {operationId: delete_item, responses: {'204': {$ref: '#/components/responses/Done'}}}
  /drawers/{drawer_id}:
    parameters: [{name: drawer_id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: read_drawer, responses: {'200': {description: One}}}
    patch: {operationId: change_drawer, requestBody: {$ref: '#/components/requestBodies/Item'}, responses: {'204': {$ref: '#/components/responses/Done'}}}
    delete: {operationId: delete_drawer, responses: {'204': {$ref: '#/components/responses/Done'}}}
  /pools:
    post: {operationId: create_pool, requestBody: {$ref: '#/components/requestBodies/Pool'}, responses: {'201': {$ref: '#/components/responses/Named'}}}
  /pools/{name}:
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    get: {operationId: read_pool, responses: {'200': {description: One}}}
    put: {operationId: change_pool, requestBody: {$ref: '#/components/requestBodies/Pool'}, responses: {'204': {$ref: '#/components/responses/Done'}}}
    delete: {operationId: delete_pool, responses: {'204': {$ref: '#/components/responses/Done'}}}
  /me:
    get: {operationId: who_am_i, responses: {'200': {$ref: '#/components/responses/Mine'}}}
  /owners/{owner_id}:
    parameters: [{name: owner_id, in: path, required: true, schema: {type: integer}}]
    patch: {operationId: change_owner, requestBody: {$ref: '#/components/requestBodies/Item'}, responses: {'204': {$ref: '#/components/responses/Done'}}}
  /settings:
    get: {operationId: read_settings, responses: {'200': {$ref: '#/components/responses/Settings'}}}
    post: {operationId: set_settings, requestBody: {$ref: '#/components/requestBodies/Settings'}, responses: {'200': {$ref: '#/components/responses/Settings'}}}
    put: {operationId: put_settings, requestBody: {$ref: '#/components/requestBodies/Settings'}, responses: {'200': {$ref: '#/components/responses/Settings'}}}
  /caches/{kind}:
    parameters: [{name: kind, in: path, required: true, schema: {type: string, enum: [hot, cold]}}]
    delete: {operationId: drop_cache, responses: {'204': {$ref: '#/components/responses/Done'}}}
  /notes:
    post: {operationId: note, requestBody: {$ref: '#/components/requestBodies/Note'}, responses: {'204': {$ref: '#/components/responses/Done'}}}
  /reset:
    post: {operationId: reset, responses: {'204': {$ref: '#/components/responses/Done'}}}
  /status:
    get: {operationId: status, responses: {'200': {description: Up}}}
";

/// What others made, by kind and name.
const FOREIGN: [(&str, &str); 15] = [
    ("items/0", "{\"title\":\"zero\"}"),
    ("items/1", "{\"title\":\"first\"}"),
    ("items/2", "{\"title\":\"second\"}"),
    ("items/5", "{\"title\":\"fifth\"}"),
    ("items/7", "{\"title\":\"seventh\"}"),
    ("drawers/1", "{\"title\":\"left\"}"),
    ("drawers/2", "{\"title\":\"right\"}"),
    ("pools/prod", "{\"name\":\"prod\"}"),
    ("pools/name", "{\"name\":\"name\"}"),
    ("pools/a", "{\"name\":\"a\"}"),
    ("owners/1", "{\"title\":\"me\"}"),
    ("owners/3", "{\"title\":\"someone\"}"),
    ("settings/", "{\"theme\":\"dark\"}"),
    ("caches/hot", "{\"warm\":true}"),
    ("status/", "{\"up\":true}"),
];

/// The records of a server, and every unsafe request that it took.
#[derive(Clone)]
pub(super) struct Estate {
    records: Arc<Mutex<BTreeMap<String, String>>>,
    changes: Arc<Mutex<Vec<String>>>,
}

impl Estate {
    /// A folder with the document, and a server of it.
    pub(super) fn open() -> (Self, Folder, String) {
        let foreign = FOREIGN.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let records = Arc::new(Mutex::new(BTreeMap::from(foreign)));
        let estate = Self { records, changes: Arc::default() };
        let folder = Folder::new();
        folder.write("estate.yaml", DOCUMENT);
        let router = Router::new().fallback(answer).with_state(estate.clone());
        (estate, folder, super::server::serve(router))
    }

    /// The foreign records that are no longer as they were, with what they are now.
    pub(super) fn harmed(&self) -> Vec<(&'static str, Option<String>)> {
        let records = self.records.lock().unwrap();
        let changed = FOREIGN.iter().filter(|(name, text)| {
            records.get(*name).map(String::as_bytes) != Some(text.as_bytes())
        });
        changed.map(|(name, _)| (*name, records.get(*name).cloned())).collect()
    }

    /// The unsafe requests that were taken.
    pub(super) fn changes(&self) -> Vec<String> {
        self.changes.lock().unwrap().clone()
    }

    fn change(&self, method: &Method, path: &[String], body: &Value) -> (StatusCode, Value) {
        let mut records = self.records.lock().unwrap();
        let kind = path.first().map_or("", String::as_str);
        let name = path.get(1).map(|text| name_of(kind, text)).unwrap_or_default();
        let key = format!("{kind}/{name}");
        let is_collection = path.len() == 1;
        match (method.as_str(), kind) {
            (_, "reset") => records.clear(),
            ("POST", "notes") => {
                let item = format!("items/{}", number(&body["item_id"]));
                records.entry(item).and_modify(|text| text.push_str(" noted"));
            }
            ("POST", "items") if is_collection => {
                let next = 100 + records.len();
                let owner = format!("owners/{}", number(&body["owner_id"]));
                records.entry(owner).and_modify(|text| text.push_str(" owns"));
                records.insert(format!("items/{next}"), body.to_string());
                return (StatusCode::CREATED, json!({"id": next}));
            }
            ("POST", "pools") if is_collection => {
                let name = name_of(kind, body["name"].as_str().unwrap_or_default());
                records.insert(format!("pools/{name}"), body.to_string());
                return (StatusCode::CREATED, json!({"name": name}));
            }
            (_, "items" | "pools" | "drawers" | "owners") if is_collection => {
                records.retain(|known, _| !known.starts_with(kind));
            }
            _ if !records.contains_key(&key) => return (StatusCode::NOT_FOUND, Value::Null),
            ("DELETE", _) => {
                records.remove(&key);
            }
            _ => {
                records.insert(key, body.to_string());
            }
        }
        (StatusCode::NO_CONTENT, Value::Null)
    }

    fn read(&self, path: &[String]) -> (StatusCode, Value) {
        let kind = path.first().map_or("", String::as_str);
        let name = path.get(1).map(|text| name_of(kind, text)).unwrap_or_default();
        let records = self.records.lock().unwrap();
        match records.get(&format!("{kind}/{name}")) {
            Some(text) => (StatusCode::OK, serde_json::from_str(text).unwrap_or_default()),
            None if kind == "me" => (StatusCode::OK, json!({"owner_id": 1})),
            None if name.is_empty() => (StatusCode::OK, json!([])),
            None => (StatusCode::NOT_FOUND, Value::Null),
        }
    }
}

async fn answer(
    State(estate): State<Estate>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = segments(uri.path());
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let (status, content) = if method.is_safe() {
        estate.read(&path)
    } else {
        estate.changes.lock().unwrap().push(format!("{method} {}", uri.path()));
        estate.change(&method, &path, &body)
    };
    let token = headers.get("authorization").map(http::HeaderValue::as_bytes);
    if token != Some(b"Bearer mine") {
        return (StatusCode::UNAUTHORIZED, [("www-authenticate", "Bearer")]).into_response();
    }
    match status {
        StatusCode::NO_CONTENT => status.into_response(),
        _ => (status, axum::Json(content)).into_response(),
    }
}

/// The segments of a path as the laxest server reads them: decoded, cut, normalised.
fn segments(path: &str) -> Vec<String> {
    let bytes: Vec<u8> = percent_decode_str(path).collect();
    let text: String = String::from_utf8_lossy(&bytes).replace('\u{fffd}', "");
    let end = text.find(['\0', ';', '?', '#']).unwrap_or(text.len());
    let mut segments = Vec::new();
    for segment in text[..end].split('/').map(str::trim) {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment.to_owned()),
        }
    }
    segments
}

/// The name as the store knows it: the number that a text begins with, where names are numbers.
fn name_of(kind: &str, text: &str) -> String {
    if kind == "pools" || kind == "caches" {
        return text.split('\0').next().unwrap_or_default().trim().to_lowercase();
    }
    if matches!(text, "true" | "false") {
        return u8::from(text == "true").to_string();
    }
    let digits = text.trim().trim_start_matches(['-', '+']);
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let number = digits[..end].trim_start_matches('0');
    if number.is_empty() && end > 0 { "0".to_owned() } else { number.to_owned() }
}

fn number(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    name_of("items", &text)
}
