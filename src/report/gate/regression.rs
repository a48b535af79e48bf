//! Whether figures got worse: since the baseline, over the nights, and beside another target.
//!
//! Each figure can be tested in three ways, and all tests of a night form one family: a target that did
//! not change is blamed in [`FALSE_ALARM`] of the nights, whatever the number of figures (Holm). Certain
//! is not enough: a change also has to be larger than what is tolerated.
//!
//! A run that looks worse than the baseline is a reason to measure again, not a finding: one run in
//! twenty is an outlier on a shared machine, three that agree are not.

use super::baseline::{Baseline, BaselineFigure};
use super::gate_report::{FigureRecord, FigureStanding, RatioRecord, TrendSince};
use super::history::History;
use crate::report::compare::{Band, Figure, ObservedFigure, Tolerance, observed};
use crate::report::load::LoadReport;
use crate::stats::batches::Spread;
use crate::stats::{Difference, Estimate, RankScan, holm, paired, student};

/// How often a night of an unchanged target may call any of its figures changed.
pub const FALSE_ALARM: f64 = 0.001;

/// Runs of a night that a change since the baseline takes.
pub const RUNS_NEEDED: usize = 3;

/// A run that is as unlikely as this by chance is measured again.
const DOUBT: f64 = 0.05;

/// What the limits of a band leave out, and the degrees of freedom they are taken to have.
const BAND: (f64, f64) = (0.01, 30.0);

/// The measures that are compared from night to night: few, as each makes all others less certain.
const MEASURES: [&str; 4] = ["service p50", "service p99", "errors", "presumed dead"];

/// The measure that a duet decides.
const TYPICAL: &str = "service p50";

/// A figure of a night, before it is compared.
#[derive(Clone, Debug)]
pub struct MeasuredFigure {
    /// The scenario.
    pub scenario: String,
    /// The stage; `None` for the whole run.
    pub stage: Option<String>,
    /// The operation; `None` for the fleet.
    pub operation: Option<String>,
    /// What was measured.
    pub measure: String,
    /// Its unit.
    pub unit: Figure,
    /// The SHA-256 of the load.
    pub load: String,
    /// Where it lies.
    pub band: Band,
    /// What a decision rests on, run by run; times on the scale of their logarithms.
    pub estimates: Vec<Estimate>,
    /// The standard deviation from run to run that is assumed, as a share of the figure.
    pub between_runs: f64,
    /// The mean log ratio of each round of a duet, the target to the other one.
    pub rounds: Vec<Spread>,
}

/// What the figures of a night are compared with.
#[derive(Clone, Copy, Debug)]
pub struct GateGround<'a> {
    /// The baseline, if there is one.
    pub baseline: Option<&'a Baseline>,
    /// The earlier nights.
    pub history: &'a History,
    /// The machine of this night.
    pub machine: &'a str,
    /// The moment of this night (RFC 3339).
    pub now: &'a str,
    /// Differences that are none.
    pub tolerance: Tolerance,
}

/// The figures of the runs of one scenario that are compared from night to night: those of stages in
/// which the number of workers does not change, and of the whole run. `rounds` has the duets by
/// stage and operation.
pub fn measured(
    scenario: &str,
    runs: &[&LoadReport],
    rounds: impl Fn(&str, &str) -> Vec<Spread>,
) -> Vec<MeasuredFigure> {
    let Some(first) = runs.first() else { return Vec::new() };
    let is_steady =
        |name: &String| first.stages.iter().any(|stage| stage.steady && stage.name == *name);
    let figures = observed(runs).into_iter().filter(|figure| {
        MEASURES.contains(&figure.measure.as_str()) && figure.stage.as_ref().is_none_or(is_steady)
    });
    let figures = figures.map(|figure| {
        let ObservedFigure { stage, operation, measure, unit, band, estimates, between_runs } =
            figure;
        let rounds = match (&stage, &operation) {
            (Some(stage), Some(operation)) if measure == TYPICAL => rounds(stage, operation),
            _ => Vec::new(),
        };
        let (scenario, load) = (scenario.to_owned(), first.fleet.hash.clone());
        MeasuredFigure {
            scenario,
            stage,
            operation,
            measure,
            unit,
            load,
            band,
            estimates,
            between_runs,
            rounds,
        }
    });
    figures.collect()
}

/// The tests of a figure, each with the probability of what it saw where nothing changed.
#[derive(Clone, Debug, Default)]
struct Tests {
    since_baseline: Option<f64>,
    trend: Option<(TrendSince, f64)>,
    duet: Option<(paired::Ratio, f64)>,
}

/// Decides every figure of a night.
pub fn judge_figures(figures: &[MeasuredFigure], ground: &GateGround<'_>) -> Vec<FigureRecord> {
    let mut scan = RankScan::default();
    let mut tests: Vec<Tests> =
        figures.iter().map(|figure| figure.tests(ground, &mut scan)).collect();
    let raw: Vec<f64> = tests.iter().flat_map(Tests::p_values).collect();
    let mut joint = holm::adjusted(&raw).into_iter();
    let records = figures.iter().zip(&mut tests).map(|(figure, tests)| {
        let first_look = tests.since_baseline;
        tests.adjust(&mut joint);
        figure.decided(tests, first_look, ground)
    });
    records.collect()
}

impl Tests {
    fn p_values(&self) -> Vec<f64> {
        let trend = self.trend.as_ref().map(|(_, p_value)| *p_value);
        let duet = self.duet.map(|(_, p_value)| p_value);
        [self.since_baseline, trend, duet].into_iter().flatten().collect()
    }

    /// Puts joint probabilities in the place of those of each test alone, in the order of
    /// [`Self::p_values`].
    fn adjust(&mut self, joint: &mut impl Iterator<Item = f64>) {
        let trend = self.trend.as_mut().map(|(trend, p_value)| (p_value, Some(&mut trend.p_joint)));
        let duet = self.duet.as_mut().map(|(_, p_value)| (p_value, None));
        let baseline = self.since_baseline.as_mut().map(|p_value| (p_value, None));
        for (p_value, copy) in [baseline, trend, duet].into_iter().flatten() {
            *p_value = joint.next().unwrap_or(1.0);
            if let Some(copy) = copy {
                *copy = *p_value;
            }
        }
    }
}

impl TrendSince {
    /// True where the change is certain.
    pub(super) fn is_clear(&self) -> bool {
        self.p_joint <= FALSE_ALARM
    }
}

impl MeasuredFigure {
    fn id(&self) -> String {
        let place = [Some(&self.scenario), self.stage.as_ref(), self.operation.as_ref()];
        let place: Vec<&str> = place.into_iter().flatten().map(String::as_str).collect();
        format!("{} {}", place.join("/"), self.measure)
    }

    fn tests(&self, ground: &GateGround<'_>, scan: &mut RankScan) -> Tests {
        let id = self.id();
        let known = ground.baseline.and_then(|known| known.figure(&id, &self.load, ground.machine));
        let since_baseline = known.and_then(|known| self.p_of_difference(known));
        let earlier = ground.history.series(&id, &self.load, ground.machine);
        let trend = self.trend(&earlier, ground.now, scan);
        let duet = paired::ratio(&self.rounds, BAND.0).map(|ratio| (ratio, ratio.p_value));
        Tests { since_baseline, trend, duet }
    }

    fn p_of_difference(&self, known: &BaselineFigure) -> Option<f64> {
        let before = [estimate(known.band(), known.unit)?];
        let largest =
            self.estimates.iter().chain(&before).map(|run| run.value().abs()).fold(0.0, f64::max);
        let between = match self.unit {
            Figure::Milliseconds => self.between_runs,
            Figure::Share | Figure::PerSecond => self.between_runs * largest,
        };
        Some(Difference::new(&before, &self.estimates, between).p_value())
    }

    fn trend(
        &self,
        earlier: &[(&str, f64)],
        now: &str,
        scan: &mut RankScan,
    ) -> Option<(TrendSince, f64)> {
        let nights = earlier.iter().copied().chain([(now, self.band.observed)]);
        let nights: Vec<(&str, f64)> = nights.collect();
        let values: Vec<f64> = nights.iter().map(|(_, value)| *value).collect();
        let change = scan.scan(&values)?;
        let (before, after) = values.split_at(change.at);
        let trend = TrendSince {
            nights: values.len(),
            since: nights.get(change.at)?.0.to_owned(),
            before: median(before)?,
            after: median(after)?,
            p_joint: change.p_value,
        };
        Some((trend, change.p_value))
    }

    fn decided(
        &self,
        tests: &Tests,
        first_look: Option<f64>,
        ground: &GateGround<'_>,
    ) -> FigureRecord {
        let id = self.id();
        let known = ground.baseline.and_then(|known| known.figure(&id, &self.load, ground.machine));
        let baseline = known.map(BaselineFigure::band);
        let of_baseline = baseline.zip(tests.since_baseline).map(|(was, p_joint)| {
            self.against_baseline(was, p_joint, first_look.unwrap_or(1.0), ground.tolerance)
        });
        let of_trend =
            tests.trend.as_ref().map(|(trend, _)| self.against_nights(trend, ground.tolerance));
        let of_duet =
            tests.duet.map(|(ratio, p_joint)| against_other(ratio, p_joint, ground.tolerance));
        // Two targets side by side share the night's noise: that decides where it was measured.
        let (standing, note) = of_duet.unwrap_or_else(|| {
            let found = [of_trend, of_baseline].into_iter().flatten();
            found
                .min_by_key(|(standing, _)| gravity(*standing))
                .unwrap_or((FigureStanding::First, None))
        });
        FigureRecord {
            scenario: self.scenario.clone(),
            stage: self.stage.clone(),
            operation: self.operation.clone(),
            measure: self.measure.clone(),
            unit: self.unit,
            load: self.load.clone(),
            runs: self.estimates.len(),
            measured: self.band,
            since_baseline: baseline
                .filter(|was| was.observed > 0.0)
                .map(|was| self.band.observed / was.observed - 1.0),
            baseline,
            trend: tests.trend.as_ref().map(|(trend, _)| trend.clone()),
            duet: tests.duet.map(|(ratio, p_joint)| RatioRecord {
                rounds: self.rounds.len(),
                value: ratio.value,
                low: ratio.low,
                high: ratio.high,
                p_joint,
            }),
            standing,
            note,
            id,
        }
    }

    fn against_baseline(
        &self,
        was: Band,
        p_joint: f64,
        p_alone: f64,
        tolerance: Tolerance,
    ) -> (FigureStanding, Option<String>) {
        if !self.is_beyond(was.observed, self.band.observed, tolerance) || p_alone > DOUBT {
            return (FigureStanding::Same, None);
        }
        let runs = self.estimates.len();
        if p_joint > FALSE_ALARM || runs < RUNS_NEEDED {
            let note =
                format!("{runs} of {RUNS_NEEDED} runs or more leave open whether it changed");
            return (FigureStanding::Undecided, Some(note));
        }
        (self.direction(was.observed, self.band.observed), None)
    }

    fn against_nights(
        &self,
        trend: &TrendSince,
        tolerance: Tolerance,
    ) -> (FigureStanding, Option<String>) {
        if !trend.is_clear() || !self.is_beyond(trend.before, trend.after, tolerance) {
            return (FigureStanding::Same, None);
        }
        (self.direction(trend.before, trend.after), Some(format!("since {}", trend.since)))
    }

    fn direction(&self, was: f64, is: f64) -> FigureStanding {
        if self.unit.is_worse(is - was) { FigureStanding::Worse } else { FigureStanding::Better }
    }

    fn is_beyond(&self, was: f64, is: f64, tolerance: Tolerance) -> bool {
        let least = if self.unit == Figure::Milliseconds { tolerance.least_ms } else { 0.0 };
        (is - was).abs() > least.max(was.abs() * tolerance.share)
    }
}

/// A ratio of two targets: worse or better beyond the tolerance, surely within it, or neither.
fn against_other(
    ratio: paired::Ratio,
    p_joint: f64,
    tolerance: Tolerance,
) -> (FigureStanding, Option<String>) {
    let (least, most) = (1.0 / (1.0 + tolerance.share), 1.0 + tolerance.share);
    let is_clear = p_joint <= FALSE_ALARM;
    if is_clear && ratio.value > most {
        (FigureStanding::Worse, None)
    } else if is_clear && ratio.value < least {
        (FigureStanding::Better, None)
    } else if ratio.high <= most {
        (FigureStanding::Same, None)
    } else {
        (FigureStanding::Undecided, Some("further rounds would decide it".to_owned()))
    }
}

/// The gravest first.
fn gravity(standing: FigureStanding) -> u8 {
    match standing {
        FigureStanding::Worse => 0,
        FigureStanding::Undecided => 1,
        FigureStanding::Better => 2,
        FigureStanding::Same => 3,
        FigureStanding::First => 4,
    }
}

/// The estimate behind a band; `None` of one without limits.
fn estimate(band: Band, unit: Figure) -> Option<Estimate> {
    let scale = |value: f64| match unit {
        Figure::Milliseconds => value.max(1e-3).ln(),
        Figure::Share | Figure::PerSecond => value,
    };
    let (alpha, freedom) = BAND;
    let width = scale(band.high?) - scale(band.low?);
    let error = (width / 2.0 / student::critical(alpha, freedom)).max(0.0);
    Some(Estimate::mean(Spread { mean: scale(band.observed), error, freedom }))
}

fn median(values: &[f64]) -> Option<f64> {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len().checked_sub(1)? / 2).copied()
}
