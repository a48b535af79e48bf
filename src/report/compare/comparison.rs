//! What a comparison is made of: figures before and after, with the noise of each.

use serde::{Deserialize, Serialize};

use crate::report::shared::{percent, rate, time};

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonVerdict {
    /// Nothing is worse beyond the noise.
    NoWorse,
    /// Something is.
    Worse,
    /// Nothing that could be compared is worse, and answers are missing that could have shown it.
    Inconclusive,
    /// Nothing could be compared.
    NotComparable,
}

/// What became of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    /// It changed for the worse: certainly, and by more than the tolerance.
    Worse,
    /// It changed for the better, likewise.
    Better,
    /// No difference larger than the tolerance, with a confidence of 99%.
    Same,
    /// Both sides have it, and it is undecided: by noise, too few samples, or lateness.
    Undecided,
    /// One side has no such figure.
    NotComparable,
    /// Shown beside the others: it is not the target's doing.
    NotJudged,
}

/// Rows by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftTotals {
    /// Worse.
    pub worse: usize,
    /// Better.
    pub better: usize,
    /// Without a difference larger than the tolerance.
    pub same: usize,
    /// That both sides have and that are undecided.
    pub undecided: usize,
    /// That one side lacks.
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

/// Where a figure lies, with a confidence of 99% and within its run alone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// What was observed; of several runs, the median.
    pub observed: f64,
    /// Not below this; null with too few samples or blocks to say.
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
    /// Where the difference lies (after less before, in the unit), with a confidence of 99% for
    /// this figure alone; null where it cannot be decided.
    pub difference: Option<DifferenceInterval>,
    /// How likely a difference so large is by chance in any figure of the comparison; null likewise.
    pub p_joint: Option<f64>,
    /// What became of it.
    pub shift: Shift,
    /// Why it is left open; null where it is not.
    pub reason: Option<String>,
    /// What would decide it; null likewise.
    pub remedy: Option<String>,
}

/// Where a difference lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DifferenceInterval {
    /// Not below this; null where there is no such end.
    pub low: Option<f64>,
    /// Not above this; null likewise.
    pub high: Option<f64>,
}

/// How the figures of a comparison share one decision.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// How often a comparison of unchanged targets calls any of its figures worse or better.
    pub false_alarm: f64,
    /// The figures that share this rate.
    pub figures: usize,
    /// Where the variation from run to run is from.
    pub between_runs: BetweenRuns,
}

/// Where the variation from run to run is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BetweenRuns {
    /// One run on each side cannot show it: it is assumed.
    Assumed,
    /// Several runs of a side show it; where they vary by less than assumed, the assumption holds.
    Measured,
}

impl Figure {
    /// True where a difference of this sign is for the worse.
    pub(in crate::report) fn is_worse(self, difference: f64) -> bool {
        match self {
            Self::Milliseconds | Self::Share => difference > 0.0,
            Self::PerSecond => difference < 0.0,
        }
    }

    /// A figure of this unit, as a person reads it.
    pub(in crate::report) fn describe(self, value: f64) -> String {
        match self {
            Self::Milliseconds => time(value),
            Self::Share => percent(value),
            Self::PerSecond => rate(value),
        }
    }

    /// A difference that is none, whatever the tolerance: shares of events to a thousandth.
    pub(super) fn equal_within(self) -> f64 {
        match self {
            Self::Share => 0.001,
            Self::Milliseconds | Self::PerSecond => 0.0,
        }
    }
}

impl ShiftTotals {
    /// Counts shifts.
    pub(super) fn of(shifts: impl Iterator<Item = Shift>) -> Self {
        let mut totals = Self::default();
        for shift in shifts {
            *match shift {
                Shift::Worse => &mut totals.worse,
                Shift::Better => &mut totals.better,
                Shift::Same => &mut totals.same,
                Shift::Undecided => &mut totals.undecided,
                Shift::NotComparable | Shift::NotJudged => &mut totals.not_comparable,
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
            Self::Inconclusive | Self::NotComparable => crate::verdict::Exit::Inconclusive,
        };
        exit as u8
    }
}
