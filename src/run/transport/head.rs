//! The head of an answer as it stood on the wire: order and spelling of headers, or what came instead.

use httparse::{EMPTY_HEADER, Status};

/// The most header fields an answer may have.
pub(super) const MAX_FIELDS: usize = 256;

/// The final head of an answer; interim ones (1xx) before it are passed over.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// In the order and spelling received.
    pub(super) headers: Vec<(String, String)>,
    /// Where the content begins, counted from the first byte of the first interim head.
    pub(super) end: usize,
}

/// Reads the final head at the beginning of `bytes`; none where it is not whole.
pub(super) fn parse(bytes: &[u8]) -> Option<Head> {
    let mut start = 0;
    loop {
        let mut fields = [EMPTY_HEADER; MAX_FIELDS];
        let mut response = httparse::Response::new(&mut fields);
        let Ok(Status::Complete(length)) = response.parse(&bytes[start..]) else {
            return None;
        };
        start += length;
        // 101 is final for the protocol it ends (RFC 9110 §15.2.2).
        if matches!(response.code, Some(100 | 102..=199)) {
            continue;
        }
        let spelled =
            |field: &mut httparse::Header<'_>| (field.name.to_owned(), escape(field.value));
        return Some(Head {
            headers: response.headers.iter_mut().map(spelled).collect(),
            end: start,
        });
    }
}

/// Bytes as text; what a field value may not hold plainly (RFC 9110 §5.5) is written `\xNN`.
fn escape(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        match byte {
            b'\t' | b' '..=b'~' => text.push(char::from(*byte)),
            _ => {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
        text
    })
}

/// What the bytes are that came where an answer was due, with the way out where there is one.
pub(super) fn describe_foreign(bytes: &[u8], parser: &str) -> String {
    let line = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next();
    let shown = escape(&line.unwrap_or_default()[..line.map_or(0, <[u8]>::len).min(60)]);
    match bytes {
        // A TLS record: alert or handshake, version 3.x (RFC 8446 §5.1).
        [0x15 | 0x16, 0x03, ..] => "this looks like TLS: use https://".to_owned(),
        // A SETTINGS frame on stream 0 opens every HTTP/2 connection (RFC 9113 §3.4).
        [0, _, _, 4, _, 0, 0, 0, 0, ..] => only_http2(),
        _ if bytes.starts_with(b"PRI * HTTP/2") || bytes.starts_with(b"HTTP/2") => only_http2(),
        _ if bytes.starts_with(b"SSH-") => format!("an SSH server answers here: `{shown}`"),
        _ if bytes.starts_with(b"HTTP/1.") => format!("{parser}, after `{shown}`"),
        _ => format!("it begins with `{shown}` instead of a status line"),
    }
}

fn only_http2() -> String {
    "this looks like HTTP/2: the harness speaks HTTP/1.1".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_spelling_are_kept() {
        let head =
            parse(b"HTTP/1.1 200 OK\r\nzULU: 1\r\nAlpha:  two \r\nzulu: 3\r\n\r\nrest").unwrap();
        let pairs = [("zULU", "1"), ("Alpha", "two"), ("zulu", "3")];
        assert_eq!(head.headers, pairs.map(|(n, v)| (n.to_owned(), v.to_owned())));
        assert_eq!(head.end, 51);
    }

    #[test]
    fn interim_heads_are_passed_over() {
        let wire = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\nA: b\r\n\r\n{}";
        let head = parse(wire).unwrap();
        assert_eq!(head.headers, [("A".to_owned(), "b".to_owned())]);
        assert_eq!(&wire[head.end..], b"{}");
    }

    #[test]
    fn bytes_beyond_ascii_are_escaped() {
        let head = parse(b"HTTP/1.1 200 OK\r\nA: caf\xc3\xa9\ta\r\n\r\n").unwrap();
        assert_eq!(head.headers[0].1, "caf\\xc3\\xa9\ta");
    }

    #[test]
    fn a_head_that_is_not_whole_is_none() {
        assert_eq!(parse(b"HTTP/1.1 200 OK\r\nA: b\r\n"), None);
        assert_eq!(parse(b""), None);
        assert_eq!(parse(b"HTTP/1.1 100 Continue\r\n\r\n"), None);
    }

    #[test]
    fn foreign_protocols_are_named() {
        for (bytes, said) in [
            (&b"\x15\x03\x01\x00\x02\x02\x46"[..], "this looks like TLS: use https://"),
            (
                b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00",
                "this looks like HTTP/2: the harness speaks HTTP/1.1",
            ),
            (b"SSH-2.0-x\r\n", "an SSH server answers here: `SSH-2.0-x`"),
            (b"220 mail\r\n", "it begins with `220 mail` instead of a status line"),
            (b"\xff\x00", r"it begins with `\xff\x00` instead of a status line"),
            (b"HTTP/1.1 abc\r\n", "no status, after `HTTP/1.1 abc`"),
        ] {
            assert_eq!(describe_foreign(bytes, "no status"), said);
        }
    }
}
