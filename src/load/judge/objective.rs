//! An objective as data: what is bounded, in which sense, by what, and where.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::error::{SloError, SloProblem};
use crate::load::Amount;
use crate::load::Clock;
use crate::stats::Quantile;

/// One objective, as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slo {
    /// As it was written, without spaces around.
    pub text: String,
    /// What is bounded.
    pub metric: Metric,
    /// In which sense.
    pub comparator: Comparator,
    /// By what.
    pub limit: Amount,
    /// In which stage alone.
    pub stage: Option<String>,
    /// Where the operation and the stage stand in `text`, in characters from 1.
    pub(super) operation_column: usize,
    pub(super) stage_column: usize,
}

/// What an objective bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Metric {
    /// How long requests of an operation take.
    Latency {
        /// The operation's short name.
        operation: String,
        /// Measured how.
        clock: Clock,
        /// Which of all durations.
        statistic: Statistic,
    },
    /// How long workers are silent.
    Gap(Statistic),
    /// Failed requests, of one operation or all, as a share of those that ended.
    ErrorRate(Option<String>),
    /// Answers of 429, of one operation or all, as a share of the requests that ended.
    ThrottledRate(Option<String>),
    /// Welcome answers, of one operation or all, as a share of the requests that fell due.
    Goodput(Option<String>),
    /// Welcome answers a second, of one operation or all.
    Throughput(Option<String>),
    /// Workers presumed dead.
    DeadWorkers,
    /// Requirements of the documents broken by answers under load.
    Violations,
}

/// What stands for many durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// A quantile; the maximum is the last.
    Quantile(Quantile),
    /// The mean.
    Mean,
}

/// In which sense a limit bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `==`
    Equal,
}

impl Slo {
    /// Refuses an operation or a stage that the scenario has not, with the nearest one it has.
    pub fn check<S: AsRef<str>>(&self, operations: &[S], stages: &[S]) -> Result<(), SloError> {
        if let Some(operation) = self.metric.operation()
            && !operations.iter().any(|known| known.as_ref() == operation)
        {
            let problem = SloProblem::operation(operation, operations);
            return Err(self.error(self.operation_column, problem));
        }
        if let Some(stage) = &self.stage
            && !stages.iter().any(|known| known.as_ref() == stage)
        {
            let problem = SloProblem::stage(stage, stages);
            return Err(self.error(self.stage_column, problem));
        }
        Ok(())
    }

    fn error(&self, column: usize, problem: SloProblem) -> SloError {
        SloError { text: self.text.clone(), column, problem }
    }
}

impl Metric {
    /// The one operation it is about.
    pub fn operation(&self) -> Option<&str> {
        match self {
            Self::Latency { operation, .. } => Some(operation),
            Self::ErrorRate(operation)
            | Self::ThrottledRate(operation)
            | Self::Goodput(operation)
            | Self::Throughput(operation) => operation.as_deref(),
            Self::Gap(_) | Self::DeadWorkers | Self::Violations => None,
        }
    }
}

impl Comparator {
    /// `true` if `observed` is as `limit` asks.
    #[expect(
        clippy::float_cmp,
        reason = "equality is allowed for counts and for the ends of a share, which are exact"
    )]
    pub fn holds(self, observed: f64, limit: f64) -> bool {
        match self {
            Self::Less => observed < limit,
            Self::AtMost => observed <= limit,
            Self::More => observed > limit,
            Self::AtLeast => observed >= limit,
            Self::Equal => observed == limit,
        }
    }
}

impl fmt::Display for Slo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<Slo> for String {
    fn from(slo: Slo) -> Self {
        slo.text
    }
}
