//! How far the mean of dependent observations may be off: batch means over blocks of a run.
//!
//! Samples of one run are not independent: one stall slows many, and a neighbour on the machine
//! disturbs seconds on end. Sums over blocks that are longer than the correlation nearly are (batch
//! means: Law & Carson, Operations Research 27, 1979). How long that is nobody knows beforehand, so
//! neighbouring blocks are joined to longer batches as long as [`BATCHES`] remain, and the largest
//! variance found counts, with little more than the degrees of freedom of the fewest batches.
//! Simulated with 20 blocks and a correlation of 0.6 from block to block, a test at 0.1% is wrong in
//! 0.25%, where one on the variance of single blocks is wrong in some 5%.

use super::rate::float;

/// Batches that a variance is estimated from, at the least.
pub const BATCHES: usize = 5;

/// The largest of several estimates is surer than the one of the fewest batches by itself.
const LARGEST_OF_SEVERAL: f64 = 1.5;

/// How far a mean or share may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The mean, or share.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
    /// The degrees of freedom of that estimate.
    pub freedom: f64,
}

/// The degrees of freedom of an error that is known and not estimated.
const KNOWN: f64 = 1e6;

impl Spread {
    /// The same beside an error of `least`, which independent events have however even the blocks
    /// of one run are. That part of the variance is known; only what the blocks show beyond it is an
    /// estimate, so that the degrees of freedom grow as it becomes small (Satterthwaite, Biometrics
    /// Bulletin 2, 1946).
    #[must_use]
    pub fn at_least(self, least: f64) -> Self {
        let error = self.error.max(least);
        let ratio = (error / least).powi(2);
        let freedom = if ratio.is_finite() && ratio > 1.0 {
            (self.freedom * (ratio / (ratio - 1.0)).powi(2)).min(KNOWN)
        } else if least > 0.0 {
            KNOWN
        } else {
            self.freedom
        };
        Self { error, freedom, ..self }
    }
}

/// The share that the parts have in the wholes, block by block, with its standard error; the mean
/// part of a block where each whole is 1. `None` with fewer than [`BATCHES`] blocks, or of nothing.
pub fn spread(blocks: &[(f64, f64)]) -> Option<Spread> {
    let whole: f64 = blocks.iter().map(|block| block.1).sum();
    if blocks.len() < BATCHES || whole <= 0.0 {
        return None;
    }
    let mean = blocks.iter().map(|block| block.0).sum::<f64>() / whole;
    let off: Vec<f64> = blocks.iter().map(|(part, of)| part - mean * of).collect();
    let longest = off.len() / BATCHES;
    let variances = (1..=longest).map(|length| variance(&off, length));
    let variance = variances.fold(0.0, f64::max);
    let freedom = LARGEST_OF_SEVERAL * float((off.len() / longest - 1) as u64);
    Some(Spread { mean, error: variance.sqrt() / whole, freedom })
}

/// The variance of the sum, from batches of so many blocks; what is left over joins the last.
fn variance(off: &[f64], length: usize) -> f64 {
    let count = off.len() / length;
    let sum = |at: usize| {
        let end = if at + 1 == count { off.len() } else { (at + 1) * length };
        off[at * length..end].iter().sum::<f64>()
    };
    let squares: f64 = (0..count).map(|at| sum(at).powi(2)).sum();
    let count = float(count as u64);
    squares * count / (count - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Option<Spread> {
        let blocks: Vec<(f64, f64)> = values.iter().map(|value| (*value, 1.0)).collect();
        spread(&blocks)
    }

    #[test]
    fn the_error_of_independent_blocks_is_that_of_their_mean() {
        // Deviations of ±1 in turn: joined they cancel, so the single blocks count.
        let values: Vec<f64> = (0..20).map(|at| if at % 2 == 0 { 9.0 } else { 11.0 }).collect();
        let spread = of(&values).unwrap();
        assert!((spread.mean - 10.0).abs() < 1e-12);
        assert!((spread.error - (20.0_f64 / 19.0 / 20.0).sqrt()).abs() < 1e-9, "{spread:?}");
        assert!((spread.freedom - 6.0).abs() < 1e-12);
    }

    #[test]
    fn a_slow_wave_makes_the_error_as_large_as_long_batches_show_it() {
        let wave: Vec<f64> = (0..20).map(|at| if at % 10 < 5 { 9.0 } else { 11.0 }).collect();
        let quick: Vec<f64> = (0..20).map(|at| if at % 2 == 0 { 9.0 } else { 11.0 }).collect();
        assert!(of(&wave).unwrap().error > 1.5 * of(&quick).unwrap().error);
    }

    #[test]
    fn a_share_weighs_its_blocks_by_their_size() {
        let spread = spread(&[(1.0, 10.0), (0.0, 0.0), (2.0, 20.0), (3.0, 30.0), (4.0, 40.0)]);
        let spread = spread.unwrap();
        assert!((spread.mean - 0.1).abs() < 1e-12 && spread.error < 1e-12, "{spread:?}");
    }

    #[test]
    fn an_error_that_is_known_in_part_is_surer_than_its_estimate() {
        let spread = Spread { mean: 0.1, error: 0.01, freedom: 6.0 };
        let even = spread.at_least(0.02);
        assert_eq!((even.error, even.freedom), (0.02, KNOWN));
        let doubled = spread.at_least(0.01 / 2.0_f64.sqrt());
        assert!((doubled.error - 0.01).abs() < 1e-12 && (doubled.freedom - 24.0).abs() < 1e-9);
        let loose = spread.at_least(1e-6);
        assert!((loose.freedom - 6.0).abs() < 1e-3, "{loose:?}");
        assert_eq!(spread.at_least(0.0), spread);
    }

    #[test]
    fn few_blocks_say_nothing() {
        assert_eq!(of(&[1.0; 4]), None);
        assert_eq!(spread(&[(0.0, 0.0); 9]), None);
    }
}
