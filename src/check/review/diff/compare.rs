//! Two revisions of the documents held against each other.

use super::change::Diff;
use super::{operations, plans};
use crate::spec::Api;

impl Diff {
    /// What differs between the documents `old` and `new`.
    pub fn of(old: &Api, new: &Api) -> Self {
        let mut diff = plans::diff(old, new);
        diff.changes = operations::changes(old, new);
        diff.changes.sort_by_key(|change| change.impact);
        diff
    }
}
