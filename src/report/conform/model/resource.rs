//! Where values come from that operations need.

use serde::{Deserialize, Serialize};

/// A value that an operation takes from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceRecord {
    /// The operation.
    pub operation: String,
    /// The parameter, or the member of the body, that takes it.
    pub name: String,
    /// Where it comes from.
    pub origin: OriginKind,
    /// The operation that answers it; null where none does.
    pub producer: Option<String>,
    /// The place of the value in that answer (RFC 6901); null likewise.
    pub pointer: Option<String>,
    /// Why that is taken to be the value, or why there is none; empty for a given one.
    pub reason: String,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginKind {
    /// An operation answers it.
    Produced,
    /// The user gave it.
    Given,
    /// Nobody gives it.
    Unavailable,
}
