//! `[capacity]` resolved: the search for the largest fleet.

use std::time::Duration;

use toml::Spanned;

use super::values::{Count, Period};
use super::written::{CapacityWritten, Written};
use crate::input::InputReader;
use crate::load::{Attempt, CapacityPlan, Overrides, Precision, ProbeLength, ProbeTimes, Stage};

/// How near the result has to be where the scenario does not say, as a share of the fleet.
const PRECISION: f64 = 0.05;

/// How long the workers of a probe take to join, and hold, where the scenario does not say: a target
/// that is 5% too slow has its answers wait for 0.6 s at the end of 12 s.
const RAMP: Duration = Duration::from_secs(4);
const HOLD: Duration = Duration::from_secs(12);

/// A worker has to beat more than twice for a fleet to show what it does.
const HOLD_INTERVALS: f64 = 2.5;

/// A short probe holds for this part of a full one, and for this many intervals.
const SHORT_PART: u32 = 3;
const SHORT_INTERVALS: f64 = 1.5;

/// How long a search may take where the scenario does not say: so many full probes, and so long at
/// least.
const LONGEST_PROBES: u32 = 20;
const LONGEST: Duration = Duration::from_mins(3);

/// The stages of the largest probe that there may be.
pub(super) fn stages(
    written: &Written,
    plan: &CapacityPlan,
    overrides: &Overrides,
    reader: &mut InputReader<'_>,
) -> Vec<Stage> {
    if let Some(stage) = written.stage.first() {
        reader
            .wrong(stage, "a search makes its own stages from `ramp` and `hold`; remove [[stage]]");
    }
    if written.slos.is_empty() && overrides.slos.is_empty() {
        let problem =
            "a search needs something to hold; add slos = [\"p99(worker_heartbeat)<250ms\"]";
        reader.wrong_at_key("slos", problem);
    }
    plan.stages(Attempt { workers: plan.max, length: ProbeLength::Full })
}

/// The search, for workers that beat at this interval.
pub(super) fn plan(
    written: &CapacityWritten,
    interval: Duration,
    overrides: &Overrides,
    reader: &mut InputReader<'_>,
) -> CapacityPlan {
    let min = *written.min.get_ref();
    let max = overrides.workers.unwrap_or(*written.max.get_ref());
    if min == 0 {
        reader.wrong(&written.min, "a fleet has at least one worker");
    }
    if min > max && overrides.workers.is_some() {
        reader.wrong_flag("--workers", format!("the search begins at {min}; give more"));
    } else if min > max {
        reader.wrong(&written.max, format!("less than `min`, which is {min}; make it larger"));
    }
    let mut time = |time: Option<&Spanned<Period>>, default: Duration| {
        if let Some(zero) = time.filter(|time| time.get_ref().0.is_zero()) {
            reader.wrong(zero, "a stage takes some time; write for instance \"30s\"");
        }
        time.map_or(default, |time| time.get_ref().0)
    };
    // Those who join within an interval make no more requests than the same fleet that beats.
    let ramp = time(written.ramp.as_ref(), RAMP.max(interval));
    let hold = time(written.hold.as_ref(), HOLD.max(interval.mul_f64(HOLD_INTERVALS)));
    let full = ProbeTimes {
        ramp: overrides.ramp.unwrap_or(ramp),
        hold: overrides.duration.unwrap_or(hold),
    };
    let longest = full.total().saturating_mul(LONGEST_PROBES).max(LONGEST);
    let max_duration = time(written.max_duration.as_ref(), longest);
    CapacityPlan {
        min,
        max,
        precision: precision(written.precision.as_ref(), reader),
        full,
        short: short(full, interval),
        max_duration,
    }
}

/// A shorter probe of the same kind.
fn short(full: ProbeTimes, interval: Duration) -> ProbeTimes {
    ProbeTimes {
        ramp: (full.ramp / 2).max(interval).min(full.ramp),
        hold: (full.hold / SHORT_PART).max(interval.mul_f64(SHORT_INTERVALS)).min(full.hold),
    }
}

fn precision(written: Option<&Spanned<Count>>, reader: &mut InputReader<'_>) -> Precision {
    let Some(written) = written else {
        return Precision::Share(PRECISION);
    };
    match *written.get_ref() {
        Count::Workers(workers @ 1..) => Precision::Workers(workers),
        Count::Percent(percent) if percent > 0.0 && percent < 100.0 => {
            Precision::Share(percent / 100.0)
        }
        Count::Workers(_) | Count::Percent(_) => {
            reader.wrong(written, "write one worker or more, or a share above 0%, as \"5%\"");
            Precision::Share(PRECISION)
        }
    }
}
