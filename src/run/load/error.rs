//! Why a load run cannot be carried out.

use thiserror::Error;

use crate::load::SloError;
use crate::run::attack::AttackError;

/// Why a profile cannot be carried out.
#[derive(Debug, Error)]
pub enum LoadError {
    /// An SLO cannot be judged.
    #[error("{origin}: SLO `{text}`: {source}")]
    Slo {
        /// Where it stands.
        origin: String,
        /// The SLO.
        text: String,
        /// What is wrong with it.
        source: Box<SloError>,
    },
    /// A given variable has too few values.
    #[error("bind `{name}`: {lacks}")]
    Bind {
        /// The variable.
        name: String,
        /// What is missing, and the remedy.
        lacks: String,
    },
    /// Not a token for each organisation.
    #[error(
        "{organisations} organisations and {tokens} tokens: give one for each, by --token again \
         and again, --tokens-file, or tokens = [\"env:NAME\", …] in the scenario's [fleet]"
    )]
    Tokens {
        /// Organisations of the fleet.
        organisations: u32,
        /// Tokens there are.
        tokens: usize,
    },
    /// The engine failed.
    #[error(transparent)]
    Attack(#[from] AttackError),
}
