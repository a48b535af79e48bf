//! Which workers something happened to, as ranges of their indices.

use std::fmt;
use std::ops::RangeInclusive;

use rangemap::RangeInclusiveSet;

/// A set of worker indices. Neighbours are kept as one range, so that what happens to a whole fleet
/// takes a few bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkerSet(RangeInclusiveSet<u32>);

impl WorkerSet {
    /// Adds a worker; adding it again changes nothing.
    pub fn insert(&mut self, worker: u32) {
        if !self.0.contains(&worker) {
            self.0.insert(worker..=worker);
        }
    }

    /// Adds all workers of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// Forgets all workers.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// How many workers there are.
    pub fn len(&self) -> u64 {
        self.0.iter().map(|range| u64::from(range.end() - range.start()) + 1).sum()
    }

    /// Returns `true` if there is no worker.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ranges, in ascending order; no two of them touch.
    pub fn ranges(&self) -> impl Iterator<Item = &RangeInclusive<u32>> {
        self.0.iter()
    }
}

impl fmt::Display for WorkerSet {
    /// All ranges: `0-199, 301`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, range) in self.ranges().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            match (range.start(), range.end()) {
                (start, end) if start == end => write!(f, "{comma}{start}")?,
                (start, end) => write!(f, "{comma}{start}-{end}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn neighbours_are_one_range() {
        let mut set = WorkerSet::default();
        for worker in [3, 1, 2, 7, u32::MAX, 2] {
            set.insert(worker);
        }
        assert_eq!((set.to_string(), set.len()), ("1-3, 7, 4294967295".to_owned(), 5));
        set.clear();
        assert!(set.is_empty() && set.to_string().is_empty());
    }

    proptest! {
        #[test]
        fn the_set_holds_what_was_added_to_it_or_to_what_was_merged_into_it(
            ours in prop::collection::vec(0_u32..50, 0..40),
            theirs in prop::collection::vec(0_u32..50, 0..40),
        ) {
            let of = |workers: &[u32]| {
                let mut set = WorkerSet::default();
                for worker in workers {
                    set.insert(*worker);
                }
                set
            };
            let mut merged = of(&ours);
            merged.merge(&of(&theirs));
            let expected: BTreeSet<u32> = ours.into_iter().chain(theirs).collect();
            let found: BTreeSet<u32> = merged.ranges().flat_map(Clone::clone).collect();
            prop_assert_eq!(merged.len(), expected.len() as u64);
            prop_assert_eq!(found, expected);
        }
    }
}
