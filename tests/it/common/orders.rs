//! A small API with a constraint of every kind, served as documented or with one constraint changed.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::routing::{get, post};
use http::HeaderMap;
use serde_json::{Map, Value, json};

use super::{Reply, Target};

/// What an order holds.
fn order() -> Value {
    let text = |keyword: &str, value: Value| json!({"type": "string", keyword: value});
    let owner = |member: &str| {
        json!({
            "type": "object",
            "properties": {member: {"type": "string", "maxLength": 30}},
            "required": [member],
            "additionalProperties": false,
        })
    };
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "name"],
        "dependentRequired": {"card": ["address"]},
        "properties": {
            "id": {"type": "integer", "readOnly": true},
            "name": {"type": "string", "minLength": 2, "maxLength": 8},
            "secret": {"type": "string", "writeOnly": true},
            "code": text("pattern", json!("^[A-Z]{3}-[0-9]{2}$")),
            "due": text("format", json!("date-time")),
            "count": {"type": "integer", "minimum": 1, "exclusiveMaximum": 100},
            "price": {"type": "number", "exclusiveMinimum": 0, "maximum": 99.5},
            "step": {"type": "integer", "multipleOf": 5},
            "state": text("enum", json!(["open", "closed"])),
            "tags": {
                "type": "array", "items": {"type": "string"},
                "minItems": 1, "maxItems": 3, "uniqueItems": true,
            },
            "point": {
                "type": "array", "items": false, "minItems": 2,
                "prefixItems": [{"type": "number"}, {"type": "number", "minimum": 0}],
            },
            "labels": {
                "type": "object", "additionalProperties": false, "maxProperties": 2,
                "patternProperties": {"^x-[a-z]+$": {"type": "integer"}},
            },
            "card": {"type": "string"},
            "address": {"type": "string"},
            "owner": {"oneOf": [owner("email"), owner("team")]},
            "note": {"type": "string", "not": {"const": "forbidden"}},
        },
    })
}

/// What the listing of orders takes, by place.
fn parameters() -> Value {
    json!({
        "region": {"enum": ["eu", "us"], "type": "string"},
        "limit": {"type": "integer", "minimum": 1, "maximum": 50},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 2},
        "filter": {"type": "object", "properties": {"size": {"type": "integer", "maximum": 9}}},
        "x-depth": {"type": "integer", "minimum": 0, "maximum": 9},
    })
}

fn note() -> Value {
    json!({
        "type": "object",
        "required": ["text"],
        "properties": {"text": {"type": "string"}, "stars": {"type": "integer", "maximum": 5}},
    })
}

/// The document.
pub(crate) static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let answers = |schema: Value| {
        json!({
            "200": {"description": "", "content": {"application/json": {"schema": schema}}},
            "422": {"description": ""},
        })
    };
    let takes = |media_types: &[&str], schema: &Value| {
        let content =
            media_types.iter().map(|name| ((*name).to_owned(), json!({"schema": schema})));
        json!({"required": true, "content": content.collect::<Map<_, _>>()})
    };
    let all = parameters();
    let parameter = |name: &str, place: &str, style: &str| {
        json!({
            "name": name, "in": place, "style": style, "schema": all[name],
            "explode": style != "simple", "required": place == "path",
        })
    };
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "1"},
        "paths": {
            "/orders": {"post": {
                "operationId": "make_order",
                "requestBody": takes(&["application/json"], &order()),
                "responses": answers(order()),
            }},
            "/orders/{region}": {"get": {
                "operationId": "list_orders",
                "parameters": [
                    parameter("region", "path", "simple"),
                    parameter("limit", "query", "form"),
                    parameter("tags", "query", "form"),
                    parameter("filter", "query", "deepObject"),
                    parameter("x-depth", "header", "simple"),
                ],
                "responses": answers(json!({"type": "array"})),
            }},
            "/notes": {"post": {
                "operationId": "write_note",
                "requestBody": takes(
                    &["application/x-www-form-urlencoded", "multipart/form-data"], &note(),
                ),
                "responses": answers(json!({"type": "object"})),
            }},
        },
    })
    .to_string()
});

/// The operations.
pub(crate) const MAKE: &str = "make_order";
pub(crate) const LIST: &str = "list_orders";
pub(crate) const NOTE: &str = "write_note";

/// The server as documented.
pub(crate) fn target() -> Target {
    serve(order(), &parameters())
}

/// The server with this keyword of an order changed; `null` takes it away.
pub(crate) fn with(place: &str, value: Value) -> Target {
    let mut order = order();
    change(&mut order, place, value);
    serve(order, &parameters()).only(&[MAKE])
}

/// The server with this keyword of a parameter of the listing changed; `null` takes it away.
pub(crate) fn with_parameter(place: &str, value: Value) -> Target {
    let mut parameters = parameters();
    change(&mut parameters, place, value);
    serve(order(), &parameters).only(&[LIST])
}

fn change(schema: &mut Value, place: &str, value: Value) {
    let (parent, keyword) = place.rsplit_once('/').unwrap();
    let parent = schema.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Value::Null => parent.shift_remove(keyword).map(|_| ()).unwrap(),
        value => _ = parent.insert(keyword.to_owned(), value),
    }
}

type Validator = Arc<jsonschema::Validator>;

fn validator(schema: &Value) -> Validator {
    Arc::new(jsonschema::options().should_validate_formats(true).build(schema).unwrap())
}

fn serve(mut order: Value, parameters: &Value) -> Target {
    order["required"] = json!(["name"]);
    let order = validator(&order);
    let listing = validator(&json!({"type": "object", "properties": parameters}));
    let note = validator(&note());
    let make = async move |headers: HeaderMap, body: Bytes| {
        if !is(&headers, "application/json") {
            return refuse("send JSON");
        }
        let Ok(value) = serde_json::from_slice::<Value>(&body) else {
            return refuse("that is no JSON");
        };
        judge(&order, &value, json!({"id": 1, "name": "order"}))
    };
    let list =
        async move |Path(region): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap| {
            match read(&region, &query.unwrap_or_default(), &headers) {
                Ok(value) => judge(&listing, &value, json!([])),
                Err(name) => refuse(&name),
            }
        };
    let write = async move |headers: HeaderMap, body: Bytes| {
        let text = String::from_utf8_lossy(&body).into_owned();
        let pairs = if is(&headers, "application/x-www-form-urlencoded") {
            url::form_urlencoded::parse(&body).into_owned().collect()
        } else if is(&headers, "multipart/form-data; boundary=") {
            parts(&text)
        } else {
            return refuse("send a form");
        };
        match typed(pairs, &["stars"]) {
            Ok(form) => judge(&note, &Value::Object(form), json!({})),
            Err(name) => refuse(&name),
        }
    };
    let router = Router::new()
        .route("/orders", post(make))
        .route("/orders/{region}", get(list))
        .route("/notes", post(write));
    Target::own(&DOCUMENT, router)
}

fn is(headers: &HeaderMap, media_type: &str) -> bool {
    let value = headers.get("content-type").map(|value| value.to_str().unwrap());
    value.is_some_and(|value| value.starts_with(media_type))
}

fn refuse(why: &str) -> Reply {
    Reply::new(422, json!({ "detail": why }))
}

fn judge(validator: &Validator, value: &Value, answer: Value) -> Reply {
    let told: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{} {error}", error.instance_path()))
        .collect();
    if told.is_empty() { Reply::new(200, answer) } else { refuse(&told.join("; ")) }
}

/// The parts of a form, of which there are no files here.
fn parts(text: &str) -> Vec<(String, String)> {
    let parts = text.split("Content-Disposition: form-data; name=\"").skip(1);
    let pair = |part: &str| {
        let (name, rest) = part.split_once("\"\r\n\r\n")?;
        Some((name.to_owned(), rest.split_once("\r\n--")?.0.to_owned()))
    };
    parts.filter_map(pair).collect()
}

/// Pairs as an object in which these members are whole numbers; the name of what is none.
fn typed(pairs: Vec<(String, String)>, whole: &[&str]) -> Result<Map<String, Value>, String> {
    let mut members = Map::new();
    for (name, text) in pairs {
        let value = if whole.contains(&name.as_str()) {
            json!(text.parse::<i64>().map_err(|_| name.clone())?)
        } else {
            json!(text)
        };
        members.insert(name, value);
    }
    Ok(members)
}

/// The parameters of the listing as one object; the name of the one that cannot be read.
fn read(region: &str, query: &str, headers: &HeaderMap) -> Result<Value, String> {
    let mut pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let tags: Vec<String> =
        pairs.iter().filter(|(name, _)| name == "tags").map(|(_, tag)| tag.clone()).collect();
    pairs.retain(|(name, _)| ["limit", "filter[size]"].contains(&name.as_str()));
    if let Some(depth) = headers.get("x-depth") {
        pairs.push(("x-depth".to_owned(), depth.to_str().unwrap().to_owned()));
    }
    let mut value = typed(pairs, &["limit", "filter[size]", "x-depth"])?;
    if let Some(size) = value.shift_remove("filter[size]") {
        value.insert("filter".to_owned(), json!(BTreeMap::from([("size", size)])));
    }
    value.insert("region".to_owned(), json!(region));
    value.insert("tags".to_owned(), json!(tags));
    Ok(Value::Object(value))
}
