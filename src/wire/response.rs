//! A response as it came off the wire.

use serde_json::Value;

/// A response, read to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Headers in the order and spelling received; a byte outside visible ASCII is escaped `\xNN`.
    pub headers: Vec<(String, String)>,
    /// The content, with any content coding undone.
    pub body: Vec<u8>,
    /// Bytes that followed on the wire where HTTP allows none: what an HTTP client hides. After the
    /// head of an answer without content (status 204 and 304, the answer to HEAD); after the content
    /// of any other, where the request asked for a look until the connection closes. Bounded.
    pub stray: Vec<u8>,
}

impl Response {
    /// The first value of a header, by its case-insensitive name.
    pub fn header(&self, name: &str) -> Option<&str> {
        first_header(&self.headers, name)
    }

    /// Every value of a header, by its case-insensitive name.
    pub fn header_values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(candidate, _)| candidate.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The media type without its parameters, in small letters; empty where none is given.
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The content read as JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// True where the answer to this method ends with its head: HEAD, 204, 304
    /// ([RFC 9112 §6.3](https://www.rfc-editor.org/rfc/rfc9112#section-6.3)).
    pub fn is_bare_answer_to(&self, method: &str) -> bool {
        method == "HEAD" || matches!(self.status, 204 | 304)
    }

    /// True for a 2xx status.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The first value of a header, by its case-insensitive name.
pub(super) fn first_header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}
