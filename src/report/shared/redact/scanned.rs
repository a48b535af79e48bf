//! What a scan for members named like secrets looks at, and what it gives.

/// Which unquoted names count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bare {
    /// `name=value` alone: in URLs, and inside strings, where `token: …` is prose.
    Equals,
    /// `name: value` too: malformed JSON, YAML, header dumps.
    Any,
}

/// What a scan gives.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// The text, redacted.
    pub(super) text: Vec<u8>,
    /// The values that were taken out, unescaped.
    pub(super) found: Vec<String>,
}

impl Scanned {
    /// A text that holds nothing to redact.
    pub(super) fn unchanged(text: &[u8]) -> Self {
        Self { text: text.to_vec(), found: Vec::new() }
    }
}
