//! The totals of a run or an operation, as the items of a line.

use super::super::Totals;
use crate::report::shared::{Ink, count};

/// Totals as the items of a line, those of zero left out; passed ones always stand first.
pub(super) fn counts(totals: &Totals, strict: bool) -> Vec<(Ink, String)> {
    let failures = totals.failures(strict);
    let warnings = totals.warnings(strict);
    let items = [
        (totals.passed, Ink::Plain, format!("{} passed", totals.passed)),
        (failures, Ink::Bad, format!("{failures} failed")),
        (warnings, Ink::Warning, count(warnings, "warning")),
        (totals.waived, Ink::Note, format!("{} waived", totals.waived)),
        (totals.failed.note, Ink::Note, count(totals.failed.note, "note")),
        (totals.inconclusive, Ink::Warning, format!("{} inconclusive", totals.inconclusive)),
        (totals.skipped, Ink::Plain, format!("{} skipped", totals.skipped)),
        (totals.not_run, Ink::Warning, format!("{} not run", totals.not_run)),
    ];
    items.into_iter().filter(|(number, ..)| *number > 0).map(|(_, ink, text)| (ink, text)).collect()
}
