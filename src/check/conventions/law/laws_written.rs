//! A file of laws as it is written, key by key.

use serde::Deserialize;
use serde_json::Value;
use toml::Spanned;

use crate::check::model::{LawKind, Level};

/// A whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LawsWritten {
    pub(super) name: Spanned<String>,
    /// For people only.
    #[serde(rename = "about")]
    pub(super) _about: Option<String>,
    pub(super) reference: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) id: Vec<IdWritten>,
    #[serde(default)]
    pub(super) documented_use: Vec<UseWritten>,
    #[serde(default)]
    pub(super) law: Vec<Spanned<LawWritten>>,
}

/// `[[id]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdWritten {
    pub(super) name: Spanned<String>,
    pub(super) operation: Spanned<String>,
    pub(super) member: Spanned<String>,
}

/// `[[documented_use]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UseWritten {
    pub(super) operation: Spanned<String>,
    pub(super) sent: Spanned<String>,
    pub(super) basis: String,
}

/// `[[law]]`. Which of the optional keys a law has depends on its kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LawWritten {
    pub(super) id: Spanned<String>,
    pub(super) kind: Spanned<LawKind>,
    pub(super) operation: Option<Spanned<String>>,
    pub(super) operations: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) level: Level,
    pub(super) text: Spanned<String>,
    pub(super) basis: Spanned<String>,
    pub(super) reference: Option<Spanned<String>>,
    pub(super) member: Option<Spanned<String>>,
    pub(super) sent: Option<Spanned<String>>,
    pub(super) template: Option<Spanned<String>>,
    pub(super) schema: Option<Spanned<Value>>,
    pub(super) except: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) times: Option<Spanned<u32>>,
    pub(super) proof: Option<Spanned<ProofWritten>>,
}

/// `proof = { operation = "…", member = "/…" }`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProofWritten {
    pub(super) operation: Spanned<String>,
    pub(super) member: Spanned<String>,
}

impl LawWritten {
    /// The optional keys that are there, each with its place.
    pub(super) fn keys(&self) -> Vec<(&'static str, Spanned<()>)> {
        fn key<T>(
            name: &'static str,
            value: Option<&Spanned<T>>,
        ) -> Option<(&'static str, Spanned<()>)> {
            value.map(|value| (name, Spanned::new(value.span(), ())))
        }
        [
            key("operation", self.operation.as_ref()),
            key("operations", self.operations.as_ref()),
            key("member", self.member.as_ref()),
            key("sent", self.sent.as_ref()),
            key("template", self.template.as_ref()),
            key("schema", self.schema.as_ref()),
            key("except", self.except.as_ref()),
            key("times", self.times.as_ref()),
            key("proof", self.proof.as_ref()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
