//! What the generator may have added to a figure: that much of a difference is not the target's.
//!
//! Lateness only adds to a time and takes nothing from a count, so the rule is one-sided: a
//! difference counts by what exceeds it, and one within it is undecided, never worse. A machine that
//! wakes the generator late also reads answers late, so it holds for service times as well.

use std::time::Duration;

use super::measure::Times;
use crate::report::load::{LoadReport, OperationRow};
use crate::report::shared::milliseconds;
use crate::stats::Quantile;
use crate::stats::rate::{float, share};

/// What the generator may have added, in the figure's unit: to the later runs beyond the earlier,
/// and to the earlier beyond the later.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Excuse {
    pub(super) of_worse: f64,
    pub(super) of_better: f64,
}

impl Excuse {
    /// By what each run shows for itself, before and after.
    fn between(before: &[f64], after: &[f64]) -> Self {
        let least = |side: &[f64]| side.iter().copied().fold(f64::INFINITY, f64::min);
        let most = |side: &[f64]| side.iter().copied().fold(0.0, f64::max);
        let beyond = |more: &[f64], less: &[f64]| {
            let least = least(less);
            if least.is_finite() { (most(more) - least).max(0.0) } else { 0.0 }
        };
        Self { of_worse: beyond(after, before), of_better: beyond(before, after) }
    }

    /// For a quantile: how much later the generator was at that quantile, in milliseconds.
    pub(super) fn of_late(before: &[Times], after: &[Times], quantile: Quantile) -> Self {
        let late = |side: &[Times]| -> Vec<f64> {
            let late = side.iter().map(|times| times.at(quantile).unwrap_or(Duration::ZERO));
            late.map(milliseconds).collect()
        };
        Self::between(&late(before), &late(after))
    }

    /// The same for a time that begins before the request is sent: it is sent late, and its answer is
    /// read late.
    #[must_use]
    pub(super) fn twice(self) -> Self {
        Self { of_worse: 2.0 * self.of_worse, of_better: 2.0 * self.of_better }
    }

    /// For a rate of welcome answers: requests a second that the generator owes.
    pub(super) fn of_unsent(before: &[(OperationRow, f64)], after: &[(OperationRow, f64)]) -> Self {
        let owed = |side: &[(OperationRow, f64)]| -> Vec<f64> {
            let rows = side.iter().filter(|(_, seconds)| *seconds > 0.0);
            rows.map(|(row, seconds)| float(row.due.saturating_sub(row.sent + row.held)) / seconds)
                .collect()
        };
        Self::between(&owed(before), &owed(after))
    }

    /// For the share of errors: connections that the generator's own machine refused.
    pub(super) fn of_local_failures(
        before: &[(&LoadReport, u64)],
        after: &[(&LoadReport, u64)],
    ) -> Self {
        let shares = |side: &[(&LoadReport, u64)]| -> Vec<f64> {
            let own = side.iter().map(|(run, ended)| share(run.health.local_failures, *ended));
            own.map(|own| own.unwrap_or(0.0).min(1.0)).collect()
        };
        Self::between(&shares(before), &shares(after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_one_side_has_beyond_the_other_is_an_excuse_and_the_widest_counts() {
        let found = Excuse::between(&[0.4, 1.0], &[43.9, 2.0]);
        assert!((found.of_worse - 43.5).abs() < 1e-12 && found.of_better.abs() < 1e-12);
        let found = Excuse::between(&[9.0], &[2.0, 5.0]);
        assert!((found.of_better - 7.0).abs() < 1e-12 && found.of_worse.abs() < 1e-12);
        assert_eq!(Excuse::between(&[], &[3.0]), Excuse::default());
    }
}
