//! Scales: from a figure to its place on an axis, and the figures that the axis names.

/// About how many figures an axis names.
const TICKS: f64 = 6.0;

/// An axis.
pub(in crate::report::formats::html) struct Scale {
    kind: Kind,
    low: f64,
    high: f64,
    label: fn(f64) -> String,
}

enum Kind {
    Linear,
    /// Equal factors are equally far apart; the limits are powers of ten.
    Logarithmic,
    /// Nines are equally far apart: 0, 90%, 99%, 99.9% (G. Tene's `HdrHistogram` plots).
    Percentile,
}

impl Scale {
    /// An axis from `low` to `high`.
    pub(in crate::report::formats::html) fn linear(
        low: f64,
        high: f64,
        label: fn(f64) -> String,
    ) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        Self { kind: Kind::Linear, low, high, label }
    }

    /// An axis over the decades that hold `low` to `high`.
    pub(in crate::report::formats::html) fn logarithmic(
        low: f64,
        high: f64,
        label: fn(f64) -> String,
    ) -> Self {
        let low = low.max(1e-3).log10().floor();
        let high = high.max(1e-3).log10().ceil().max(low + 1.0);
        Self { kind: Kind::Logarithmic, low, high, label }
    }

    /// An axis over the percentiles that so many samples can tell apart.
    pub(super) fn percentile(samples: f64) -> Self {
        let high = samples.max(10.0).log10();
        Self { kind: Kind::Percentile, low: 0.0, high, label: percentile }
    }

    /// Where on the axis a figure is: 0 at its beginning, 1 at its end.
    pub(in crate::report::formats::html) fn share(&self, value: f64) -> f64 {
        let at = match self.kind {
            Kind::Linear => value,
            Kind::Logarithmic => value.max(1e-3).log10(),
            Kind::Percentile => -(1.0 - value).max(1e-12).log10(),
        };
        let share = (at - self.low) / (self.high - self.low);
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// The figures that the axis names, each with its place.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let values: Vec<f64> = match self.kind {
            Kind::Linear => {
                let step = step((self.high - self.low) / TICKS);
                let first = (self.low / step).ceil();
                counted(first, self.high / step).map(|at| at * step).collect()
            }
            Kind::Logarithmic => {
                counted(self.low, self.high).map(|power| 10_f64.powf(power)).collect()
            }
            Kind::Percentile => {
                let nines = counted(0.0, self.high).map(|nines| 1.0 - 10_f64.powf(-nines));
                let mut values: Vec<f64> = nines.collect();
                values.insert(1, 0.5);
                values
            }
        };
        values.into_iter().map(|value| (self.share(value), (self.label)(value))).collect()
    }
}

/// The whole numbers from `first` to `last`; few, whatever they are.
fn counted(first: f64, last: f64) -> impl Iterator<Item = f64> {
    (0_u32..20).map(move |at| first + f64::from(at)).take_while(move |at| *at <= last + 1e-9)
}

/// The round number not below `least`: 1, 2 or 5 times a power of ten.
fn step(least: f64) -> f64 {
    let power = 10_f64.powf(least.max(1e-9).log10().floor());
    [1.0, 2.0, 5.0]
        .map(|round| round * power)
        .into_iter()
        .find(|step| *step >= least * 0.999)
        .unwrap_or(power * 10.0)
}

/// A share as the percentile it is, with as many nines as it has.
fn percentile(share: f64) -> String {
    let text = format!("{:.6}", share * 100.0);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: &Scale) -> Vec<String> {
        scale.ticks().into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn a_linear_axis_names_round_numbers() {
        let scale = Scale::linear(0.0, 93.0, |value| value.to_string());
        assert_eq!(labels(&scale), ["0", "20", "40", "60", "80"]);
        let scale = Scale::linear(0.0, 0.0, |value| value.to_string());
        assert_eq!(labels(&scale).len(), 6, "an axis without extent has one");
    }

    #[test]
    fn a_logarithmic_axis_names_decades() {
        let scale = Scale::logarithmic(0.3, 250.0, |value| value.to_string());
        assert_eq!(labels(&scale), ["0.1", "1", "10", "100", "1000"]);
        assert!((scale.share(10.0) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn an_axis_of_percentiles_spreads_the_nines_as_far_as_the_samples_reach() {
        let scale = Scale::percentile(10_000.0);
        assert_eq!(labels(&scale), ["0%", "50%", "90%", "99%", "99.9%", "99.99%"]);
        assert!((scale.share(0.99) - 0.5).abs() < 1e-9);
        assert!((scale.share(1.0) - 1.0).abs() < 1e-9, "the longest is at the end");
    }

    #[test]
    fn no_figure_is_placed_outside_of_its_axis() {
        for scale in [
            Scale::linear(0.0, 1.0, percentile),
            Scale::logarithmic(1.0, 10.0, percentile),
            Scale::percentile(100.0),
        ] {
            for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0, 1e300] {
                assert!((0.0..=1.0).contains(&scale.share(value)), "{value}");
            }
        }
    }
}
