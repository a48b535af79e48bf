//! What is wrong with a scenario: each problem with its file, line, key, and what mends it.

use std::fmt;

use thiserror::Error;

/// One thing wrong, where it stands, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, or the flag of the command line.
    pub origin: String,
    /// The line, counted from 1; 0 where there is none.
    pub line: u32,
    /// The key: `fleet.workers`, `stage[0].duration`; empty where there is none.
    pub key: String,
    /// What is wrong, and how to mend it.
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

/// Why a scenario cannot be used: every problem that was found, in the order of the file.
#[derive(Debug, Error)]
#[error("{}", lines(problems))]
pub struct ScenarioError {
    /// The problems; at least one.
    pub problems: Vec<Problem>,
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

impl From<Problem> for ScenarioError {
    fn from(problem: Problem) -> Self {
        Self { problems: vec![problem] }
    }
}
