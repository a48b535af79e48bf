//! The spectrum: every quantile of durations at once, the far tail as wide as the middle.

use super::{Chart, Scale};
use crate::report::shared::time;
use crate::stats::Histogram;
use crate::stats::rate::float;

/// Durations with the name of their line.
pub(in crate::report::formats::html) struct Curve {
    pub(in crate::report::formats::html) name: String,
    pub(in crate::report::formats::html) durations: Histogram,
}

/// The quantiles of each curve, on an axis of percentiles; `None` where nothing was observed.
///
/// A line is the inverse of the distribution function, exactly as the histogram has it: a step for
/// each bucket.
pub(in crate::report::formats::html) fn spectrum(
    title: String,
    curves: &[Curve],
    limit_ms: Option<(f64, &str)>,
) -> Option<Chart> {
    let filled: Vec<&Curve> = curves.iter().filter(|curve| !curve.durations.is_empty()).collect();
    let milliseconds = |duration: std::time::Duration| duration.as_secs_f64() * 1e3;
    let shortest = filled.iter().filter_map(|curve| curve.durations.min()).min()?;
    let longest = filled.iter().filter_map(|curve| curve.durations.max()).max()?;
    let samples = filled.iter().map(|curve| curve.durations.len()).max()?;
    let highest = limit_ms.map_or(0.0, |(limit, _)| limit).max(milliseconds(longest));
    let x = Scale::percentile(float(samples));
    let y = Scale::logarithmic(milliseconds(shortest), highest, time);
    let mut chart = Chart::new(title, ("percentile", &x), ("time", &y));
    for curve in filled {
        let all = float(curve.durations.len());
        let mut before = 0;
        let points = curve.durations.iter().flat_map(|(duration, count)| {
            let height = y.share(milliseconds(duration));
            let from = x.share(float(before) / all);
            before += count;
            let to = x.share(float(before) / all);
            [(from, height), (to, height)]
        });
        chart.draw(&curve.name, points);
    }
    if let Some((limit, label)) = limit_ms {
        chart.limit(&y, limit, format!("{label} {}", time(limit)));
    }
    Some(chart)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn curve(name: &str, milliseconds: &[u64]) -> Curve {
        let mut durations = Histogram::new();
        for duration in milliseconds {
            durations.record(Duration::from_millis(*duration));
        }
        Curve { name: name.to_owned(), durations }
    }

    #[test]
    fn each_curve_that_has_samples_is_drawn() {
        let curves = [curve("a", &[1, 2, 3]), curve("none", &[]), curve("b", &[1_000])];
        let chart = spectrum(String::new(), &curves, Some((10_000.0, "limit"))).unwrap();
        let names: Vec<&str> = chart.lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        assert!(chart.limits[0].label.contains("10 s"), "{}", chart.limits[0].label);
        assert!(spectrum(String::new(), &[curve("none", &[])], None).is_none());
    }

    #[test]
    fn a_step_lies_between_the_shares_before_and_with_its_bucket() {
        let chart = spectrum(String::new(), &[curve("a", &[1, 100])], None).unwrap();
        let x = Scale::percentile(2.0);
        let half = format!("{:.1}", super::super::across(x.share(0.5)));
        assert_eq!(chart.lines[0].path.matches(&half).count(), 2, "{}", chart.lines[0].path);
    }
}
