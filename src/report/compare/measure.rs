//! One figure of one or several runs, with its noise, and what became of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::model::{Band, Figure, Shift};
use crate::report::traffic::milliseconds;
use crate::stats::rate::float;
use crate::stats::{self, Histogram, Quantile, band, interval};

/// Differences that are none, whatever the noise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tolerance {
    /// As a share of what was before.
    pub share: f64,
    /// Of a time, in milliseconds.
    pub least_ms: f64,
}

impl Default for Tolerance {
    /// A twentieth, and a millisecond: about what machine and generator vary by themselves.
    fn default() -> Self {
        Self { share: 0.05, least_ms: 1.0 }
    }
}

/// A figure of one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// What was observed.
    pub observed: f64,
    /// Where the truth lies; `None` with too few samples to say.
    pub band: Option<(f64, f64)>,
    /// In how many samples.
    pub samples: u64,
}

impl Seen {
    /// A quantile of durations, in milliseconds, with its noise by order statistics.
    pub fn quantile(histogram: &Histogram, quantile: Quantile) -> Option<Self> {
        let noise = stats::Band::of(histogram, quantile);
        Some(Self {
            observed: milliseconds(histogram.quantile(quantile)?),
            band: noise.map(|band| (milliseconds(band.low), milliseconds(band.high))),
            samples: histogram.len(),
        })
    }

    /// A share of events; `None` of nothing.
    pub fn share(part: u64, whole: u64) -> Option<Self> {
        let observed = stats::rate::share(part, whole)?;
        Some(Self { observed, band: interval::of_share(part, whole), samples: whole })
    }

    /// Events a second; `None` where no time passed.
    pub fn rate(count: u64, over: Duration) -> Option<Self> {
        let seconds = over.as_secs_f64();
        let band = interval::of_count(count).map(|(low, high)| (low / seconds, high / seconds));
        (seconds > 0.0).then(|| Self { observed: float(count) / seconds, band, samples: count })
    }

    /// The same figure of several runs: the band spans those of all, and so the variation from run
    /// to run. Where a run has none, only as many runs as speak for themselves make one.
    pub(super) fn together(runs: &[Option<Self>]) -> Option<Band> {
        let seen: Option<Vec<Self>> = runs.iter().copied().collect();
        let seen = seen.filter(|seen| !seen.is_empty())?;
        let mut observed: Vec<f64> = seen.iter().map(|seen| seen.observed).collect();
        observed.sort_by(f64::total_cmp);
        let bands: Vec<(f64, f64)> = seen.iter().filter_map(|seen| seen.band).collect();
        let speaks = bands.len() == seen.len() || seen.len() >= band::RUNS_NEEDED;
        let ends = |wanted: fn(f64, f64) -> f64, end: fn(&(f64, f64)) -> f64| {
            let all = bands.iter().map(end).chain(observed.iter().copied());
            all.reduce(wanted).filter(|_| speaks)
        };
        Some(Band {
            observed: *observed.get((observed.len() - 1) / 2)?,
            low: ends(f64::min, |band| band.0),
            high: ends(f64::max, |band| band.1),
            samples: seen.iter().map(|seen| seen.samples).sum(),
        })
    }
}

/// What became of a figure: it differs where the bands do not touch and the difference is larger
/// than what is tolerated.
pub(super) fn shift(
    unit: Figure,
    before: Option<Band>,
    after: Option<Band>,
    tolerance: Tolerance,
) -> Shift {
    let ends = |band: Option<Band>| band.and_then(|band| Some((band.low?, band.high?)));
    let (Some((low, high)), Some((low_after, high_after))) = (ends(before), ends(after)) else {
        return Shift::NotComparable;
    };
    let (was, is) = (before.map_or(0.0, |band| band.observed), after.map_or(0.0, |b| b.observed));
    let difference = (is - was).abs();
    let least = if unit == Figure::Milliseconds { tolerance.least_ms } else { 0.0 };
    if difference <= was.abs() * tolerance.share || difference <= least {
        return Shift::Same;
    }
    let (more, less) = (low_after > high, high_after < low);
    match (unit, more, less) {
        (Figure::PerSecond, true, _) | (Figure::Milliseconds | Figure::Share, _, true) => {
            Shift::Better
        }
        (Figure::PerSecond, _, true) | (Figure::Milliseconds | Figure::Share, true, _) => {
            Shift::Worse
        }
        _ => Shift::Same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(observed: f64, low: f64, high: f64) -> Seen {
        Seen { observed, band: Some((low, high)), samples: 100 }
    }

    fn of(before: &[Option<Seen>], after: Option<Seen>, unit: Figure) -> Shift {
        let (before, after) = (Seen::together(before), Seen::together(&[after]));
        shift(unit, before, after, Tolerance::default())
    }

    #[test]
    fn a_figure_differs_beyond_its_noise_and_what_is_tolerated() {
        let before = [Some(seen(10.0, 9.0, 11.0))];
        for (after, time) in [
            (Some(seen(12.0, 11.5, 12.5)), Shift::Worse),
            (Some(seen(12.0, 10.5, 13.5)), Shift::Same),
            (Some(seen(8.0, 7.5, 8.5)), Shift::Better),
            (None, Shift::NotComparable),
            (Some(Seen { observed: 99.0, band: None, samples: 3 }), Shift::NotComparable),
        ] {
            assert_eq!(of(&before, after, Figure::Milliseconds), time, "{after:?}");
        }
        let more = Some(seen(12.0, 11.5, 12.5));
        assert_eq!(of(&before, more, Figure::PerSecond), Shift::Better);
        // Half a millisecond is none, though the bands are apart.
        let tight = [Some(seen(0.4, 0.39, 0.41))];
        assert_eq!(of(&tight, Some(seen(0.9, 0.89, 0.91)), Figure::Milliseconds), Shift::Same);
        assert_eq!(of(&tight, Some(seen(0.9, 0.89, 0.91)), Figure::Share), Shift::Worse);
    }

    #[test]
    fn further_runs_widen_the_noise() {
        let after = Some(seen(12.0, 11.5, 12.5));
        let runs = [Some(seen(10.0, 9.0, 11.0)), Some(seen(11.4, 11.2, 11.6))];
        assert_eq!(of(&runs[..1], after, Figure::Milliseconds), Shift::Worse);
        assert_eq!(of(&runs, after, Figure::Milliseconds), Shift::Same);
    }

    #[test]
    fn runs_without_a_band_speak_from_five_on() {
        let bare = |observed| Some(Seen { observed, band: None, samples: 3 });
        let runs: Vec<_> = (10..15).map(f64::from).map(bare).collect();
        assert_eq!(Seen::together(&runs[..4]).unwrap().low, None);
        let five = Seen::together(&runs).unwrap();
        assert_eq!((five.low, five.observed, five.high), (Some(10.0), 12.0, Some(14.0)));
        assert_eq!(Seen::together(&[bare(1.0), None]), None);
    }
}
