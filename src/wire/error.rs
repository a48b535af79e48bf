//! Why an exchange brought no answer.

use std::fmt;
use std::time::Duration;

use thiserror::Error;

/// What an exchange was waiting for when its time was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Awaited {
    /// The name look-up, the TCP connection or the TLS handshake.
    Connection,
    /// The first byte of the answer: the request was sent, as far as the target took it.
    FirstByte,
    /// The rest of an answer that had begun.
    Rest,
}

impl fmt::Display for Awaited {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Connection => "connection",
            Self::FirstByte => "answer",
            Self::Rest => "complete answer",
        })
    }
}

/// Why an exchange brought no answer. None of these is a verdict on the target by itself.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TransportError {
    /// The host's name has no address.
    #[error("cannot resolve `{host}`: {reason}")]
    Resolve {
        /// The host that was looked up.
        host: String,
        /// The resolver's words.
        reason: String,
    },
    /// No connection could be made.
    #[error("cannot connect to {address}: {reason}")]
    Connect {
        /// Host and port.
        address: String,
        /// The system's words.
        reason: String,
        /// True where this machine had no descriptor, port or buffer left for it.
        local: bool,
        /// True where nothing came back in time: a host that is down, or a firewall that drops.
        timed_out: bool,
    },
    /// The TLS handshake failed.
    #[error("TLS with {host} failed: {reason}")]
    Tls {
        /// The host the certificate was checked for.
        host: String,
        /// The TLS stack's words.
        reason: String,
    },
    /// No whole answer within the time limit.
    #[error("no {awaited} within {limit:?}")]
    Timeout {
        /// The limit for one exchange.
        limit: Duration,
        /// What had not come when the time was over.
        awaited: Awaited,
    },
    /// The connection closed or was reset before the answer was whole.
    #[error("the connection ended before the answer did: {reason}")]
    Closed {
        /// The system's words.
        reason: String,
    },
    /// What came back is not HTTP/1.1.
    #[error("the answer is not HTTP: {reason}")]
    NotHttp {
        /// What the parser stumbled over.
        reason: String,
    },
    /// The content is larger than the harness keeps.
    #[error("the answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit for one answer's content.
        limit_bytes: usize,
    },
    /// The content coding could not be undone.
    #[error("cannot undo content coding `{coding}`: {reason}")]
    Coding {
        /// `Content-Encoding`.
        coding: String,
        /// The decoder's words.
        reason: String,
    },
    /// The request cannot be written as HTTP.
    #[error("the request cannot be sent: {reason}")]
    Unsendable {
        /// What is wrong with it.
        reason: String,
    },
}
