//! What came of a check.

use serde::Serialize;

/// What came of a check. A finding is never an error, and an error is never a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The target does what the requirement says.
    Pass,
    /// The target does not.
    Fail {
        /// What the requirement asks for, in a few words.
        expected: String,
        /// What came instead, in a few words.
        actual: String,
        /// The cause in words that are the same wherever the same cause shows: findings with one
        /// rule and one signature are reported together.
        signature: String,
    },
    /// The question does not arise (a parent member was not in the answer, say).
    Skip {
        /// Why not.
        reason: String,
    },
    /// The question arises and has no answer.
    Inconclusive {
        /// Why, and the remedy.
        reason: String,
        /// True where the target (or the network) kept the answer back; false where the caller
        /// can change it, by a flag for instance.
        target_at_fault: bool,
    },
}
