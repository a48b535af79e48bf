//! Numbers: histograms, quantiles, rates, confidence bands, interval logs. The only user of
//! `hdrhistogram`.

pub mod band;
pub mod batches;
mod binomial;
mod difference;
mod encoding;
mod estimate;
mod histogram;
pub mod hlog;
pub mod holm;
pub mod interval;

pub mod paired;
mod quantile;
mod rank_scan;
pub mod rate;
pub mod student;

pub use difference::Difference;
pub use encoding::DecodeError;
pub use estimate::{Estimate, Lack, mean_unevenness};
pub use histogram::Histogram;
pub use quantile::{Quantile, QuantileError};
pub use rank_scan::{ChangePoint, LONGEST_SERIES, RankScan, SHORTEST_SIDE};
pub use rate::Rate;
