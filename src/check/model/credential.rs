//! Who calls: a credential as data, with holes for what only the run knows of the caller.

use serde::Serialize;

use crate::spec::ParameterPlace;

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// The caller's own, for every scheme of the first alternative that they have values for.
    Valid,
    /// The token of a second organisation, placed likewise.
    Second,
    /// None at all.
    None,
    /// The caller's own, for every scheme of one alternative.
    Alternative(usize),
    /// The same, but for one of its schemes.
    Altered(Altered),
}

/// The caller's own credentials for one alternative of the security requirements, altered in one
/// place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Altered {
    /// The alternative, counted from 0 in the documents' order.
    pub alternative: usize,
    /// The name of the altered scheme.
    pub scheme: String,
    /// How it is altered.
    pub by: Alteration,
}

/// How a credential is altered. In texts, `{token}` stands for the caller's own value, `{token-1}`
/// for all but its last character, `{TOKEN}` for it in the other case, `{user}` for what stands
/// before its first colon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Alteration {
    /// It is left out.
    Absent,
    /// Another value, placed and encoded as the scheme wants it.
    Value(String),
    /// Another text in its place, as it is: the whole `Authorization` header, the key itself.
    Text(String),
    /// The right value in a place that is not the scheme's.
    Moved {
        /// The place.
        place: ParameterPlace,
        /// The parameter, header or cookie.
        name: String,
    },
    /// A JSON Web Token made from the caller's own one.
    Forged(Forgery),
}

impl Alteration {
    /// The text, where there is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Value(text) | Self::Text(text) => Some(text),
            Self::Absent | Self::Moved { .. } | Self::Forged(_) => None,
        }
    }
}

/// A JSON Web Token ([RFC 7519](https://www.rfc-editor.org/rfc/rfc7519)) that is not what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Forgery {
    /// No signature, and a header that says so: `alg` with this spelling of "none".
    Unsigned(String),
    /// The caller's own with its signature left out.
    Stripped,
    /// The caller's own with another signature of the same length.
    Broken,
    /// The caller's own with a signature that is longer by one character.
    Longer,
    /// The caller's own signature under other claims.
    Tampered,
    /// Signed with HMAC and a key of the forger's.
    ForeignKey,
    /// Signed with HMAC and the empty key.
    EmptyKey,
    /// Valid until 2100, signed as well as the harness can: with the issuer's key where it is known.
    Fresh,
    /// The same, but expired in 2001.
    Expired,
    /// The same, but valid from 2100 on.
    NotYetValid,
}

impl Forgery {
    /// True where it is made out of the caller's own token, and of nothing else.
    pub fn needs_token(&self) -> bool {
        matches!(self, Self::Stripped | Self::Broken | Self::Longer | Self::Tampered)
    }
}
