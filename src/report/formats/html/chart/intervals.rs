//! Two intervals above each other on one scale: whether they part is seen at a glance.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Scale;
use crate::report::compare::Band;

/// The width of the picture, in its own coordinates.
const WIDTH: f64 = 120.0;

/// An interval with what was observed, as places on the picture.
struct Interval {
    low: f64,
    observed: f64,
    high: f64,
    y: f64,
    ink: usize,
}

/// The picture.
#[derive(Template)]
#[template(path = "intervals.svg", escape = "html")]
pub(in crate::report::formats::html) struct IntervalPair {
    intervals: Vec<Interval>,
    title: String,
}

impl HtmlSafe for IntervalPair {}

/// Both bands on one scale; `None` where one is not there.
pub(in crate::report::formats::html) fn interval_pair(
    before: Option<Band>,
    after: Option<Band>,
    title: String,
) -> Option<IntervalPair> {
    let bands = [before?, after?];
    let low = |band: &Band| band.low.unwrap_or(band.observed);
    let high = |band: &Band| band.high.unwrap_or(band.observed);
    let least = bands.iter().map(low).fold(f64::MAX, f64::min);
    let most = bands.iter().map(high).fold(f64::MIN, f64::max);
    let scale = Scale::linear(least, most, |_| String::new());
    let place = |value| 4.0 + scale.share(value) * (WIDTH - 8.0);
    let rows = bands.iter().zip([(6.0, 0), (16.0, 1)]);
    let intervals = rows.map(|(band, (y, ink))| Interval {
        low: place(low(band)),
        observed: place(band.observed),
        high: place(high(band)),
        y,
        ink,
    });
    Some(IntervalPair { intervals: intervals.collect(), title })
}
