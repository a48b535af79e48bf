//! What a run was held to beside its checks, as the report tells it: waivers and promises.

use serde::{Deserialize, Serialize};

use super::check::{Level, Place};
use super::{Coverage, Share};

/// A waiver, and how it fared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverRecord {
    /// The glob on check ids.
    pub check: String,
    /// Why the failure is let pass.
    pub reason: String,
    /// Who sees to it that it is mended.
    pub owner: String,
    /// The last day on which it holds.
    pub expires: String,
    /// The file it stands in.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// How it fared.
    pub state: WaiverState,
    /// The ids of the failures it speaks of.
    pub checks: Vec<String>,
}

/// How a waiver fared in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaiverState {
    /// It let failures pass.
    Used,
    /// Its last day is over.
    Expired,
    /// Nothing fails that it speaks of.
    Unused,
    /// What it speaks of was not asked, or has no answer.
    Undecided,
}

impl WaiverState {
    /// True where the waiver fails the run.
    pub fn is_stale(self) -> bool {
        matches!(self, Self::Expired | Self::Unused)
    }
}

/// Something that is wrong with the documents themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LintRecord {
    /// Which lint found it.
    pub lint: String,
    /// How much it matters; it fails no run.
    pub level: Level,
    /// What is asked of a document.
    pub requirement: String,
    /// The link to its basis.
    pub reference: String,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub location: Place,
}

/// A promise of the documents, and whether the run put it to the test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseRecord {
    /// The operation.
    pub operation: String,
    /// What it is about: `status`, `request_member` and so on.
    pub kind: String,
    /// What tells it from the others of its operation and kind.
    pub name: String,
    /// Where the documents make it.
    pub location: Place,
    /// Whether it was put to the test.
    pub seen: Sight,
    /// Why not, where it was not.
    pub reason: Option<String>,
}

/// Whether a promise was put to the test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sight {
    /// A request put it to the test.
    Exercised,
    /// An answer showed it.
    Observed,
    /// Neither.
    Never,
}

/// The promises of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindShare {
    /// The kind.
    pub kind: String,
    /// Those that were put to the test.
    pub exercised: usize,
    /// All of them.
    pub total: usize,
}

impl Share {
    /// How many of `promises` were put to the test.
    pub(in crate::report) fn of<'p>(promises: impl IntoIterator<Item = &'p PromiseRecord>) -> Self {
        let mut share = Self::default();
        for promise in promises {
            share.total += 1;
            share.exercised += usize::from(promise.seen != Sight::Never);
        }
        share
    }
}

impl Coverage {
    /// The promises that were not put to the test.
    pub fn never(&self) -> impl Iterator<Item = &PromiseRecord> {
        self.promises.iter().filter(|promise| promise.seen == Sight::Never)
    }

    /// True where less of the documents was put to the test than was asked for.
    pub fn is_short(&self) -> bool {
        match (self.minimum, self.spec.percent()) {
            (Some(minimum), Some(percent)) => percent < usize::from(minimum),
            _ => false,
        }
    }
}
