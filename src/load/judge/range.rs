//! Where a figure would lie had the generator done its part: validity is per figure and one-sided.
//!
//! The generator's lateness only adds to a response time, and takes nothing away from a count. So a
//! figure has a range: from what would remain without the generator's part to what was observed
//! (for work done, from what was done to what could have been had everything due been sent). An
//! objective is met where it holds at both ends, missed where it holds at neither, and undecided
//! between them.

use super::Comparator;
use crate::load::Amount;

/// A figure's range, in the unit of its [`Amount`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    low: f64,
    high: f64,
}

impl Range {
    /// A figure in which the generator has no part.
    pub(super) fn exactly(observed: Amount) -> Self {
        Self { low: observed.value(), high: observed.value() }
    }

    /// From one end to the other, in any order.
    pub(super) fn between(one: Amount, other: Amount) -> Self {
        let (one, other) = (one.value(), other.value());
        Self { low: one.min(other), high: one.max(other) }
    }

    /// Returns whether the objective holds wherever in the range the figure lies; `None` where that
    /// depends on the place.
    pub(super) fn holds(self, comparator: Comparator, limit: Amount) -> Option<bool> {
        let limit = limit.value();
        let ends = [self.low, self.high].map(|end| comparator.holds(end, limit));
        match (ends, comparator) {
            // Two equal ends are one figure; a limit between two others may be the figure.
            ([false, false], Comparator::Equal) if self.low < limit && limit < self.high => None,
            ([low, high], _) => (low == high).then_some(low),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    const ALL: [Comparator; 5] = [
        Comparator::Less,
        Comparator::AtMost,
        Comparator::More,
        Comparator::AtLeast,
        Comparator::Equal,
    ];

    fn ms(milliseconds: u64) -> Amount {
        Amount::Duration(Duration::from_millis(milliseconds))
    }

    #[test]
    fn an_upper_bound_is_met_with_the_lateness_or_missed_without_it_and_open_between() {
        let observed = Range::between(ms(208), ms(312));
        assert_eq!(observed.holds(Comparator::Less, ms(400)), Some(true));
        assert_eq!(observed.holds(Comparator::Less, ms(200)), Some(false));
        assert_eq!(observed.holds(Comparator::Less, ms(250)), None);
    }

    #[test]
    fn a_lower_bound_on_work_is_met_by_what_was_done_and_missed_by_all_that_was_due() {
        let done = Range::between(Amount::PerSecond(90.0), Amount::PerSecond(100.0));
        assert_eq!(done.holds(Comparator::AtLeast, Amount::PerSecond(90.0)), Some(true));
        assert_eq!(done.holds(Comparator::AtLeast, Amount::PerSecond(101.0)), Some(false));
        assert_eq!(done.holds(Comparator::AtLeast, Amount::PerSecond(95.0)), None);
    }

    #[test]
    fn a_count_in_which_the_generator_has_no_part_is_what_it_is() {
        let none = Range::exactly(Amount::Count(0));
        let some = Range::exactly(Amount::Count(52));
        assert_eq!(none.holds(Comparator::Equal, Amount::Count(0)), Some(true));
        assert_eq!(some.holds(Comparator::Equal, Amount::Count(0)), Some(false));
        let late = Range::between(Amount::Count(0), Amount::Count(2));
        assert_eq!(late.holds(Comparator::Equal, Amount::Count(0)), None);
        assert_eq!(late.holds(Comparator::Equal, Amount::Count(1)), None);
        assert_eq!(late.holds(Comparator::Equal, Amount::Count(3)), Some(false));
    }

    proptest! {
        /// Whatever the figure is without the generator's part, a decided verdict is right on it.
        #[test]
        fn a_decided_verdict_holds_everywhere_in_the_range(
            ends in (0_u64..50, 0_u64..50),
            at in 0_u64..50,
            limit in 0_u64..50,
        ) {
            let range = Range::between(Amount::Count(ends.0), Amount::Count(ends.1));
            let figure = at.clamp(ends.0.min(ends.1), ends.0.max(ends.1));
            for comparator in ALL {
                if let Some(decided) = range.holds(comparator, Amount::Count(limit)) {
                    let figure = Amount::Count(figure).value();
                    let limit = Amount::Count(limit).value();
                    prop_assert_eq!(decided, comparator.holds(figure, limit));
                }
            }
        }
    }
}
