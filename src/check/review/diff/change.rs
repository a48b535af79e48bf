//! A change of what the documents promise, and what it does to existing workers.

use serde::Serialize;

use crate::check::model::CheckId;
use crate::spec::Location;

/// What a change does to workers that were written for the old documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// What they send is refused or lost, or they are answered what they do not expect.
    Breaking,
    /// They may meet something that they were not written for.
    Risky,
    /// They do not notice.
    Compatible,
}

/// One change of what the documents promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it does to existing workers.
    pub impact: Impact,
    /// The operation: method and path.
    pub operation: String,
    /// What has changed, and how.
    pub message: String,
    /// Where it was; `None` for what is new.
    pub old: Option<Location>,
    /// Where it is; `None` for what is gone.
    pub new: Option<Location>,
}

/// What differs between two versions of the documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The changes, breaking ones first, then in the old documents' order.
    pub changes: Vec<Change>,
    /// Checks that the new documents add.
    pub appeared: Vec<CheckId>,
    /// Checks that the new documents no longer give.
    pub vanished: Vec<CheckId>,
    /// Checks with one id that ask for something else.
    pub changed: Vec<CheckId>,
}

impl Diff {
    /// The changes with this impact.
    pub fn with(&self, impact: Impact) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.impact == impact)
    }
}

/// Which way a value travels: what may grow one way may not the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// Workers send it: the target may take more, and not less.
    Request,
    /// Workers read it: the target may answer less, and not more.
    Response,
}

impl Direction {
    /// What it does to workers that fewer values are allowed.
    pub(super) fn narrowed(self) -> Impact {
        match self {
            Self::Request => Impact::Breaking,
            Self::Response => Impact::Compatible,
        }
    }

    /// What it does to workers that more values are allowed.
    pub(super) fn widened(self) -> Impact {
        match self {
            Self::Request => Impact::Compatible,
            Self::Response => Impact::Breaking,
        }
    }

    /// The word before a member's name.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// The changes found so far of one operation.
pub(super) struct ChangeList<'a> {
    pub(super) operation: String,
    pub(super) list: &'a mut Vec<Change>,
}

impl ChangeList<'_> {
    pub(super) fn add(
        &mut self,
        impact: Impact,
        message: impl Into<String>,
        old: Option<&Location>,
        new: Option<&Location>,
    ) {
        self.list.push(Change {
            impact,
            operation: self.operation.clone(),
            message: message.into(),
            old: old.cloned(),
            new: new.cloned(),
        });
    }
}
