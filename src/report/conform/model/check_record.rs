//! Checks and findings, as the report says them.

use serde::{Deserialize, Serialize};

/// Findings with one cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The rule that found them.
    pub rule: String,
    /// The cause in words that are the same for each of them.
    pub signature: String,
    /// How binding the requirement is.
    pub level: Level,
    /// True where it fails the run.
    pub binding: bool,
    /// How many findings.
    pub count: usize,
    /// The operations touched, in the documents' order.
    pub operations: Vec<String>,
    /// The ids of the checks, in the plan's order.
    pub checks: Vec<String>,
}

/// How binding a requirement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A failure fails the run.
    Must,
    /// A failure warns.
    Should,
    /// Worth knowing.
    Note,
}

/// A place in the documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The document.
    pub file: String,
    /// The line, counted from 1; 0 where unknown.
    pub line: u32,
    /// The JSON pointer.
    pub pointer: String,
}

/// Lines of a document around a place in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExcerptRecord {
    /// The document.
    pub file: String,
    /// The line that is quoted, counted from 1.
    pub line: u32,
    /// The first line of the excerpt, counted from 1.
    pub first: u32,
    /// The lines, without their ends; each cut after 200 characters.
    pub lines: Vec<String>,
}

/// One check with its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRecord {
    /// `rule@operation#case`.
    pub id: String,
    /// The rule.
    pub rule: String,
    /// The operation.
    pub operation: String,
    /// What distinguishes it from the others of its rule and operation.
    pub case: String,
    /// How binding the requirement is.
    pub level: Level,
    /// The requirement.
    pub requirement: String,
    /// The link to its basis.
    pub reference: String,
    /// The promise in the documents.
    pub location: Place,
    /// What came of it.
    pub outcome: Outcome,
    /// `true` where it was skipped as it could change what the run did not make.
    #[serde(default)]
    pub withheld: bool,
    /// Indices into the report's exchanges, in the order of sending.
    pub exchanges: Vec<usize>,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// The target does what the requirement says.
    Passed,
    /// It does not.
    Failed {
        /// What the requirement asks for.
        expected: String,
        /// What came instead.
        actual: String,
        /// The cause's name.
        signature: String,
    },
    /// The question did not arise.
    Skipped {
        /// Why not.
        reason: String,
    },
    /// It arose and has no answer.
    Inconclusive {
        /// Why, and the remedy.
        reason: String,
        /// True where the target or the network kept the answer back.
        target_at_fault: bool,
    },
    /// The run ended before it.
    NotRun,
}
