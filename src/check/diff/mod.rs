//! Two versions of the documents: which checks come and go, and what breaks existing workers.

mod answers;
mod operations;
mod plans;
mod schemas;
mod values;

use serde::Serialize;

use super::CheckId;
use crate::spec::{Api, Location};

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
    /// What differs between the documents `old` and `new`.
    pub fn of(old: &Api, new: &Api) -> Self {
        let mut diff = plans::diff(old, new);
        diff.changes = operations::changes(old, new);
        diff.changes.sort_by_key(|change| change.impact);
        diff
    }

    /// The changes with this impact.
    pub fn with(&self, impact: Impact) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.impact == impact)
    }
}

/// Which way a value travels: what may grow one way may not the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    /// Workers send it: the target may take more, and not less.
    Request,
    /// Workers read it: the target may answer less, and not more.
    Response,
}

impl Direction {
    /// What it does to workers that fewer values are allowed.
    fn narrowed(self) -> Impact {
        match self {
            Self::Request => Impact::Breaking,
            Self::Response => Impact::Compatible,
        }
    }

    /// What it does to workers that more values are allowed.
    fn widened(self) -> Impact {
        match self {
            Self::Request => Impact::Compatible,
            Self::Response => Impact::Breaking,
        }
    }

    /// The word before a member's name.
    fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// The changes found so far of one operation.
struct Changes<'a> {
    operation: String,
    list: &'a mut Vec<Change>,
}

impl Changes<'_> {
    fn add(
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

#[cfg(test)]
mod tests;
