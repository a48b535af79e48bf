//! A text in pieces: what stays, and what stands for a secret.

/// What stands in a report where a secret stood.
pub const REDACTED: &str = "[redacted]";

/// A stretch of a text that was searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) enum Piece {
    /// No secret.
    Literal(Vec<u8>),
    /// A secret of the caller's: the shell expression that stands for it.
    Variable(String),
    /// Another secret.
    Redacted,
}
