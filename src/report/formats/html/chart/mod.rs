//! Charts as SVG, drawn when the report is written: they are there without a script, print, and take
//! their colours from the page's style sheet.
//!
//! ```text
//! figures → Scale (figure → position, ticks) → Chart (plain data) → templates/chart.svg
//! ```

mod graph;
mod intervals;
mod scale;
mod spectrum;
mod timeline;

use std::fmt::Write as _;

use askama::Template;
use askama::filters::HtmlSafe;

pub(super) use graph::{Graph, graph};
pub(super) use intervals::{IntervalPair, interval_pair};
pub(super) use scale::Scale;
pub(super) use spectrum::{Curve, spectrum};
pub(super) use timeline::{Span, heatmap, timeline};

/// The size of a chart, in units of its own coordinates, and the margins that hold its labels.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 274.0;
const LEFT: f64 = 68.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 42.0;

/// How many ways of drawing a line the style sheet has; further lines begin anew.
const INKS: usize = 6;

/// A chart, ready to be drawn.
#[derive(Default, Template)]
#[template(path = "chart.svg", escape = "html")]
pub(super) struct Chart {
    /// What it shows, for those who cannot see it.
    pub(super) title: String,
    /// The axes' names.
    pub(super) x_name: String,
    pub(super) y_name: String,
    pub(super) x_ticks: Vec<Tick>,
    pub(super) y_ticks: Vec<Tick>,
    /// Stretches of the horizontal axis with a name.
    pub(super) bands: Vec<StageBand>,
    /// Filled rectangles, for a heatmap.
    pub(super) cells: Vec<Cell>,
    pub(super) lines: Vec<Line>,
    /// Limits that are drawn across the chart.
    pub(super) limits: Vec<Tick>,
    pub(super) dots: Vec<Dot>,
}

/// A place on an axis, with its label.
pub(super) struct Tick {
    at: f64,
    label: String,
}

/// A stretch of the horizontal axis.
pub(super) struct StageBand {
    x: f64,
    width: f64,
    name: String,
}

/// A rectangle of a heatmap.
pub(super) struct Cell {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    /// How much, from 0 to 1.
    share: f64,
    title: String,
}

/// A line with the name that the legend gives it.
pub(super) struct Line {
    ink: usize,
    name: String,
    path: String,
}

/// A single point.
pub(super) struct Dot {
    x: f64,
    y: f64,
    tone: &'static str,
    title: String,
}

// Everything in a chart went through the template's own escaping.
impl HtmlSafe for Chart {}

impl Chart {
    /// A chart with both axes, and nothing in it.
    pub(super) fn new(
        title: String,
        (x_name, x): (&str, &Scale),
        (y_name, y): (&str, &Scale),
    ) -> Self {
        let ticks = |scale: &Scale, place: fn(f64) -> f64| {
            let ticks = scale.ticks().into_iter();
            ticks.map(|(share, label)| Tick { at: place(share), label }).collect()
        };
        Self {
            title,
            x_name: x_name.to_owned(),
            y_name: y_name.to_owned(),
            x_ticks: ticks(x, across),
            y_ticks: ticks(y, up),
            ..Self::default()
        }
    }

    /// Adds a line through `points`, given as shares of both axes.
    pub(super) fn draw(&mut self, name: &str, points: impl Iterator<Item = (f64, f64)>) {
        let mut path = String::new();
        let mut last: Option<(f64, f64)> = None;
        for (x, y) in points.map(|(x, y)| (across(x), up(y))) {
            // Points nearer than half a unit are one to the eye, and would only make the file larger.
            let is_near =
                |(was_x, was_y): (f64, f64)| (x - was_x).abs() < 0.5 && (y - was_y).abs() < 0.5;
            if last.is_some_and(is_near) {
                continue;
            }
            let verb = if last.is_none() { 'M' } else { 'L' };
            let _ = write!(path, "{verb}{x:.1} {y:.1}");
            last = Some((x, y));
        }
        let ink = self.lines.len() % INKS;
        self.lines.push(Line { ink, name: name.to_owned(), path });
    }

    /// Draws a limit across the chart.
    pub(super) fn limit(&mut self, y: &Scale, value: f64, label: String) {
        self.limits.push(Tick { at: up(y.share(value)), label });
    }

    /// Adds a point.
    pub(super) fn dot(&mut self, (x, y): (f64, f64), tone: &'static str, title: String) {
        self.dots.push(Dot { x: across(x), y: up(y), tone, title });
    }

    fn width() -> f64 {
        WIDTH
    }

    fn height() -> f64 {
        HEIGHT
    }

    fn left() -> f64 {
        LEFT
    }

    fn right() -> f64 {
        WIDTH - RIGHT
    }

    fn top() -> f64 {
        TOP
    }

    fn bottom() -> f64 {
        HEIGHT - BOTTOM
    }
}

/// The horizontal place of a share of the axis.
fn across(share: f64) -> f64 {
    LEFT + share.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
}

/// The vertical place of a share of the axis, which begins below.
fn up(share: f64) -> f64 {
    HEIGHT - BOTTOM - share.clamp(0.0, 1.0) * (HEIGHT - TOP - BOTTOM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_elsewhere_is_text_in_the_chart() {
        let scale = Scale::linear(0.0, 1.0, |value| value.to_string());
        let hostile = "</svg><script>alert(1)</script>";
        let mut chart = Chart::new(hostile.to_owned(), (hostile, &scale), (hostile, &scale));
        chart.draw(hostile, [(0.0, 0.0), (1.0, 1.0)].into_iter());
        chart.limit(&scale, 0.5, hostile.to_owned());
        chart.dot((0.5, 0.5), "good", hostile.to_owned());
        let svg = chart.render().unwrap();
        assert!(!svg.contains("<script"), "{svg}");
        assert_eq!(svg.matches("</svg>").count(), 1, "{svg}");
    }

    #[test]
    fn a_line_keeps_its_ends_and_leaves_out_what_the_eye_cannot_see() {
        let scale = Scale::linear(0.0, 1.0, |value| value.to_string());
        let mut chart = Chart::new(String::new(), ("x", &scale), ("y", &scale));
        chart.draw("all", (0..=100_000_u32).map(|at| (f64::from(at) / 1e5, 0.5)));
        assert!(chart.lines[0].path.starts_with("M68.0 "), "{}", chart.lines[0].path);
        assert!(chart.lines[0].path.len() < 30_000, "{}", chart.lines[0].path.len());
    }
}
