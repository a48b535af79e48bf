//! A quantile as people write it (p50, p99.9, max), exact to a millionth.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// One in a million: the finest step between two quantiles.
const WHOLE_PPM: u32 = 1_000_000;

/// A percent in millionths.
const PERCENT_PPM: u32 = 10_000;

/// Digits behind the point that a millionth leaves to a percentage.
const DECIMALS: usize = 4;

/// A quantile above 0 and up to 1, kept in millionths: 0.999 as a binary fraction is a little more
/// than 999 in 1,000, which is one rank too high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantile {
    ppm: u32,
}

/// Why a text is no quantile.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QuantileError {
    /// It does not look like one.
    #[error("`{0}` is no quantile: write p50, p99, p99.9 or max")]
    Form(String),
    /// It is outside of p0 to p100.
    #[error("`{written}` is beyond p100: write {meant}")]
    Beyond {
        /// What was written.
        written: String,
        /// What was meant, most likely.
        meant: String,
    },
    /// No sample is below all samples.
    #[error("p0 says nothing: write p1 or above")]
    Zero,
}

impl Quantile {
    /// The median.
    pub const P50: Self = Self { ppm: 500_000 };
    /// Nine of ten.
    pub const P90: Self = Self { ppm: 900_000 };
    /// 19 of 20.
    pub const P95: Self = Self { ppm: 950_000 };
    /// 99 of 100.
    pub const P99: Self = Self { ppm: 990_000 };
    /// 999 of 1,000.
    pub const P999: Self = Self { ppm: 999_000 };
    /// 9,999 of 10,000.
    pub const P9999: Self = Self { ppm: 999_900 };
    /// The largest of all.
    pub const MAX: Self = Self { ppm: WHOLE_PPM };

    /// The columns of every quantile table.
    pub const TABLE: [Self; 7] =
        [Self::P50, Self::P90, Self::P95, Self::P99, Self::P999, Self::P9999, Self::MAX];

    /// The quantile as a share: p99 is 0.99.
    pub fn share(self) -> f64 {
        f64::from(self.ppm) / f64::from(WHOLE_PPM)
    }

    /// The place of this quantile among `count` samples in order of size, the smallest being 1:
    /// the nearest rank, `ceil(share × count)`.
    pub fn rank(self, count: u64) -> u64 {
        let rank = (u128::from(self.ppm) * u128::from(count)).div_ceil(u128::from(WHOLE_PPM));
        u64::try_from(rank).unwrap_or(count).clamp(1, count.max(1))
    }

    /// Samples needed before this quantile is another sample than the largest: 100 for p99.
    pub fn samples_to_resolve(self) -> u64 {
        u64::from(WHOLE_PPM / (WHOLE_PPM - self.ppm).max(1))
    }
}

impl From<f64> for Quantile {
    /// A share of 0 to 1, to the nearest millionth; what lies outside counts as the nearest there is.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 1..=1,000,000 before"
    )]
    fn from(share: f64) -> Self {
        let whole = f64::from(WHOLE_PPM);
        let ppm = (share * whole).round().clamp(1.0, whole) as u32;
        Self { ppm }
    }
}

impl FromStr for Quantile {
    type Err = QuantileError;

    fn from_str(text: &str) -> Result<Self, QuantileError> {
        if text == "max" {
            return Ok(Self::MAX);
        }
        let form = || QuantileError::Form(text.to_owned());
        let digits = text.strip_prefix('p').ok_or_else(form)?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) || whole.len() > 6 || fraction.len() > DECIMALS
        {
            return Err(form());
        }
        let percent: u32 = whole.parse().map_err(|_| form())?;
        let parts: u32 = format!("{fraction:0<DECIMALS$}").parse().map_err(|_| form())?;
        match percent.saturating_mul(PERCENT_PPM).saturating_add(parts) {
            0 => Err(QuantileError::Zero),
            ppm if ppm <= WHOLE_PPM => Ok(Self { ppm }),
            _ => Err(beyond(text, whole)),
        }
    }
}

/// `p999` is p99.9 in the speech of many.
fn beyond(text: &str, whole: &str) -> QuantileError {
    let meant = match whole.strip_prefix("99") {
        Some(rest) if !rest.is_empty() && rest.len() <= DECIMALS => format!("p99.{rest}"),
        _ => "max".to_owned(),
    };
    QuantileError::Beyond { written: text.to_owned(), meant }
}

impl fmt::Display for Quantile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::MAX {
            return f.write_str("max");
        }
        let (percent, parts) = (self.ppm / PERCENT_PPM, self.ppm % PERCENT_PPM);
        write!(f, "p{percent}")?;
        if parts == 0 {
            return Ok(());
        }
        let parts = format!("{parts:0>DECIMALS$}");
        write!(f, ".{}", parts.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_written_as_it_is_read() {
        for text in ["p1", "p50", "p99", "p99.9", "p99.99", "p99.9999", "p0.5"] {
            let quantile: Quantile = text.parse().unwrap();
            assert_eq!(quantile.to_string(), text);
        }
        assert_eq!("p100".parse(), Ok(Quantile::MAX));
        assert_eq!("p99.90".parse(), Ok(Quantile::P999));
        assert_eq!(Quantile::from(0.999), Quantile::P999);
        assert_eq!(Quantile::from(7.0), Quantile::MAX);
    }

    #[test]
    fn a_rank_is_exact_where_binary_fractions_are_not() {
        assert_eq!(Quantile::P999.rank(1_000), 999);
        assert_eq!(Quantile::P99.rank(100), 99);
        assert_eq!(Quantile::P99.rank(101), 100);
        assert_eq!(Quantile::P50.rank(1), 1);
        assert_eq!(Quantile::MAX.rank(u64::MAX), u64::MAX);
    }

    #[test]
    fn what_is_no_quantile_is_refused_with_what_was_meant() {
        let describe = |text: &str| text.parse::<Quantile>().unwrap_err().to_string();
        assert_eq!(describe("p999"), "`p999` is beyond p100: write p99.9");
        assert_eq!(describe("p101"), "`p101` is beyond p100: write max");
        assert_eq!(describe("p0"), "p0 says nothing: write p1 or above");
        for text in ["", "p", "99", "p99.", "p9_9", "p-1", "p99.99999", "P99"] {
            assert!(describe(text).contains("is no quantile"), "{text}");
        }
    }

    #[test]
    fn a_quantile_beyond_the_samples_is_their_largest() {
        assert_eq!(Quantile::P99.samples_to_resolve(), 100);
        assert_eq!(Quantile::P999.samples_to_resolve(), 1_000);
        assert_eq!(Quantile::P50.samples_to_resolve(), 2);
    }
}
