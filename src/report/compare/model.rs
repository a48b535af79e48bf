//! What a comparison is made of: figures before and after, with the noise of each.

use serde::{Deserialize, Serialize};

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonVerdict {
    /// Nothing is worse beyond the noise.
    NoWorse,
    /// Something is.
    Worse,
    /// Nothing could be compared.
    NotComparable,
}

/// What became of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    /// It changed for the worse, by more than the noise and the tolerance.
    Worse,
    /// It changed for the better, likewise.
    Better,
    /// No difference is shown.
    Same,
    /// One side says too little.
    NotComparable,
}

/// Rows by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Worse.
    pub worse: usize,
    /// Better.
    pub better: usize,
    /// Without a difference that is shown.
    pub same: usize,
    /// With too little to say.
    pub not_comparable: usize,
}

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Milliseconds: longer is worse.
    Milliseconds,
    /// A share of 1: more is worse.
    Share,
    /// Events a second: fewer are worse.
    PerSecond,
}

/// Where a figure lies, with a confidence of 99%.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// What was observed; of several runs, the median.
    pub observed: f64,
    /// Not below this; null with too few samples to say.
    pub low: Option<f64>,
    /// Not above this; null likewise.
    pub high: Option<f64>,
    /// In how many samples.
    pub samples: u64,
}

/// One figure before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeRow {
    /// The stage; null for the whole run.
    pub stage: Option<String>,
    /// The operation; null for the fleet.
    pub operation: Option<String>,
    /// What was measured: `response p99`, `ok`, `errors`.
    pub measure: String,
    /// Its unit.
    pub unit: Figure,
    /// True where it is the target's doing and counts for the verdict.
    pub judged: bool,
    /// Before; null where nothing was observed.
    pub before: Option<Band>,
    /// After; null likewise.
    pub after: Option<Band>,
    /// The change as a share of what was before; null where that is nothing.
    pub change: Option<f64>,
    /// What became of it.
    pub shift: Shift,
}

impl Totals {
    /// Counts shifts.
    pub(super) fn of(shifts: impl Iterator<Item = Shift>) -> Self {
        let mut totals = Self::default();
        for shift in shifts {
            *match shift {
                Shift::Worse => &mut totals.worse,
                Shift::Better => &mut totals.better,
                Shift::Same => &mut totals.same,
                Shift::NotComparable => &mut totals.not_comparable,
            } += 1;
        }
        totals
    }

    /// What rows with these shifts come to.
    pub(super) fn verdict(self) -> ComparisonVerdict {
        match self {
            Self { worse: 1.., .. } => ComparisonVerdict::Worse,
            Self { better: 0, same: 0, .. } => ComparisonVerdict::NotComparable,
            _ => ComparisonVerdict::NoWorse,
        }
    }
}

impl ComparisonVerdict {
    /// The exit code that carries it.
    pub(super) fn exit_code(self) -> u8 {
        let exit = match self {
            Self::NoWorse => crate::verdict::Exit::Passed,
            Self::Worse => crate::verdict::Exit::Failed,
            Self::NotComparable => crate::verdict::Exit::Inconclusive,
        };
        exit as u8
    }
}
