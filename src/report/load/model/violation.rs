//! A requirement of the documents that answers broke, with the first of them.

use serde::{Deserialize, Serialize};

/// A requirement that answers of one operation broke in one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ViolationRow {
    /// The operation's short name.
    pub operation: String,
    /// The id of the rule.
    pub rule: String,
    /// The JSON pointer to the place in the content, with `*` for the element of an array; empty
    /// where it is not in the content.
    pub pointer: String,
    /// The promise in the documents, as `file:line`.
    pub location: String,
    /// The requirement sentence of the rule.
    pub requirement: String,
    /// What the documents ask for, in the first answer.
    pub expected: String,
    /// What came instead, in the first answer.
    pub actual: String,
    /// How many times. An answer with two broken items counts twice.
    pub count: u64,
    /// The first broken answer.
    pub first: BrokenAnswerRecord,
    /// When the request of the last broken answer was due, since the start of the run.
    pub last_due_ms: f64,
}

/// An answer that broke a requirement, with the request that it answers. Contents are cut short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrokenAnswerRecord {
    /// The index of the worker that got it.
    pub worker: u32,
    /// When its request was due, since the start of the run.
    pub due_ms: f64,
    /// The JSON pointer to the place in this answer.
    pub place: String,
    /// The method of the request.
    pub method: String,
    /// The path and query of the request, below the target's URL.
    pub path: String,
    /// The content of the request; null where there is none.
    pub request: Option<String>,
    /// The status of the answer.
    pub status: u16,
    /// The media type of the answer; null where none is given.
    pub media_type: Option<String>,
    /// The content of the answer.
    pub answer: String,
}
