//! Service level objectives: what a run must show, stage by stage.
//!
//! `METRIC COMPARATOR LIMIT [@ STAGE]`, spaces as one likes:
//!
//! | metric | bounds | limit |
//! |---|---|---|
//! | `p99(OPERATION)`, `max(OPERATION)`, `mean(OPERATION)` | response time: intended to last byte | `250ms` |
//! | `p99.9(OPERATION.CLOCK)` | another clock: `service`, `response`, `lag`, `blocked`, `late` | `80ms` |
//! | `gap.p99`, `gap.max`, `gap.mean` | silence of a worker between acknowledged beats | `90s` |
//! | `error_rate`, `error_rate(OPERATION)` | failed requests among those that ended; 429 is no failure | `0.1%` |
//! | `throttled_rate`, `throttled_rate(OPERATION)` | answers of 429 among those that ended | `1%` |
//! | `throughput`, `throughput(OPERATION)` | welcome answers a second | `160/s` |
//! | `dead_workers` | workers whose silence reached the time to live | `0` |
//! | `violations` | broken requirements of the documents in answers under load | `0` |
//!
//! Comparators: `<` `<=` `>` `>=` `==`. Units: `us` (or `µs`), `ms`, `s`; `%`; `/s`. Quantiles: any
//! of p1 to p99.9999, and `max`.
//!
//! Without `@ STAGE`, a latency or a rate of failures is judged in each stage that calls the
//! operation, a gap in each stage in which one ended, throughput in each stage that holds its number
//! of workers, and a count over the whole run. What was not observed has no verdict, and never
//! passes. Latencies are those of welcome answers, of time-outs, and of requests still in flight at
//! the stop: no failure makes a quantile look better.

mod amount;
mod error;
mod judge;
mod limit;
mod parse;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Clock;
use crate::stats::Quantile;

pub use amount::Amount;
pub use error::{SloError, SloProblem};
pub use judge::{SloResult, SloVerdict, judge};

pub(crate) use amount::spell;

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
    operation_column: usize,
    stage_column: usize,
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
            | Self::Throughput(operation) => operation.as_deref(),
            Self::Gap(_) | Self::DeadWorkers | Self::Violations => None,
        }
    }
}

impl Comparator {
    /// True where `observed` is as `limit` asks.
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

impl FromStr for Slo {
    type Err = SloError;

    fn from_str(text: &str) -> Result<Self, SloError> {
        parse::parse(text.trim())
    }
}

impl TryFrom<String> for Slo {
    type Error = SloError;

    fn try_from(text: String) -> Result<Self, SloError> {
        text.parse()
    }
}

impl From<Slo> for String {
    fn from(slo: Slo) -> Self {
        slo.text
    }
}
