//! How sure a share and a rate are: their 99% confidence intervals.

use super::rate::float;

/// The standard normal quantile of 0.995.
const Z: f64 = 2.575_829_303_548_901;

/// Events without which neither has an interval: below, the approximations are coarse.
pub const EVENTS_NEEDED: u64 = 30;

/// Where the true share lies, of which `part` of `whole` was seen (the score interval of Wilson,
/// 1927: it holds at the ends too); `None` with a `whole` of fewer than [`EVENTS_NEEDED`].
pub fn of_share(part: u64, whole: u64) -> Option<(f64, f64)> {
    if whole < EVENTS_NEEDED {
        return None;
    }
    let (count, share) = (float(whole), float(part.min(whole)) / float(whole));
    let scale = 1.0 + Z * Z / count;
    let centre = (share + Z * Z / (2.0 * count)) / scale;
    let spread = (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt();
    let half = Z / scale * spread;
    Some(((centre - half).max(0.0), (centre + half).min(1.0)))
}

/// Where the true number of events lies, of which `count` were seen, as if each came by chance
/// (Poisson, by the square root transformation of Anscombe, 1948). Events of a schedule vary less.
/// `None` with fewer than [`EVENTS_NEEDED`].
pub fn of_count(count: u64) -> Option<(f64, f64)> {
    const SHIFT: f64 = 3.0 / 8.0;
    if count < EVENTS_NEEDED {
        return None;
    }
    let root = (float(count) + SHIFT).sqrt();
    let at = |root: f64| root * root - SHIFT;
    Some((at((root - Z / 2.0).max(SHIFT.sqrt())), at(root + Z / 2.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_those_of_the_formula_and_stay_within_their_ends() {
        // 50 of 100: 0.5 ± 2.5758 × 0.0484.
        let (low, high) = of_share(50, 100).unwrap();
        assert!((low - 0.3753).abs() < 5e-4 && (high - 0.6247).abs() < 5e-4, "{low} {high}");
        let (low, high) = of_share(0, 1_000_000).unwrap();
        assert!(low.abs() < 1e-12 && high < 7e-6, "{low} {high}");
        assert!(of_share(40, 40).unwrap().1 <= 1.0);
        assert_eq!(of_share(3, 29), None);
    }

    #[test]
    fn counts_vary_by_their_root() {
        let (low, high) = of_count(10_000).unwrap();
        assert!((low - 9_744.0).abs() < 2.0 && (high - 10_259.0).abs() < 2.0, "{low} {high}");
        assert_eq!(of_count(29), None);
    }
}
