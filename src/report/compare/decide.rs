//! One comparison, one decision: what became of each figure, with the false alarms counted jointly.
//!
//! Among all judged figures together, one is called worse or better by chance in at most
//! [`FALSE_ALARM`] of comparisons (Holm's correction). Certain is not enough: a difference also has to
//! be larger than what is tolerated, and both after what the generator may have added is taken off.

use super::comparison::{Band, ChangeRow, DifferenceInterval, Figure, Shift};
use super::excuse::Excuse;
use super::measure::{OpenReason, RunFigure, Tolerance};
use crate::stats::interval::EVENTS_NEEDED;
use crate::stats::{Difference, Estimate, holm, mean_unevenness};

/// How often a comparison of unchanged targets may call any of its figures changed.
pub(super) const FALSE_ALARM: f64 = 0.01;

/// A figure of both sides, before it is decided.
pub(super) struct Candidate {
    pub(super) row: ChangeRow,
    pub(super) before: Vec<RunFigure>,
    pub(super) after: Vec<RunFigure>,
    /// The standard deviation from run to run, as a share of the figure.
    pub(super) between_runs: f64,
    pub(super) excuse: Excuse,
    /// Why it would prove nothing were it better, or worse: the other side had less load.
    pub(super) lighter: Lighter,
}

/// A side that made fewer requests than scheduled: its figures prove no advantage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lighter {
    pub(super) before: bool,
    pub(super) after: bool,
}

/// A figure's test.
struct Tested {
    /// How likely so large a difference is by chance.
    raw: f64,
    /// The same once the excuse is taken off.
    excused: f64,
    interval: DifferenceInterval,
}

/// Decides every figure; also says how many shared the joint rate of false alarms.
pub(super) fn decide(candidates: Vec<Candidate>, tolerance: Tolerance) -> (Vec<ChangeRow>, usize) {
    let tested: Vec<Option<Tested>> = candidates.iter().map(Candidate::test).collect();
    let family = |p_value: fn(&Tested) -> f64| {
        let p_values: Vec<f64> = tested.iter().flatten().map(p_value).collect();
        holm::adjusted(&p_values)
    };
    let (raw, excused) = (family(|tested| tested.raw), family(|tested| tested.excused));
    let compared = raw.len();
    let mut joint = raw.into_iter().zip(excused);
    let rows = candidates.into_iter().zip(tested).map(|(candidate, tested)| {
        let joint = tested.as_ref().and_then(|_| joint.next());
        candidate.decided(tested, joint, tolerance)
    });
    (rows.collect(), compared)
}

impl Candidate {
    /// `None` where nothing can be tested: it is not judged, one side says too little, or no event
    /// happened on either side.
    fn test(&self) -> Option<Tested> {
        let (before, after) = (estimates(&self.before).ok()?, estimates(&self.after).ok()?);
        let unevenness = mean_unevenness(before.iter().chain(&after));
        let as_uneven = |side: Vec<Estimate>| -> Vec<Estimate> {
            side.into_iter().map(|run| run.at_least_as_uneven(unevenness)).collect()
        };
        let (before, after) = (as_uneven(before), as_uneven(after));
        if !self.row.judged || before.is_empty() || after.is_empty() || self.is_nothing() {
            return None;
        }
        let between = self.between(&before, &after);
        let difference = Difference::new(&before, &after, between);
        let is_worse = self.row.unit.is_worse(difference.value());
        let amount = if is_worse { self.excuse.of_worse } else { self.excuse.of_better };
        let longer = if is_worse { &after } else { &before };
        let excused = self.without(longer, amount);
        let (before_left, after_left) =
            if is_worse { (&before, &excused) } else { (&excused, &after) };
        let left = Difference::new(before_left, after_left, between);
        let is_left = left.value() * difference.value() > 0.0;
        Some(Tested {
            raw: difference.p_value(),
            excused: if is_left { left.p_value() } else { 1.0 },
            interval: self.interval(&difference),
        })
    }

    /// True where no event happened on either side: there is nothing to differ.
    fn is_nothing(&self) -> bool {
        let all = || self.before.iter().chain(&self.after);
        self.row.unit == Figure::Share && all().all(|seen| seen.observed <= 0.0)
    }

    /// The variation from run to run on the scale of the estimates: times are on that of logarithms.
    fn between(&self, before: &[Estimate], after: &[Estimate]) -> f64 {
        if self.row.unit == Figure::Milliseconds {
            return self.between_runs;
        }
        let values = || before.iter().chain(after).map(Estimate::value);
        let largest = values().map(f64::abs).fold(0.0, f64::max);
        self.between_runs * largest
    }

    /// Estimates without what the generator may have added to them.
    fn without(&self, side: &[Estimate], amount: f64) -> Vec<Estimate> {
        let added = match self.row.unit {
            Figure::Milliseconds | Figure::Share => amount,
            Figure::PerSecond => -amount,
        };
        side.iter().map(|estimate| estimate.clone().less(added)).collect()
    }

    /// The difference in the unit of the figure, at 99% for this figure alone.
    fn interval(&self, difference: &Difference<'_>) -> DifferenceInterval {
        let (low, high) = difference.interval(FALSE_ALARM);
        let was = self.row.before.map_or(0.0, |band| band.observed);
        let in_unit = |end: f64| match self.row.unit {
            Figure::Milliseconds => was * end.exp_m1(),
            Figure::Share | Figure::PerSecond => end,
        };
        DifferenceInterval { low: low.map(in_unit), high: high.map(in_unit) }
    }

    fn decided(
        mut self,
        tested: Option<Tested>,
        joint: Option<(f64, f64)>,
        tolerance: Tolerance,
    ) -> ChangeRow {
        let (shift, open) = match (&tested, joint) {
            (Some(tested), Some(joint)) => self.shift(tested, joint, tolerance),
            _ => self.untested(),
        };
        self.row.shift = shift;
        self.row.difference = tested.map(|tested| tested.interval);
        self.row.p_joint = joint.map(|(_, excused)| excused);
        if let Some(OpenReason { reason, remedy }) = open {
            (self.row.reason, self.row.remedy) = (Some(reason), Some(remedy));
        }
        self.row
    }

    fn untested(&self) -> (Shift, Option<OpenReason>) {
        if !self.row.judged {
            return (Shift::NotJudged, None);
        }
        if self.before.is_empty() || self.after.is_empty() {
            let why = OpenReason::new(
                "one side has no such figure",
                "compare runs that were not cut short",
            );
            return (Shift::NotComparable, Some(why));
        }
        let samples = || self.before.iter().chain(&self.after).map(|seen| seen.samples);
        if self.is_nothing() && samples().all(|samples| samples >= EVENTS_NEEDED) {
            return (Shift::Same, None);
        }
        match estimates(&self.before).and_then(|_| estimates(&self.after)) {
            Err(open) => (Shift::Undecided, Some(open)),
            Ok(_) => (Shift::Same, None),
        }
    }

    fn shift(
        &self,
        tested: &Tested,
        (raw, excused): (f64, f64),
        tolerance: Tolerance,
    ) -> (Shift, Option<OpenReason>) {
        let seen = |band: Option<Band>| band.map_or(0.0, |band| band.observed);
        let (was, is) = (seen(self.row.before), seen(self.row.after));
        let least = if self.row.unit == Figure::Milliseconds { tolerance.least_ms } else { 0.0 };
        let tolerated = least.max(was.abs() * tolerance.share);
        let is_worse = self.row.unit.is_worse(is - was);
        let amount = if is_worse { self.excuse.of_worse } else { self.excuse.of_better };
        let difference = (is - was).abs();
        if difference - amount > tolerated && excused <= FALSE_ALARM {
            return match (is_worse, self.lighter) {
                (true, Lighter { before: true, .. }) | (false, Lighter { after: true, .. }) => {
                    (Shift::Undecided, Some(lighter()))
                }
                (true, _) => (Shift::Worse, None),
                (false, _) => (Shift::Better, None),
            };
        }
        let either = self.excuse.of_worse.max(self.excuse.of_better);
        let is_excused = difference - amount <= tolerated || raw <= FALSE_ALARM;
        if either > tolerated && is_excused {
            return (Shift::Undecided, Some(self.late(either)));
        }
        let bound = tolerated.max(self.row.unit.equal_within());
        let is_within = |end: Option<f64>| end.is_some_and(|end| end.abs() <= bound);
        if is_within(tested.interval.low) && is_within(tested.interval.high) {
            return (Shift::Same, None);
        }
        let remedy = "give further runs with --baseline and --candidate, or longer ones";
        (
            Shift::Undecided,
            Some(OpenReason::new("the noise hides a change larger than tolerated", remedy)),
        )
    }

    fn late(&self, amount: f64) -> OpenReason {
        let reason = match self.row.unit {
            Figure::Milliseconds => {
                format!("the generator was later by {amount:.1} ms, which may explain it")
            }
            Figure::PerSecond => {
                format!(
                    "the generator owes {amount:.1} requests a second more, which may explain it"
                )
            }
            Figure::Share => {
                "the generator's own machine refused connections, which may explain it".to_owned()
            }
        };
        OpenReason::new(
            reason,
            "run again with more cores for the generator, or with fewer workers",
        )
    }
}

fn lighter() -> OpenReason {
    OpenReason::new(
        "the side that looks better made fewer requests than scheduled",
        "run it again with more cores for the generator, or with fewer workers",
    )
}

fn estimates(side: &[RunFigure]) -> Result<Vec<Estimate>, OpenReason> {
    side.iter().map(|seen| seen.estimate.clone()).collect()
}
