//! Exchanges, as the report says them.

use serde::{Deserialize, Serialize};

/// A request with what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExchangeRecord {
    /// The operation that was called.
    pub operation: String,
    /// From the start of the run to the sending.
    pub sent_at_ms: f64,
    /// From the sending to the last byte of the answer.
    pub elapsed_ms: f64,
    /// What was sent.
    pub request: RequestRecord,
    /// What came back; `None` where nothing whole did.
    pub response: Option<ResponseRecord>,
    /// Why nothing whole came back.
    pub error: Option<String>,
    /// A shell line that sends the same request.
    pub curl: String,
}

/// What was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRecord {
    /// The method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// The headers, in order.
    pub headers: Vec<Field>,
    /// The content, where there was one.
    pub body: Option<Body>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseRecord {
    /// The status code.
    pub status: u16,
    /// The headers, in order.
    pub headers: Vec<Field>,
    /// The content.
    pub body: Body,
    /// What followed on the wire where HTTP allows nothing.
    pub stray: Option<Body>,
}

/// One header field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Content, bounded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// How `content` is written.
    pub encoding: BodyEncoding,
    /// The content, secrets redacted, cut after 64 KiB.
    pub content: String,
    /// Its size on the wire.
    pub size_bytes: usize,
    /// True where `content` is cut.
    pub truncated: bool,
}

/// How content is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyEncoding {
    /// As it is: valid UTF-8.
    Text,
    /// In base64 (RFC 4648 §4).
    Base64,
}
