//! Reads an answer off the wire, piece by piece (RFC 9112 §6).

use std::mem::MaybeUninit;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue};
use httparse::{ParserConfig, Status};

use super::chunks::Chunks;
use super::fleet::WireAnswer;
use crate::wire::FailureCause;

/// The largest head that is taken, in bytes.
const MAX_HEAD_BYTES: usize = 64 << 10;

/// The most header fields that are taken.
const MAX_FIELDS: usize = 100;

/// How the end of the content is found (RFC 9112 §6.3).
#[derive(Clone, Copy, Debug)]
enum Framing {
    /// The head is not over yet.
    Head,
    /// So many bytes are left.
    Length(u64),
    Chunks(Chunks),
    /// The content ends with the connection.
    UntilClose,
}

/// An answer under way.
pub(super) struct AnswerReader {
    /// The beginning of a head that has not come whole.
    held: Vec<u8>,
    framing: Framing,
    answer: WireAnswer,
    keep_bytes: usize,
    is_head: bool,
    /// True once a byte of the answer came.
    has_begun: bool,
    /// Whether the connection may carry another exchange after this one.
    pub(super) is_kept: bool,
}

impl AnswerReader {
    /// Awaits the answer to a request; up to `keep_bytes` of the content are kept.
    pub(super) fn new(is_head: bool, keep_bytes: usize) -> Self {
        let answer = WireAnswer {
            status: 0,
            headers: HeaderMap::new(),
            body: Vec::new(),
            body_bytes: 0,
            is_cut: false,
        };
        Self {
            held: Vec::new(),
            framing: Framing::Head,
            answer,
            keep_bytes,
            is_head,
            has_begun: false,
            is_kept: true,
        }
    }

    /// Returns `true` once a byte of the answer came.
    pub(super) fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Takes the next bytes off the wire; true once the answer is whole.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<bool, FailureCause> {
        self.has_begun |= !bytes.is_empty();
        if !matches!(self.framing, Framing::Head) {
            return self.take_content(bytes);
        }
        if self.held.is_empty() {
            return self.take_head(bytes);
        }
        let mut held = std::mem::take(&mut self.held);
        held.extend_from_slice(bytes);
        self.take_head(&held)
    }

    /// The connection has ended; true where that makes the answer whole.
    pub(super) fn end(&mut self) -> bool {
        self.is_kept = false;
        matches!(self.framing, Framing::UntilClose)
    }

    /// The answer, once it is whole.
    pub(super) fn into_answer(self) -> WireAnswer {
        self.answer
    }

    fn take_head(&mut self, mut bytes: &[u8]) -> Result<bool, FailureCause> {
        // Interim answers say nothing of the request's end; 101 ends HTTP on the connection.
        loop {
            let mut fields = [const { MaybeUninit::uninit() }; MAX_FIELDS];
            let mut head = httparse::Response::new(&mut []);
            let config = ParserConfig::default();
            let parsed = config.parse_response_with_uninit_headers(&mut head, bytes, &mut fields);
            let Status::Complete(length) = parsed.map_err(|_| FailureCause::NotHttp)? else {
                return self.hold(bytes);
            };
            let status = head.code.unwrap_or_default();
            let rest = &bytes[length..];
            if !(100..200).contains(&status) || status == 101 {
                self.answer.status = status;
                self.answer.headers = headers(head.headers, bytes)?;
                let is_new = head.version == Some(1);
                self.is_kept = status != 101 && keeps_alive(&self.answer.headers, is_new);
                self.framing = self.framing_of(status)?;
                return self.take_content(rest);
            }
            bytes = rest;
        }
    }

    /// Keeps the beginning of a head until more of it comes.
    fn hold(&mut self, bytes: &[u8]) -> Result<bool, FailureCause> {
        if bytes.len() > MAX_HEAD_BYTES {
            return Err(FailureCause::NotHttp);
        }
        self.held = bytes.to_vec();
        Ok(false)
    }

    fn framing_of(&mut self, status: u16) -> Result<Framing, FailureCause> {
        if self.is_head || matches!(status, 101 | 204 | 304) {
            return Ok(Framing::Length(0));
        }
        let headers = &self.answer.headers;
        let framing = if let Some(coding) = headers.get_all(TRANSFER_ENCODING).iter().next_back() {
            let last = coding.as_bytes().rsplit(|byte| *byte == b',').next().unwrap_or_default();
            if last.trim_ascii().eq_ignore_ascii_case(b"chunked") {
                Framing::Chunks(Chunks::default())
            } else {
                Framing::UntilClose
            }
        } else {
            length(headers)?.map_or(Framing::UntilClose, Framing::Length)
        };
        Ok(framing)
    }

    fn take_content(&mut self, bytes: &[u8]) -> Result<bool, FailureCause> {
        let (answer, keep_bytes) = (&mut self.answer, self.keep_bytes);
        let mut keep = |bytes: &[u8]| {
            let scratch = keep_bytes - answer.body.len();
            answer.body.extend_from_slice(&bytes[..bytes.len().min(scratch)]);
            answer.body_bytes += bytes.len() as u64;
            answer.is_cut |= bytes.len() > scratch;
        };
        let (is_over, surplus) = match &mut self.framing {
            Framing::Head => (false, &[][..]),
            Framing::UntilClose => {
                keep(bytes);
                (false, &[][..])
            }
            Framing::Length(left) => {
                let here = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                keep(&bytes[..here]);
                *left -= here as u64;
                (*left == 0, &bytes[here..])
            }
            Framing::Chunks(chunks) => {
                let surplus = chunks.take(bytes, keep)?;
                (chunks.is_over(), surplus)
            }
        };
        // Bytes that no request asked for: the next answer would not begin at its beginning.
        self.is_kept &= surplus.is_empty();
        Ok(is_over)
    }
}

/// The header fields, which share one copy of the head.
fn headers(fields: &[httparse::Header<'_>], bytes: &[u8]) -> Result<HeaderMap, FailureCause> {
    let mut headers = HeaderMap::with_capacity(fields.len());
    let Some(last) = fields.last() else {
        return Ok(headers);
    };
    let place = |part: &[u8]| part.as_ptr().addr() - bytes.as_ptr().addr();
    let end = place(last.value) + last.value.len();
    let copy = Bytes::copy_from_slice(&bytes[..end]);
    for field in fields {
        let start = place(field.value);
        let name =
            HeaderName::from_bytes(field.name.as_bytes()).map_err(|_| FailureCause::NotHttp)?;
        let value = if field.value.is_empty() {
            HeaderValue::from_static("")
        } else {
            HeaderValue::from_maybe_shared(copy.slice(start..start + field.value.len()))
                .map_err(|_| FailureCause::NotHttp)?
        };
        headers.try_append(name, value).map_err(|_| FailureCause::NotHttp)?;
    }
    Ok(headers)
}

/// What Content-Length says; several that differ are no framing at all (RFC 9110 §8.6).
fn length(headers: &HeaderMap) -> Result<Option<u64>, FailureCause> {
    let values = headers.get_all(CONTENT_LENGTH).iter();
    let mut found = None;
    for part in values.flat_map(|value| value.as_bytes().split(|byte| *byte == b',')) {
        let digits = part.trim_ascii();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return Err(FailureCause::NotHttp);
        }
        let text = str::from_utf8(digits).map_err(|_| FailureCause::NotHttp)?;
        let length: u64 = text.parse().map_err(|_| FailureCause::NotHttp)?;
        if found.is_some_and(|other| other != length) {
            return Err(FailureCause::NotHttp);
        }
        found = Some(length);
    }
    Ok(found)
}

/// Returns `true` if the connection stays open after the answer (RFC 9112 §9.3).
fn keeps_alive(headers: &HeaderMap, is_new: bool) -> bool {
    let says = |word: &[u8]| {
        let values = headers.get_all(CONNECTION).iter();
        let mut options = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
        options.any(|option| option.trim_ascii().eq_ignore_ascii_case(word))
    };
    !says(b"close") && (is_new || says(b"keep-alive"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answer and whether the connection is kept; `None` where the answer is not whole.
    fn read(pieces: &[&[u8]]) -> Result<Option<(WireAnswer, bool)>, FailureCause> {
        let mut reader = AnswerReader::new(false, 4);
        for piece in pieces {
            if reader.take(piece)? {
                let is_kept = reader.is_kept;
                return Ok(Some((reader.into_answer(), is_kept)));
            }
        }
        Ok(None)
    }

    fn whole(bytes: &[u8]) -> (WireAnswer, bool) {
        read(&[bytes]).unwrap().unwrap()
    }

    #[test]
    fn an_answer_is_the_same_wherever_the_reads_cut_it() {
        let bytes = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n\
                      HTTP/1.1 200 OK\r\nX-A: 1\r\nx-b:\r\nContent-Length: 6\r\n\r\nabcdef";
        for cut in 0..bytes.len() {
            let (first, second) = bytes.split_at(cut);
            let (answer, is_kept) = read(&[first, second]).unwrap().unwrap();
            assert_eq!((answer.status, answer.body_bytes, is_kept), (200, 6, true), "{cut}");
            assert_eq!((answer.body.as_slice(), answer.is_cut), (&b"abcd"[..], true));
            assert_eq!(
                (&answer.headers["x-a"], &answer.headers["x-b"]),
                (&"1".parse().unwrap(), &"".parse().unwrap())
            );
            assert!(!answer.headers.contains_key("link"));
        }
        assert!(read(&[&bytes[..bytes.len() - 1]]).unwrap().is_none());
    }

    #[test]
    fn the_content_ends_where_its_framing_says() {
        for (head, bytes) in [
            ("204 No Content\r\ncontent-length: 3\r\n\r\n", 0),
            ("304 Not Modified\r\ncontent-length: 3\r\n\r\n", 0),
            ("200 OK\r\ncontent-length: 3, 3\r\n\r\nabc", 3),
            ("200 OK\r\ntransfer-encoding: gzip, Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", 1),
            ("200 OK\r\ncontent-length: 9\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 0),
        ] {
            let (answer, is_kept) = whole(format!("HTTP/1.1 {head}").as_bytes());
            assert_eq!((answer.body_bytes, is_kept), (bytes, true), "{head}");
        }
    }

    #[test]
    fn content_without_a_length_ends_with_the_connection() {
        for coding in ["", "transfer-encoding: gzip\r\n"] {
            let mut reader = AnswerReader::new(false, 9);
            let head = format!("HTTP/1.1 200 OK\r\n{coding}\r\nabc");
            assert_eq!(reader.take(head.as_bytes()), Ok(false));
            assert_eq!(reader.take(b"def"), Ok(false));
            assert!(reader.end() && !reader.is_kept);
            assert_eq!(reader.into_answer().body, b"abcdef");
        }
        let mut reader = AnswerReader::new(false, 9);
        assert_eq!(reader.take(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nabc"), Ok(false));
        assert!(!reader.end());
    }

    #[test]
    fn an_answer_to_head_has_no_content() {
        let mut reader = AnswerReader::new(true, 9);
        assert_eq!(reader.take(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n"), Ok(true));
        assert!(reader.is_kept);
    }

    #[test]
    fn a_connection_is_kept_as_the_answer_says() {
        for (head, expected) in [
            ("1.1 204 No Content\r\n\r\n", true),
            ("1.1 204 No Content\r\nconnection: x, Close\r\n\r\n", false),
            ("1.0 204 No Content\r\n\r\n", false),
            ("1.0 204 No Content\r\nconnection: keep-alive\r\n\r\n", true),
            ("1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n", false),
            ("1.1 204 No Content\r\n\r\nstray", false),
            ("1.1 200 OK\r\ncontent-length: 1\r\n\r\nab", false),
        ] {
            assert_eq!(whole(format!("HTTP/{head}").as_bytes()).1, expected, "{head}");
        }
    }

    #[test]
    fn a_flood_of_interim_answers_is_passed_over() {
        let flood = b"HTTP/1.1 100 Continue\r\n\r\n".repeat(100_000);
        let mut reader = AnswerReader::new(false, 9);
        assert_eq!(reader.take(&flood), Ok(false));
        assert_eq!(reader.take(b"HTTP/1.1 204 No Content\r\n\r\n"), Ok(true));
        assert!(reader.is_kept);
    }

    #[test]
    fn what_is_not_http_is_refused() {
        let endless = vec![b'a'; MAX_HEAD_BYTES];
        for pieces in [
            &[&b"\x16\x03\x01 what\r\n\r\n"[..]][..],
            &[b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n"],
            &[b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n"],
            &[b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n"],
            &[b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno"],
            &[b"HTTP/1.1 200 OK\r\nx-a: ", &endless, b"a"],
        ] {
            assert!(matches!(read(pieces), Err(FailureCause::NotHttp)));
        }
    }
}
