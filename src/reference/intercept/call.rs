//! A request on its way into a mutant and an answer on its way out, as a defect sees and changes them.

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use serde_json::{Map, Value, json};

use super::memory::Memory;
use crate::reference::DEMO_TOKEN;
use crate::reference::answer::JsonAnswer;
use crate::reference::content;

/// A request.
#[derive(Clone, Debug)]
pub struct InterceptedCall {
    /// The method.
    pub method: Method,
    /// Path and query, as they came.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The content.
    pub body: Vec<u8>,
    /// What this one mutant has noted of earlier calls.
    pub memory: Memory,
}

impl InterceptedCall {
    pub(in crate::reference) async fn read(
        request: Request,
        memory: Memory,
    ) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let body = content::collect(body).await;
        let body = body.map_err(|refusal| JsonAnswer::from(refusal).into_response())?;
        Ok(Self {
            method: parts.method,
            path: parts.uri.to_string(),
            headers: parts.headers,
            body: body.to_vec(),
            memory,
        })
    }

    pub(super) fn into_request(mut self) -> Request {
        self.headers.remove(CONTENT_LENGTH);
        self.headers.remove(TRANSFER_ENCODING);
        let mut request = Request::new(Body::from(self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = Uri::try_from(self.path).unwrap_or_default();
        *request.headers_mut() = self.headers;
        request
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// True where the path ends with `segments`.
    pub fn is_to(&self, segments: &str) -> bool {
        self.path().ends_with(segments)
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Sets a header; a value that no header may hold leaves it as it was.
    pub fn set_header(&mut self, name: &'static str, value: &str) {
        set(&mut self.headers, name, value);
    }

    /// The bearer token, where there is one.
    pub fn token(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// Calls with the token that the reference knows.
    pub fn authenticate(&mut self) {
        self.set_header("authorization", &format!("Bearer {DEMO_TOKEN}"));
    }

    /// Calls without any credential.
    pub fn remove_credentials(&mut self) {
        self.headers.remove(AUTHORIZATION);
    }

    /// True where the content says it is JSON.
    pub fn is_json(&self) -> bool {
        self.header("content-type").is_some_and(|name| name.starts_with("application/json"))
    }

    /// The content as JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The content as a JSON object.
    pub fn object(&self) -> Option<Map<String, Value>> {
        match self.json()? {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// A member of the content.
    pub fn member(&self, pointer: &str) -> Option<Value> {
        self.json()?.pointer(pointer).cloned()
    }

    /// Replaces the content by this JSON, and leaves the media type.
    pub fn set_json(&mut self, value: impl Into<Value>) {
        self.body = value.into().to_string().into_bytes();
    }

    /// Changes the content, where it is a JSON object.
    pub fn edit(&mut self, change: impl FnOnce(&mut Map<String, Value>)) {
        if let Some(mut members) = self.object() {
            change(&mut members);
            self.set_json(members);
        }
    }

    /// True where the content holds these bytes.
    pub fn sends(&self, bytes: &[u8]) -> bool {
        self.body.windows(bytes.len().max(1)).any(|window| window == bytes)
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers, those of framing apart.
    pub headers: HeaderMap,
    /// The content.
    pub body: Vec<u8>,
}

impl Reply {
    /// An answer with JSON content.
    pub fn new(status: u16, content: impl Into<Value>) -> Self {
        let body = content.into().to_string().into_bytes();
        let mut reply = Self { status, headers: HeaderMap::new(), body };
        reply.set_header(CONTENT_TYPE.as_str(), "application/json");
        reply
    }

    /// The shape of every refusal but 422: `{"detail": "…"}`.
    pub fn detail(status: u16, message: &str) -> Self {
        Self::new(status, json!({ "detail": message }))
    }

    /// A refusal of the documented shape that names these members of the content.
    pub fn invalid(members: &[&str]) -> Self {
        let described =
            |member| json!({"loc": ["body", member], "msg": "bad value", "type": "value_error"});
        let detail: Vec<Value> = members.iter().map(described).collect();
        Self::new(422, json!({ "detail": detail }))
    }

    pub(super) async fn read(response: Response) -> Self {
        let (mut parts, body) = response.into_parts();
        parts.headers.remove(CONTENT_LENGTH);
        parts.headers.remove(TRANSFER_ENCODING);
        // The answers of an application in this process are whole.
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        Self { status: parts.status.as_u16(), headers: parts.headers, body: body.to_vec() }
    }

    /// Sets a header; a value that no header may hold leaves it as it was.
    pub fn set_header(&mut self, name: &'static str, value: &str) {
        set(&mut self.headers, name, value);
    }

    /// Adds a header beside those of its name.
    pub fn add_header(&mut self, name: &'static str, value: &str) {
        if let Ok(value) = HeaderValue::try_from(value) {
            self.headers.append(HeaderName::from_static(name), value);
        }
    }

    /// True for a 2xx status.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The content as JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Replaces the content, and leaves the media type.
    pub fn set_json(&mut self, value: impl Into<Value>) {
        self.body = value.into().to_string().into_bytes();
    }

    /// Changes the content, where it is a JSON object.
    pub fn edit(&mut self, change: impl FnOnce(&mut Map<String, Value>)) {
        if let Some(Value::Object(mut members)) = self.json() {
            change(&mut members);
            self.set_json(members);
        }
    }

    /// Changes the content of a success.
    pub fn edit_success(&mut self, change: impl FnOnce(&mut Map<String, Value>)) {
        if self.is_success() {
            self.edit(change);
        }
    }

    /// Sets a member of a success that has it.
    pub fn put(&mut self, name: &str, value: Value) {
        self.edit_success(|members| {
            if let Some(place) = members.get_mut(name) {
                *place = value;
            }
        });
    }
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or_default();
        (status, self.headers, Body::from(self.body)).into_response()
    }
}
