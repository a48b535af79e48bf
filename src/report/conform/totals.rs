//! Counting outcomes.

use std::collections::BTreeSet;

use super::model::{ByLevel, CheckRecord, Level, Outcome, Totals};
use crate::check;

/// What came of a check, without the words.
#[derive(Clone, Copy, Debug)]
pub(super) enum TotalKind {
    Passed,
    Failed,
    Waived,
    Skipped,
    Inconclusive,
    NotRun,
}

impl TotalKind {
    /// What came of it, where a waiver lets a failure pass.
    pub(super) fn waived(self) -> Self {
        match self {
            Self::Failed => Self::Waived,
            other => other,
        }
    }
}

impl From<&Outcome> for TotalKind {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Passed => Self::Passed,
            Outcome::Failed { .. } => Self::Failed,
            Outcome::Skipped { .. } => Self::Skipped,
            Outcome::Inconclusive { .. } => Self::Inconclusive,
            Outcome::NotRun => Self::NotRun,
        }
    }
}

impl From<&check::Outcome> for TotalKind {
    fn from(outcome: &check::Outcome) -> Self {
        match outcome {
            check::Outcome::Pass => Self::Passed,
            check::Outcome::Fail { .. } => Self::Failed,
            check::Outcome::Skip { .. } => Self::Skipped,
            check::Outcome::Inconclusive { .. } => Self::Inconclusive,
        }
    }
}

impl Totals {
    /// The totals of `checks`, of which those in `waived` may fail.
    pub fn of<'a>(
        checks: impl IntoIterator<Item = &'a CheckRecord>,
        waived: &BTreeSet<String>,
    ) -> Self {
        let mut totals = Self::default();
        for check in checks {
            let kind = TotalKind::from(&check.outcome);
            let kind = if waived.contains(&check.id) { kind.waived() } else { kind };
            totals.count(check.level, kind);
        }
        totals
    }

    /// Counts one check.
    pub(super) fn count(&mut self, level: Level, kind: impl Into<TotalKind>) {
        self.checks += 1;
        match kind.into() {
            TotalKind::Passed => self.passed += 1,
            TotalKind::Failed => *self.failed.at(level) += 1,
            TotalKind::Waived => self.waived += 1,
            TotalKind::Skipped => self.skipped += 1,
            TotalKind::Inconclusive => self.inconclusive += 1,
            TotalKind::NotRun => self.not_run += 1,
        }
    }

    /// Findings that fail the run.
    pub fn failures(&self, strict: bool) -> usize {
        self.failed.must + if strict { self.failed.should } else { 0 }
    }

    /// Findings that warn.
    pub fn warnings(&self, strict: bool) -> usize {
        if strict { 0 } else { self.failed.should }
    }
}

impl ByLevel {
    /// Findings of every level.
    pub fn all(&self) -> usize {
        self.must + self.should + self.note
    }

    fn at(&mut self, level: Level) -> &mut usize {
        match level {
            Level::Must => &mut self.must,
            Level::Should => &mut self.should,
            Level::Note => &mut self.note,
        }
    }
}
