//! What a run was held to beside its checks, as the report says it: waivers and promises.

use serde::{Deserialize, Serialize};

use super::check_record::{Level, Place};
use super::{Coverage, Share};

/// A waiver, and how it fared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverRecord {
    /// The glob on check ids.
    pub check: String,
    /// Why the failure is let pass.
    pub reason: String,
    /// Who sees to it that it is fixed.
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
    /// What it speaks of was not asked, was skipped, or has no answer.
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

/// A promise of the documents, and whether a check on it was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseRecord {
    /// The operation.
    pub operation: String,
    /// What it is about: `status`, `request_member` and so on.
    pub kind: String,
    /// What distinguishes it from the others of its operation and kind.
    pub name: String,
    /// Where the documents make it.
    pub location: Place,
    /// Whether a check on it was judged.
    pub seen: Sight,
    /// Why not, where none was.
    pub reason: Option<String>,
    /// The id of the first check that was judged on it.
    #[serde(default)]
    pub check: Option<String>,
}

/// Whether a check on a promise was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sight {
    /// A check on a request that shows it passed or failed.
    Exercised,
    /// A check on an answer that shows it passed or failed.
    Observed,
    /// Checks on it were planned, and none of them passed or failed.
    Unjudged,
    /// No check concerns it.
    Never,
}

impl Sight {
    /// True where a check on the promise passed or failed.
    pub fn is_judged(self) -> bool {
        match self {
            Self::Exercised | Self::Observed => true,
            Self::Unjudged | Self::Never => false,
        }
    }
}

/// The promises of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindShare {
    /// The kind.
    pub kind: String,
    /// Those that were judged.
    pub exercised: usize,
    /// All of them.
    pub total: usize,
}

/// How a run stands to the coverage that was asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sufficiency {
    /// Enough was judged, or nothing was asked for.
    Enough,
    /// Too little was judged, and what the target left without an answer could have been enough.
    Open,
    /// Too little was judged, whatever the target would have answered.
    Short,
}

impl Share {
    /// How many of `promises` were judged.
    pub(in crate::report) fn of<'p>(promises: impl IntoIterator<Item = &'p PromiseRecord>) -> Self {
        let mut share = Self::default();
        for promise in promises {
            share.total += 1;
            share.exercised += usize::from(promise.seen.is_judged());
        }
        share
    }
}

impl Coverage {
    /// The promises that were not judged.
    pub fn unjudged(&self) -> impl Iterator<Item = &PromiseRecord> {
        self.promises.iter().filter(|promise| !promise.seen.is_judged())
    }

    /// Whether as much of the documents was judged as was asked for.
    pub fn sufficiency(&self) -> Sufficiency {
        let Some(minimum) = self.minimum.map(usize::from) else {
            return Sufficiency::Enough;
        };
        let most = Share { exercised: self.spec.exercised + self.open, ..self.spec };
        let reaches = |share: Share| share.percent().is_none_or(|percent| percent >= minimum);
        match (reaches(self.spec), reaches(most)) {
            (true, _) => Sufficiency::Enough,
            (false, true) => Sufficiency::Open,
            (false, false) => Sufficiency::Short,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_is_short_only_where_no_answer_that_is_missing_could_have_made_it_enough() {
        use Sufficiency::{Enough, Open, Short};
        for (judged, open, minimum, expected) in [
            (80, 0, Some(80), Enough),
            (79, 0, Some(80), Short),
            (79, 1, Some(80), Open),
            (0, 79, Some(80), Short),
            (0, 100, Some(80), Open),
            (0, 100, None, Enough),
        ] {
            let coverage = Coverage {
                spec: Share { exercised: judged, total: 100 },
                open,
                minimum,
                ..Coverage::default()
            };
            assert_eq!(coverage.sufficiency(), expected, "{judged} {open} {minimum:?}");
        }
        let none = Coverage { minimum: Some(80), ..Coverage::default() };
        assert_eq!(none.sufficiency(), Enough);
    }
}
