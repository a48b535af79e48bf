//! How many of n samples lie below a quantile: the binomial distribution, both tails of it.

use super::rate::float;

/// Up to this mean the distribution is summed exactly; above, the normal approximation with its
/// correction for continuity is off by less than one rank in a thousand.
const EXACT_MEAN: f64 = 500.0;

/// The standard normal quantile of 0.995.
const Z: f64 = 2.575_829_303_548_901;

/// What each tail of a two-sided 99% interval holds.
pub(super) const TAIL: f64 = 0.005;

/// The smallest numbers of successes, among `count` tries of probability `p` up to one half, that
/// are reached with a probability of more than `TAIL`, and of `1 - TAIL`.
pub(super) fn tails(count: u64, p: f64) -> (u64, u64) {
    let mean = float(count) * p;
    if mean > EXACT_MEAN {
        let deviation = (mean * (1.0 - p)).sqrt();
        let at = |z: f64| whole((mean + z * deviation - 0.5).ceil());
        return (at(-Z), at(Z).min(count));
    }
    let mut mass = (float(count) * (-p).ln_1p()).exp();
    let mut below = mass;
    let mut successes = 0_u64;
    let mut low = None;
    let odds = p / (1.0 - p);
    loop {
        if low.is_none() && below > TAIL {
            low = Some(successes);
        }
        if below >= 1.0 - TAIL || successes == count {
            return (low.unwrap_or(successes), successes);
        }
        mass *= odds * float(count - successes) / float(successes + 1);
        successes += 1;
        below += mass;
    }
}

/// A number that is whole already; 0 where it is negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rank of counted samples, not negative"
)]
pub(super) fn whole(number: f64) -> u64 {
    number.max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tails_of_a_small_distribution_are_those_of_the_tables() {
        // Bin(20, 0.5): P(X<=3) = 0.0013, P(X<=4) = 0.0059; P(X<=15) = 0.9941, P(X<=16) = 0.9987.
        assert_eq!(tails(20, 0.5), (4, 16));
        // Bin(10, 0.1): P(X<=0) = 0.3487; P(X<=3) = 0.9872, P(X<=4) = 0.9984.
        assert_eq!(tails(10, 0.1), (0, 4));
    }

    #[test]
    fn the_approximation_takes_over_without_a_jump() {
        let exact = tails(49_990, 0.01);
        let approximate = tails(50_010, 0.01);
        assert!(approximate.0.abs_diff(exact.0) <= 2, "{exact:?} {approximate:?}");
        assert!(approximate.1.abs_diff(exact.1) <= 2, "{exact:?} {approximate:?}");
    }
}
