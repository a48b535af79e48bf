//! What is wrong with a file: each problem with its place and remedy.

use std::fmt;

use serde::Serialize;
use thiserror::Error;

/// One thing wrong, where it stands, and the remedy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, or the flag of the command line.
    pub origin: String,
    /// The line, counted from 1; 0 for no line.
    pub line: u32,
    /// The key: `fleet.workers`, `stage[0].duration`; empty for no key.
    pub key: String,
    /// What is wrong, and the remedy.
    pub problem: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.origin)?;
        if self.line > 0 {
            write!(formatter, ":{}", self.line)?;
        }
        if !self.key.is_empty() {
            write!(formatter, ": {}", self.key)?;
        }
        write!(formatter, ": {}", self.problem)
    }
}

/// Why a file cannot be used: every problem that was found, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", lines(problems))]
pub struct InputError {
    /// The problems; at least one.
    pub problems: Vec<Problem>,
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

impl From<Problem> for InputError {
    fn from(problem: Problem) -> Self {
        Self { problems: vec![problem] }
    }
}
