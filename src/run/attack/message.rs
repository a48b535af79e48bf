//! A request as it goes onto the wire: head and content in one piece.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{Method, Request};
use http_body_util::Full;
use hyper::body::Body;

use crate::run::transport::Target;

/// A request in the bytes of HTTP/1.1 (RFC 9112), ready to be sent.
#[derive(Clone, Debug)]
pub(super) struct Message {
    /// Head and content.
    pub(super) bytes: Bytes,
    /// Whether the answer has no content whatever its head says (RFC 9110 §9.3.2).
    pub(super) is_head: bool,
}

impl Message {
    /// Writes `request`, which is in origin form, for `target`; the bytes are cut off `scratch`.
    ///
    /// What a request has to say of itself is added: `Host`, and how long its content is.
    pub(super) fn new(
        request: Request<Full<Bytes>>,
        target: &Target,
        scratch: &mut BytesMut,
    ) -> Self {
        let (head, content) = request.into_parts();
        let content = whole(content);
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let fields: usize =
            head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        // The rest: request line, Host, Content-Length, the empty line.
        let frame = 80 + target.prefix.len() + path.len() + target.authority.len();
        scratch.reserve(frame + fields + content.len());
        for piece in [head.method.as_str(), " ", &target.prefix, path, " HTTP/1.1\r\n"] {
            scratch.extend_from_slice(piece.as_bytes());
        }
        if !head.headers.contains_key(HOST) {
            field(scratch, "host", target.authority.as_bytes());
        }
        for (name, value) in &head.headers {
            // Framing follows from the content.
            if name != CONTENT_LENGTH && name != TRANSFER_ENCODING {
                field(scratch, name.as_str(), value.as_bytes());
            }
        }
        if !content.is_empty() || expects_content(&head.method) {
            field(scratch, "content-length", decimal(content.len(), &mut [0; 20]));
        }
        scratch.extend_from_slice(b"\r\n");
        scratch.extend_from_slice(&content);
        Self { bytes: scratch.split().freeze(), is_head: head.method == Method::HEAD }
    }
}

fn field(scratch: &mut BytesMut, name: &str, value: &[u8]) {
    for piece in [name.as_bytes(), b": ", value, b"\r\n"] {
        scratch.extend_from_slice(piece);
    }
}

/// Methods whose content has a meaning say how long it is even where it is empty
/// (RFC 9110 §8.6).
fn expects_content(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// The content, which is all there.
fn whole(mut content: Full<Bytes>) -> Bytes {
    let mut context = Context::from_waker(Waker::noop());
    match Pin::new(&mut content).poll_frame(&mut context) {
        Poll::Ready(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
        _ => Bytes::new(),
    }
}

/// A number in decimal digits.
fn decimal(mut number: usize, scratch: &mut [u8; 20]) -> &[u8] {
    let mut start = scratch.len();
    for place in scratch.iter_mut().rev() {
        *place = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        start -= 1;
        if number == 0 {
            break;
        }
    }
    &scratch[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(request: http::request::Builder, content: &'static str, url: &str) -> String {
        let target = Target::from_url(&url.parse().unwrap()).unwrap();
        let request = request.body(Full::new(Bytes::from_static(content.as_bytes()))).unwrap();
        let message = Message::new(request, &target, &mut BytesMut::new());
        String::from_utf8(message.bytes.to_vec()).unwrap()
    }

    #[test]
    fn a_request_says_its_host_and_the_length_of_its_content() {
        let request = Request::post("/beat?q=1").header("x-a", "1").header("x-a", "2");
        let expected = "POST /base/beat?q=1 HTTP/1.1\r\nhost: h:81\r\nx-a: 1\r\nx-a: 2\r\n\
                        content-length: 12\r\n\r\n{\"a\": \"bcd\"}";
        assert_eq!(written(request, "{\"a\": \"bcd\"}", "http://h:81/base/"), expected);
    }

    #[test]
    fn a_given_host_stays_and_a_given_framing_does_not() {
        let request = Request::put("/").header("host", "other").header("content-length", "7");
        let request = request.header("transfer-encoding", "chunked");
        let expected = "PUT / HTTP/1.1\r\nhost: other\r\ncontent-length: 1\r\n\r\na";
        assert_eq!(written(request, "a", "http://h"), expected);
    }

    #[test]
    fn empty_content_has_a_length_only_where_content_is_expected() {
        let written = |request| written(request, "", "http://h");
        assert!(written(Request::post("/")).contains("\r\ncontent-length: 0\r\n"));
        assert!(!written(Request::get("/")).contains("content-length"));
        assert!(!written(Request::delete("/")).contains("content-length"));
    }

    #[test]
    fn numbers_are_written_in_decimal() {
        for number in [0, 7, 10, 1023, usize::MAX] {
            assert_eq!(decimal(number, &mut [0; 20]), number.to_string().as_bytes());
        }
    }
}
