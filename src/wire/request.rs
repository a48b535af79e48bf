//! A request as it goes onto the wire.

/// A request, complete but for what the transport adds (`Host`, framing, the user's own headers).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// Path and query, percent-encoded, below the target's own path prefix: begins with `/`.
    pub path: String,
    /// Headers in the order they are sent. Values may hold secrets: reports redact them.
    pub headers: Vec<(String, String)>,
    /// The content, where there is one: `Some(vec![])` sends `Content-Length: 0`.
    pub body: Option<Vec<u8>>,
    /// True to ask for the connection to close after the answer, and to read what is on the wire
    /// until it does: the proof that nothing follows an answer without content.
    pub until_close: bool,
}

impl Request {
    /// The first value of a header, by its case-insensitive name.
    pub fn header(&self, name: &str) -> Option<&str> {
        super::response::first_header(&self.headers, name)
    }
}
