//! Numbers: histograms, quantiles, rates, confidence bands, interval logs. The only user of
//! `hdrhistogram`.

pub mod band;
mod binomial;
mod encoding;
mod histogram;
pub mod hlog;
pub mod interval;

mod quantile;
pub mod rate;

pub use band::{Band, Change, Shift};
pub use encoding::DecodeError;
pub use histogram::Histogram;
pub use quantile::{Quantile, QuantileError};
pub use rate::Rate;
