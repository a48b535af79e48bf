//! How binding a requirement is.

use serde::{Deserialize, Serialize};

/// How binding the text is that a rule rests on ([RFC 2119](https://www.rfc-editor.org/rfc/rfc2119)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A failure fails the run.
    Must,
    /// A failure warns; it fails the run under `--strict`.
    Should,
    /// Worth knowing; never fails a run.
    Note,
}

impl Level {
    /// True where a failure at this level fails a run; `strict` lets SHOULD bind.
    pub fn binds(self, strict: bool) -> bool {
        self == Self::Must || (strict && self == Self::Should)
    }

    /// The word that a requirement of this level is known by: `MUST`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::Note => "NOTE",
        }
    }
}
