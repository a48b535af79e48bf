//! Mutants that no check can distinguish from a correct control plane, each with the reason.

use serde::Deserialize;
use thiserror::Error;
use wildmatch::WildMatch;

const TEXT: &str = include_str!("equivalent.toml");

/// Why the list of equivalent mutants cannot be read.
#[derive(Debug, Error)]
#[error("src/reference/mutants/equivalent.toml: {0}; this build is broken")]
pub struct EquivalentError(#[from] toml::de::Error);

/// The mutants that need not be killed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equivalents {
    #[serde(default)]
    equivalent: Vec<Equivalent>,
}

/// Mutants that are no defect, or none that can be seen from outside.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Equivalent {
    /// A glob on ids.
    id: String,
    /// Why no check can distinguish it.
    reason: String,
}

impl Equivalents {
    /// The list that ships with the product.
    pub fn shipped() -> Result<Self, EquivalentError> {
        Self::parse(TEXT)
    }

    /// Reads a list.
    pub fn parse(text: &str) -> Result<Self, EquivalentError> {
        Ok(toml::from_str(text)?)
    }

    /// Why the mutant with this id need not be killed.
    pub fn reason(&self, id: &str) -> Option<&str> {
        let entry = self.equivalent.iter().find(|entry| WildMatch::new(&entry.id).matches(id));
        entry.map(|entry| entry.reason.as_str())
    }

    /// Globs that match none of these ids.
    pub fn idle(&self, ids: &[&str]) -> Vec<String> {
        let is_idle = |entry: &&Equivalent| {
            let glob = WildMatch::new(&entry.id);
            !ids.iter().any(|id| glob.matches(id))
        };
        self.equivalent.iter().filter(is_idle).map(|entry| entry.id.clone()).collect()
    }
}
