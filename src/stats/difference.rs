//! Whether a figure differs between two sides of one or several runs each.
//!
//! Two things make a figure vary. Within a run its [`Estimate`] says by how much. Between runs a
//! server settles anew after each restart, and a machine has other neighbours: no single run can show
//! that, and it is the larger part (Treadmill, ISCA 2016). So an amount is assumed, and what several
//! runs of a side show replaces it where it is larger. The interval of the difference combines the
//! limits of all runs, which need not be symmetric (Zou & Donner, Statistics in Medicine 27, 2008).

use super::estimate::Estimate;
use super::rate::float;
use super::student;

/// The degrees of freedom that the assumed variation from run to run counts for, as long as no runs
/// show another.
const ASSUMED_FREEDOM: f64 = 30.0;

/// Steps in which the level is found at which an interval ends at no difference.
const STEPS: u32 = 30;

/// The logarithm of the least probability that is distinguished.
const LEAST: f64 = -25.0;

/// The difference of a figure between two sides.
#[derive(Clone, Debug)]
pub struct Difference<'a> {
    before: &'a [Estimate],
    after: &'a [Estimate],
    /// The variance from run to run, and its degrees of freedom.
    between: f64,
    freedom: f64,
}

impl<'a> Difference<'a> {
    /// Between runs before and after, one each at the least; `assumed` is the standard deviation
    /// from run to run, on the scale of the estimates.
    pub fn new(before: &'a [Estimate], after: &'a [Estimate], assumed: f64) -> Self {
        let sides = [before, after];
        let runs = || sides.into_iter().flatten();
        let further: usize = sides.iter().map(|side| side.len().saturating_sub(1)).sum();
        let further = float(further as u64);
        let squares: f64 = sides
            .iter()
            .flat_map(|side| side.iter().map(|run| (run.value() - mean(side)).powi(2)))
            .sum();
        let within = runs().map(variance).sum::<f64>() / float(runs().count().max(1) as u64);
        let shown = if further > 0.0 { squares / further - within } else { 0.0 };
        let between = shown.max(assumed * assumed);
        let assumed_part = if between > 0.0 { assumed * assumed / between } else { 1.0 };
        let freedom = further + ASSUMED_FREEDOM * assumed_part.powi(2);
        Self { before, after, between, freedom }
    }

    /// After less before, on the scale of the estimates.
    pub fn value(&self) -> f64 {
        mean(self.after) - mean(self.before)
    }

    /// The interval of the difference at a confidence of `1 - alpha`; an end that is `None` is open.
    pub fn interval(&self, alpha: f64) -> (Option<f64>, Option<f64>) {
        let value = self.value();
        let t = student::critical(alpha, self.total_freedom());
        let between = self.between * t * t;
        let reach = |side: &[Estimate], is_low: bool| -> Option<f64> {
            let weight = 1.0 / float(side.len().max(1) as u64);
            let squares = side.iter().map(|run| {
                let (low, high) = run.limits(t);
                let end = if is_low { low } else { high };
                Some((end? - run.value()).powi(2))
            });
            let squares: f64 = squares.sum::<Option<f64>>()?;
            Some(squares * weight * weight + between * weight)
        };
        let both = |before: Option<f64>, after: Option<f64>| Some((before? + after?).sqrt());
        let down = both(reach(self.before, false), reach(self.after, true));
        let up = both(reach(self.before, true), reach(self.after, false));
        (down.map(|down| value - down), up.map(|up| value + up))
    }

    /// The degrees of freedom of the whole variance (Welch, Biometrika 34, 1947): the parts are
    /// estimated independently, so that their sum is surer than each of them.
    fn total_freedom(&self) -> f64 {
        let sides = [self.before, self.after];
        let parts = sides.into_iter().flat_map(|side| {
            let weight = 1.0 / float(side.len().max(1) as u64);
            let between = (self.between * weight, self.freedom);
            let runs = side.iter().map(move |run| (variance(run) * weight * weight, run.freedom()));
            runs.chain([between])
        });
        let (sum, squares) = parts.fold((0.0, 0.0), |(sum, squares), (part, freedom)| {
            (sum + part, squares + part * part / freedom)
        });
        if squares > 0.0 { sum * sum / squares } else { self.freedom }
    }

    /// The probability of a difference at least as large where there is none.
    pub fn p_value(&self) -> f64 {
        let is_apart = |p: f64| match self.interval(p) {
            (Some(low), _) if low > 0.0 => true,
            (_, Some(high)) => high < 0.0,
            _ => false,
        };
        let (mut low, mut high) = (LEAST, 0.0);
        for _ in 0..STEPS {
            let middle = f64::midpoint(low, high);
            if is_apart(middle.exp()) { high = middle } else { low = middle }
        }
        high.exp()
    }
}

fn mean(side: &[Estimate]) -> f64 {
    side.iter().map(Estimate::value).sum::<f64>() / float(side.len().max(1) as u64)
}

/// The variance within a run, from its limits a standard error away.
fn variance(run: &Estimate) -> f64 {
    let (low, high) = run.limits(1.0);
    let value = run.value();
    let ends = [low, high].into_iter().flatten();
    let widest = ends.map(|end| (end - value).abs()).fold(0.0, f64::max);
    widest * widest
}

#[cfg(test)]
mod tests {
    use super::super::batches::Spread;
    use super::*;

    fn of(mean: f64, error: f64) -> Estimate {
        Estimate::mean(Spread { mean, error, freedom: 1e6 })
    }

    #[test]
    fn two_runs_that_vary_within_themselves_alone_are_compared_by_their_errors() {
        let (before, after) = ([of(10.0, 0.3)], [of(11.0, 0.4)]);
        let difference = Difference::new(&before, &after, 0.0);
        assert!((difference.value() - 1.0).abs() < 1e-12);
        // Two standard errors of 0.5.
        assert!((difference.p_value() - 0.0455).abs() < 1e-3, "{}", difference.p_value());
        let (low, high) = difference.interval(0.01);
        assert!((low.unwrap() + 0.288).abs() < 1e-2 && (high.unwrap() - 2.288).abs() < 1e-2);
    }

    #[test]
    fn what_is_assumed_from_run_to_run_makes_a_difference_less_certain() {
        let (before, after) = ([of(10.0, 0.01)], [of(11.0, 0.01)]);
        assert!(Difference::new(&before, &after, 0.0).p_value() < 1e-9);
        let assumed = Difference::new(&before, &after, 0.5).p_value();
        assert!(assumed > 0.1, "{assumed}");
    }

    #[test]
    fn runs_that_differ_more_than_assumed_count_as_they_are() {
        let after = [of(12.0, 0.01)];
        let alike = [of(10.0, 0.01), of(10.1, 0.01), of(9.9, 0.01)];
        let apart = [of(10.0, 0.01), of(11.5, 0.01), of(8.5, 0.01)];
        let p_value = |before: &[Estimate]| Difference::new(before, &after, 0.1).p_value();
        assert!(p_value(&alike) < 1e-6, "{}", p_value(&alike));
        assert!(p_value(&apart) > 0.1, "{}", p_value(&apart));
    }

    #[test]
    fn more_runs_on_each_side_decide_what_one_leaves_open() {
        let side = |mean: f64, runs| vec![of(mean, 0.2); runs];
        let p_value = |runs| Difference::new(&side(10.0, runs), &side(11.0, runs), 0.4).p_value();
        assert!(p_value(1) > 0.05 && p_value(8) < 1e-3, "{} {}", p_value(1), p_value(8));
    }
}
