//! What a request is answered, as plain data, and how it becomes an HTTP response.

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// What a request is answered.
#[derive(Clone, Debug)]
pub(super) struct JsonAnswer {
    /// The status.
    pub(super) status: StatusCode,
    /// Headers beside those that describe the content.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// The JSON content; `None` sends nothing after the head.
    pub(super) content: Option<Value>,
}

impl JsonAnswer {
    /// Status 200 with this content.
    pub(super) fn ok(content: Value) -> Self {
        Self::new(StatusCode::OK, Some(content))
    }

    /// Status 204, which has no content.
    pub(super) fn no_content() -> Self {
        Self::new(StatusCode::NO_CONTENT, None)
    }

    /// This status with this content and no further headers.
    pub(super) fn new(status: StatusCode, content: Option<Value>) -> Self {
        Self { status, headers: Vec::new(), content }
    }

    /// This answer with one header more.
    pub(super) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl IntoResponse for JsonAnswer {
    fn into_response(self) -> Response {
        let mut headers: HeaderMap = self.headers.into_iter().collect();
        let Some(content) = self.content else {
            return (self.status, headers).into_response();
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        (self.status, headers, content.to_string()).into_response()
    }
}
