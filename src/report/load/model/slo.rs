//! An objective with what was observed.

use serde::{Deserialize, Serialize};

/// What an objective came to in one stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SloRow {
    /// The objective and its stage, unique in the report and the same in every run.
    pub id: String,
    /// The objective, as written.
    pub text: String,
    /// The stage; null for the whole run.
    pub stage: Option<String>,
    /// What it asks for.
    pub limit: Value,
    /// What was seen; null where nothing was.
    pub observed: Option<Value>,
    /// In how many samples, gaps, requests or answers.
    pub samples: u64,
    /// Of how many answers the samples are those that were judged; null for what is not sampled.
    #[serde(default)]
    pub population: Option<u64>,
    /// Whether it was met.
    pub standing: SloStanding,
    /// What a reader should know besides.
    pub note: Option<String>,
}

impl SloRow {
    /// True for an objective on violations of the documents: only they are counted in a part of the
    /// answers.
    pub fn is_on_violations(&self) -> bool {
        self.population.is_some()
    }
}

/// Whether an objective was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SloStanding {
    /// It was.
    Met,
    /// It was not, whatever the generator's own part in the figure.
    Missed,
    /// The generator's own part in the figure decides: the note says why.
    Undecided,
    /// Nothing was observed that decides it.
    NoData,
}

/// A figure with its unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// As it is reported: `12.3 ms`.
    pub text: String,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Milliseconds.
    Milliseconds,
    /// A share of 1.
    Share,
    /// Events a second.
    PerSecond,
    /// A whole number.
    Count,
}
