//! Requests on their way into a server and answers on their way out, changed in between.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use cp_harness::reference::DEMO_TOKEN;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Map, Value, json};

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Call {
    async fn read(request: Request) -> Self {
        let (parts, body) = request.into_parts();
        Self {
            method: parts.method,
            path: parts.uri.to_string(),
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    fn into_request(mut self) -> Request {
        self.headers.remove(CONTENT_LENGTH);
        let mut request = Request::new(Body::from(self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = self.path.parse().unwrap();
        *request.headers_mut() = self.headers;
        request
    }

    /// True where the last segment of the path is `name`.
    pub(crate) fn ends_with(&self, name: &str) -> bool {
        self.path.rsplit('/').next() == Some(name)
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn set_header(&mut self, name: &'static str, value: &str) {
        let value = HeaderValue::try_from(value).unwrap();
        self.headers.insert(HeaderName::from_static(name), value);
    }

    /// Calls with the token that the reference knows.
    pub(crate) fn let_in(&mut self) {
        let value = format!("Bearer {DEMO_TOKEN}");
        self.set_header(AUTHORIZATION.as_str(), &value);
    }

    /// The content as JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The content as a JSON object.
    pub(crate) fn object(&self) -> Option<Map<String, Value>> {
        self.json()?.as_object().cloned()
    }

    /// Replaces the content by this JSON, and leaves the media type.
    pub(crate) fn set_json(&mut self, value: impl Into<Value>) {
        self.body = value.into().to_string().into_bytes();
    }

    /// Changes the content, where it is a JSON object.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Map<String, Value>)) {
        if let Some(mut object) = self.object() {
            change(&mut object);
            self.set_json(object);
        }
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// An answer with JSON content.
    pub(crate) fn new(status: u16, content: impl Into<Value>) -> Self {
        let mut reply = Self {
            status,
            headers: HeaderMap::new(),
            body: content.into().to_string().into_bytes(),
        };
        reply.set_header(CONTENT_TYPE.as_str(), "application/json");
        reply
    }

    /// A refusal of the documented shape that names these members of the content.
    pub(crate) fn invalid(members: &[&str]) -> Self {
        let offender =
            |member| json!({"loc": ["body", member], "msg": "bad", "type": "value_error"});
        let detail: Vec<Value> = members.iter().map(offender).collect();
        Self::new(422, json!({ "detail": detail }))
    }

    async fn read(response: Response) -> Self {
        let (mut parts, body) = response.into_parts();
        parts.headers.remove(CONTENT_LENGTH);
        parts.headers.remove(TRANSFER_ENCODING);
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    pub(crate) fn set_header(&mut self, name: &'static str, value: &str) {
        let value = HeaderValue::try_from(value).unwrap();
        self.headers.insert(HeaderName::from_static(name), value);
    }

    pub(crate) fn add_header(&mut self, name: &'static str, value: &str) {
        let value = HeaderValue::try_from(value).unwrap();
        self.headers.append(HeaderName::from_static(name), value);
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The content as JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Replaces the content, and leaves the media type.
    pub(crate) fn set_json(&mut self, value: impl Into<Value>) {
        self.body = value.into().to_string().into_bytes();
    }

    /// Changes the content of a success, where it is a JSON object.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Map<String, Value>)) {
        if self.is_success()
            && let Some(Value::Object(mut object)) = self.json()
        {
            change(&mut object);
            self.set_json(object);
        }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap();
        (status, self.headers, Body::from(self.body)).into_response()
    }
}

pub(super) fn before(
    router: Router,
    change: impl Fn(&mut Call) -> Option<Reply> + Send + Sync + 'static,
) -> Router {
    let change = Arc::new(change);
    around(router, move |mut call, next| {
        let change = Arc::clone(&change);
        async move {
            match change(&mut call) {
                Some(reply) => reply.into_response(),
                None => next.run(call.into_request()).await,
            }
        }
    })
}

pub(super) fn after(
    router: Router,
    change: impl Fn(&Call, &mut Reply) + Send + Sync + 'static,
) -> Router {
    let change = Arc::new(change);
    around(router, move |call, next| {
        let change = Arc::clone(&change);
        async move {
            let answer = next.run(call.clone().into_request()).await;
            let mut reply = Reply::read(answer).await;
            change(&call, &mut reply);
            reply.into_response()
        }
    })
}

pub(super) fn slow(router: Router, pause: Duration) -> Router {
    around(router, move |call, next| async move {
        tokio::time::sleep(pause).await;
        next.run(call.into_request()).await
    })
}

/// The layer stands outside of the routes, so that what it changes is routed anew.
fn around<F>(
    router: Router,
    act: impl Fn(Call, Next) -> F + Clone + Send + Sync + 'static,
) -> Router
where
    F: Future<Output = Response> + Send + 'static,
{
    let layer = from_fn(move |request: Request, next: Next| {
        let act = act.clone();
        async move { act(Call::read(request).await, next).await }
    });
    Router::new().fallback_service(router).layer(layer)
}
