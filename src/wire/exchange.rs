//! One request with what came of it.

use std::time::Duration;

use super::{Request, Response, TransportError};

/// A request, what it was answered, and when.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The operation that was called, by its short name.
    pub operation: String,
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub result: Result<Response, TransportError>,
    /// From the start of the run to the moment of sending.
    pub sent_at: Duration,
    /// From sending to the last byte of the answer.
    pub elapsed: Duration,
}
