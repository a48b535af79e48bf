//! Charts over the time of a run: lines, and the heatmap of durations.

use super::{Cell, Chart, Scale, StageBand, across, up};
use crate::report::load::LatencyGrid;
use crate::report::shared::{count, duration, time};
use crate::stats::rate::float;

/// A stretch of a run with a name.
pub(in crate::report::formats::html) struct Span {
    pub(in crate::report::formats::html) name: String,
    pub(in crate::report::formats::html) begin_ms: f64,
    pub(in crate::report::formats::html) end_ms: f64,
}

/// Moments of a run in milliseconds, each with a figure.
type Series = Vec<(f64, f64)>;

/// Lines over the time of a run; `None` where no line has two points.
pub(in crate::report::formats::html) fn timeline(
    title: String,
    (name, label): (&str, fn(f64) -> String),
    spans: &[Span],
    lines: &[(&str, Series)],
) -> Option<Chart> {
    let end = spans.last()?.end_ms;
    let points = || lines.iter().flat_map(|(_, points)| points);
    if points().count() < 2 {
        return None;
    }
    let x = Scale::linear(0.0, end, duration);
    let y = Scale::linear(0.0, points().map(|(_, value)| *value).fold(0.0, f64::max), label);
    let mut chart = Chart::new(title, ("time since the start", &x), (name, &y));
    chart.bands = bands(&x, spans);
    for (name, points) in lines.iter().filter(|(_, points)| !points.is_empty()) {
        let points = points.iter().map(|(at, value)| (x.share(*at), y.share(*value)));
        chart.draw(name, points);
    }
    Some(chart)
}

/// How many durations were how long, over the time of a run: a grid for each stage, with the length
/// of its parts. `None` where no stage kept one.
pub(in crate::report::formats::html) fn heatmap(
    title: String,
    spans: &[Span],
    grids: &[Option<(f64, &LatencyGrid)>],
) -> Option<Chart> {
    let limits = || grids.iter().flatten().flat_map(|(_, grid)| &grid.limits_ms);
    let low = limits().copied().filter(|limit| *limit > 0.0).fold(f64::MAX, f64::min);
    let high = limits().copied().fold(0.0, f64::max);
    let most = grids.iter().flatten().flat_map(|(_, grid)| grid.counts.iter().flatten()).max()?;
    let x = Scale::linear(0.0, spans.last()?.end_ms, duration);
    let y = Scale::logarithmic(low, high, time);
    let mut chart = Chart::new(title, ("time since the start", &x), ("service time", &y));
    chart.bands = bands(&x, spans);
    for (span, grid) in spans.iter().zip(grids) {
        let Some((length, grid)) = grid else { continue };
        let begin = (0_u32..).map(|part| span.begin_ms + f64::from(part) * length);
        for (begin, counts) in begin.zip(&grid.counts) {
            let column = (x.share(begin), x.share((begin + length).min(span.end_ms)));
            for (limits, count) in grid.limits_ms.windows(2).zip(counts) {
                chart.cells.extend(cell(column, limits, &y, *count, *most));
            }
        }
    }
    Some(chart)
}

/// A filled cell; none where nothing was counted. The ink is logarithmic in the count, so that a
/// single slow request is seen beside thousands of fast ones.
fn cell((from, to): (f64, f64), limits: &[f64], y: &Scale, number: u64, most: u64) -> Option<Cell> {
    let [lower, upper] = limits else { return None };
    let (bottom, top) = (up(y.share(*lower)), up(y.share(*upper)));
    (number > 0).then(|| Cell {
        x: across(from),
        y: top,
        width: across(to) - across(from),
        height: bottom - top,
        share: (0.15 + 0.85 * float(number).ln_1p() / float(most).ln_1p()).min(1.0),
        title: format!("{} of {} to {}", count(number, "request"), time(*lower), time(*upper)),
    })
}

fn bands(x: &Scale, spans: &[Span]) -> Vec<StageBand> {
    let bands = spans.iter().map(|span| {
        let (from, to) = (across(x.share(span.begin_ms)), across(x.share(span.end_ms)));
        StageBand { x: from, width: to - from, name: span.name.clone() }
    });
    bands.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans() -> Vec<Span> {
        let span = |name: &str, begin_ms, end_ms| Span { name: name.to_owned(), begin_ms, end_ms };
        vec![span("ramp", 0.0, 1_000.0), span("hold", 1_000.0, 3_000.0)]
    }

    #[test]
    fn a_heatmap_has_a_cell_for_each_bucket_that_holds_something() {
        let grid =
            LatencyGrid { limits_ms: vec![0.1, 1.0, 10.0], counts: vec![vec![1, 0], vec![0, 9]] };
        let chart = heatmap(String::new(), &spans(), &[None, Some((1_000.0, &grid))]).unwrap();
        let cells: Vec<(f64, &str)> =
            chart.cells.iter().map(|cell| (cell.share, cell.title.as_str())).collect();
        assert_eq!(cells.len(), 2);
        assert!(cells[0].0 < cells[1].0, "{cells:?}");
        assert_eq!(cells[0].1, "1 request of 100 µs to 1 ms");
        assert!(heatmap(String::new(), &spans(), &[None, None]).is_none());
    }

    #[test]
    fn a_timeline_names_the_stages() {
        let lines = [("ended", vec![(0.0, 1.0), (3_000.0, 5.0)])];
        let chart = timeline(String::new(), ("a second", |x| x.to_string()), &spans(), &lines);
        let chart = chart.unwrap();
        let names: Vec<&str> = chart.bands.iter().map(|band| band.name.as_str()).collect();
        assert_eq!((names, chart.lines.len()), (vec!["ramp", "hold"], 1));
    }
}
