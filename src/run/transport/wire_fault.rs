//! What went wrong on a connection, in the terms of the exchange.

use std::error::Error;
use std::io;

use super::head::{self, MAX_FIELDS};
use crate::wire::TransportError;

/// The most bytes the head of an answer may have.
pub(super) const MAX_HEAD_BYTES: usize = 256 * 1024;

/// A failed exchange, and whether another connection may do better.
#[derive(Debug)]
pub(super) struct WireFault {
    pub(super) error: TransportError,
    /// True where no answer to this request had begun: on a connection kept from an earlier
    /// exchange the server may have closed it meanwhile, or left bytes behind.
    pub(super) unanswered: bool,
}

impl WireFault {
    /// A fault of an answer that had begun.
    pub(super) fn in_answer(error: TransportError) -> Self {
        Self { error, unanswered: false }
    }
}

/// Reads a failure of the client; `record` is what had come off the wire since the request was sent.
pub(super) fn explain(error: &hyper::Error, record: &[u8]) -> WireFault {
    let begun = !error.is_canceled() && record.starts_with(b"HTTP/");
    let error = name(error, record);
    let fleeting = matches!(error, TransportError::Closed { .. } | TransportError::NotHttp { .. });
    WireFault { error, unanswered: fleeting && !begun }
}

fn name(error: &hyper::Error, record: &[u8]) -> TransportError {
    if error.is_parse_too_large() && record.len() >= MAX_HEAD_BYTES {
        let limit_bytes = MAX_HEAD_BYTES;
        return TransportError::TooLarge { limit_bytes };
    }
    let reason = if error.is_parse_too_large() {
        format!("more than {MAX_FIELDS} header fields")
    } else if error.is_parse() {
        head::describe_foreign(record, &error.to_string())
    } else if error.is_user() {
        let reason = innermost(error);
        return TransportError::Unsendable { reason };
    } else {
        return cut_off(error, record);
    };
    TransportError::NotHttp { reason }
}

/// The connection ended, or what came made no sense where it came.
fn cut_off(error: &hyper::Error, record: &[u8]) -> TransportError {
    if error.is_canceled() && !record.is_empty() {
        let reason = head::describe_foreign(record, "it came before the request was sent");
        return TransportError::NotHttp { reason };
    }
    let cause: Option<&io::Error> = error.source().and_then(<dyn Error>::downcast_ref);
    let of_tls = cause
        .and_then(io::Error::get_ref)
        .is_some_and(<dyn Error + Send + Sync>::is::<rustls::Error>);
    let reason = match cause.map(io::Error::kind) {
        Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) if !of_tls => {
            let reason = format!("the content's framing is broken: {}", innermost(error));
            return TransportError::NotHttp { reason };
        }
        // TLS without its closing alert ends so, too.
        None | Some(io::ErrorKind::UnexpectedEof) => {
            format!("the target closed it {}", place(record))
        }
        Some(_) => innermost(error),
    };
    TransportError::Closed { reason }
}

/// Where an answer broke off.
fn place(record: &[u8]) -> &'static str {
    match head::parse(record) {
        Some(_) => "in the middle of the content",
        None if record.is_empty() => "before any answer",
        None => "in the middle of the head",
    }
}

fn innermost(error: &hyper::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
