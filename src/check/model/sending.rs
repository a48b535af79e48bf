//! How the requests of a check are sent, when, and what is judged with them.

use serde::Serialize;

/// How the requests of a check are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// One after the other, as far as they are answered.
    #[default]
    InTurn,
    /// All at once, each before any of them is answered.
    Together,
    /// One after the other until the target limits the rate (429).
    UntilLimited,
}

/// When the requests of a check are sent. A phase begins when the one before it has ended, so that what
/// it does to a target does not show in the answers of earlier phases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckPhase {
    /// With the requests that callers send.
    #[default]
    Plain,
    /// After them: input that no caller sends on purpose.
    Robustness,
    /// After that: input whose reading is left open, and random input.
    Search,
    /// After all others: requests that exceed a limit on purpose.
    Excess,
}

impl CheckPhase {
    /// Every phase, in the order in which they are sent.
    pub const ALL: [Self; 4] = [Self::Plain, Self::Robustness, Self::Search, Self::Excess];
}

/// What a check is judged on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckScope {
    /// The exchanges of its own requests.
    #[default]
    Own,
    /// These, and those of all other checks on its operation.
    Operation,
}

/// Returns `true` for the value that a plan leaves out.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
