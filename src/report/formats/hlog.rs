//! `load.hlog`: histograms of each second, as `HdrHistogram` logs them.

use std::time::SystemTime;

use super::super::load::Intervals;
use super::format::{Format, Rendering};

pub(super) const FORMAT: Format = Format {
    name: "hlog",
    about: "A histogram for each second and operation, as HdrHistogram logs them",
    file: Some("load.hlog"),
    load: Some(Rendering::AsItGoes(|out, _, _| Box::new(Intervals::new(out, SystemTime::now())))),
    ..Format::EMPTY
};
