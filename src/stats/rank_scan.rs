//! Whether a series of runs changed, and since which run: a scan of rank sums with an exact null.
//!
//! The runs are ranked. For each split with at least [`SHORTEST_SIDE`] runs on either side the rank
//! sum of the earlier part is standardised (Wilcoxon, Biometrics Bulletin 1, 1945), and the largest
//! absolute value over all splits is the statistic (Pettitt, Applied Statistics 28, 1979, with the
//! standardisation that weighs early and late splits alike). If nothing changed, each order of the
//! runs is as likely as any other, whatever their distribution: the statistic's distribution depends
//! on the number of runs alone. It is simulated once for each number, with a fixed seed.
//!
//! A single outlier moves its rank and nothing else, so that it cannot make a change by itself.

use std::collections::BTreeMap;

use super::rate::float;

/// Runs that a change needs on either side.
pub const SHORTEST_SIDE: usize = 3;

/// The most runs of a series that are looked at: the latest.
pub const LONGEST_SERIES: usize = 60;

/// Orders that the null distribution of a length is simulated from. The least probability that can be
/// stated is its inverse.
const ORDERS: usize = 50_000;

/// A change in a series, as likely as [`Self::p_value`] says where nothing changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChangePoint {
    /// The number of the first run of the later part, from 0.
    pub at: usize,
    /// The largest standardised rank sum.
    pub statistic: f64,
    /// How likely so large a statistic is in a series that did not change.
    pub p_value: f64,
}

/// Scans series, and keeps the null distribution of each length that it met.
#[derive(Clone, Debug, Default)]
pub struct RankScan {
    nulls: BTreeMap<usize, Vec<f64>>,
}

impl RankScan {
    /// The likeliest change of a series, however unlikely it is; `None` for a series that is too
    /// short for one, and for one whose runs are all equal.
    ///
    /// ```
    /// use cp_harness::stats::RankScan;
    ///
    /// let series = [10.0, 10.1, 9.9, 10.2, 10.0, 9.8, 12.0, 12.1, 11.9, 12.2, 12.0, 11.8];
    /// let change = RankScan::default().scan(&series).unwrap();
    /// assert_eq!(change.at, 6);
    /// assert!(change.p_value < 0.005);
    /// ```
    pub fn scan(&mut self, series: &[f64]) -> Option<ChangePoint> {
        let skipped = series.len().saturating_sub(LONGEST_SERIES);
        let series = series.get(skipped..)?;
        let (at, statistic) = largest(&ranks(series))?;
        let p_value = self.p_value(series.len(), statistic);
        Some(ChangePoint { at: at + skipped, statistic, p_value })
    }

    /// The share of orders of so many runs whose statistic is at least that large. The order that was
    /// observed counts as one of them, so that no probability is 0 (Phipson & Smyth, 2010).
    fn p_value(&mut self, length: usize, statistic: f64) -> f64 {
        let null = self.nulls.entry(length).or_insert_with(|| null(length));
        let below = null.partition_point(|value| *value < statistic - 1e-9);
        float((null.len() - below + 1) as u64) / float((null.len() + 1) as u64)
    }
}

/// The statistic of random orders, ascending.
fn null(length: usize) -> Vec<f64> {
    let mut state = length as u64;
    let mut order: Vec<f64> = (1..=length).map(|rank| float(rank as u64)).collect();
    let mut null: Vec<f64> = (0..ORDERS)
        .filter_map(|_| {
            shuffle(&mut order, &mut state);
            largest(&order).map(|(_, statistic)| statistic)
        })
        .collect();
    null.sort_unstable_by(f64::total_cmp);
    null
}

/// Fisher and Yates' shuffle.
fn shuffle(order: &mut [f64], state: &mut u64) {
    for last in (1..order.len()).rev() {
        // The upper half times the range: the bias is below 2^-26 for 60 runs.
        let drawn = (split_mix(state) >> 32) * (last as u64 + 1);
        order.swap(last, usize::try_from(drawn >> 32).unwrap_or(last));
    }
}

/// `SplitMix64` (Steele, Lea & Flood, OOPSLA 2014): the same numbers on every machine.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Ranks from 1; equal values share the mean of theirs.
fn ranks(series: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = series.iter().filter(|other| other.total_cmp(value).is_lt()).count();
        let equal = series.iter().filter(|other| other.total_cmp(value).is_eq()).count();
        float(below as u64) + float(equal as u64 + 1) / 2.0
    };
    series.iter().map(rank).collect()
}

/// The split with the largest standardised rank sum, as the number of runs before it; the first of
/// equal ones. Ties make the sum vary less than is assumed, which errs towards no change.
fn largest(ranks: &[f64]) -> Option<(usize, f64)> {
    let length = float(ranks.len() as u64);
    let last = ranks.len().checked_sub(SHORTEST_SIDE)?;
    let mut sum = 0.0;
    let mut found: Option<(usize, f64)> = None;
    for (before, rank) in (1..=last).zip(ranks) {
        sum += rank;
        if before < SHORTEST_SIDE {
            continue;
        }
        let count = float(before as u64);
        let mean = count * (length + 1.0) / 2.0;
        let variance = count * (length - count) * (length + 1.0) / 12.0;
        let statistic = (sum - mean).abs() / variance.sqrt();
        if statistic > found.map_or(1e-9, |(_, largest)| largest + 1e-9) {
            found = Some((before, statistic));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers around 0 that look random.
    fn noise(count: usize, seed: u64) -> Vec<f64> {
        let mut state = seed;
        let mut uniform = || float(split_mix(&mut state) >> 11) / float(1 << 53);
        // The sum of twelve uniform numbers is nearly normal.
        (0..count).map(|_| (0..12).map(|_| uniform()).sum::<f64>() - 6.0).collect()
    }

    #[test]
    fn a_shift_is_dated_by_its_first_run() {
        let mut series: Vec<f64> = noise(24, 1).iter().map(|noise| 100.0 + noise).collect();
        for value in &mut series[17..] {
            *value *= 1.05;
        }
        let change = RankScan::default().scan(&series).unwrap();
        assert_eq!(change.at, 17, "{change:?}");
        assert!(change.p_value < 0.001, "{change:?}");
    }

    #[test]
    fn unchanged_series_are_called_changed_as_often_as_the_level_says() {
        let mut scan = RankScan::default();
        let blamed = (0..2_000).filter(|seed| {
            let mut series = noise(20, *seed);
            series[7] += 50.0;
            scan.scan(&series).is_some_and(|change| change.p_value <= 0.02)
        });
        let blamed = blamed.count();
        assert!((15..=70).contains(&blamed), "{blamed} of 2000 at 2%");
    }

    #[test]
    fn one_outlier_is_no_change() {
        let mut series = noise(20, 3);
        let before = RankScan::default().scan(&series).unwrap().p_value;
        series[19] += 1e6;
        let after = RankScan::default().scan(&series).unwrap().p_value;
        assert!(before > 0.05 && after > 0.02, "{before} {after}");
    }

    #[test]
    fn what_cannot_show_a_change_says_so() {
        let mut scan = RankScan::default();
        assert_eq!(scan.scan(&[]), None);
        assert_eq!(scan.scan(&[1.0, 2.0, 3.0, 4.0, 5.0]), None);
        assert_eq!(scan.scan(&[1.0; 30]), None);
        // With six runs there is one split, and 20 ways to fill its sides.
        let least = scan.scan(&[1.0, 2.0, 3.0, 7.0, 8.0, 9.0]).unwrap();
        assert!((least.p_value - 0.1).abs() < 0.01, "{least:?}");
    }

    #[test]
    fn only_the_latest_runs_are_looked_at() {
        let mut series = vec![0.0; 40];
        series.extend(noise(LONGEST_SERIES, 5).iter().map(|noise| 100.0 + noise));
        let change = RankScan::default().scan(&series).unwrap();
        assert!(change.p_value > 0.01 && change.at >= 40, "{change:?}");
    }
}
