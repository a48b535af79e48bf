//! `[capacity]` resolved: the search for the largest fleet.

use std::time::Duration;

use toml::Spanned;

use super::fleet::at_least_one;
use super::places::Places;
use super::values::Period;
use super::written::{CapacityWritten, Written};
use crate::load::{CapacityPlan, Overrides, Stage};

/// How long a search may take, in seconds, where the scenario does not say.
const LONGEST: u64 = 3_600;

pub(super) fn searched_stages(
    written: &Written,
    plan: &CapacityPlan,
    overrides: &Overrides,
    places: &mut Places<'_>,
) -> Vec<Stage> {
    if let Some(stage) = written.stage.first() {
        places
            .wrong(stage, "a search makes its own stages from `ramp` and `hold`; remove [[stage]]");
    }
    if written.slos.is_empty() && overrides.slos.is_empty() {
        let problem =
            "a search needs something to hold; add slos = [\"p99(worker_heartbeat)<250ms\"]";
        places.wrong_at_key("slos", problem);
    }
    plan.stages(plan.max)
}

pub(super) fn capacity(
    written: &CapacityWritten,
    overrides: &Overrides,
    places: &mut Places<'_>,
) -> CapacityPlan {
    let min = *written.min.get_ref();
    let max = overrides.workers.unwrap_or(*written.max.get_ref());
    if min == 0 {
        places.wrong(&written.min, "a fleet has at least one worker");
    }
    if min > max && overrides.workers.is_some() {
        places.wrong_flag("--workers", &format!("the search begins at {min}; give more"));
    } else if min > max {
        places.wrong(&written.max, &format!("less than `min`, which is {min}; make it larger"));
    }
    let time = |time: Option<&Spanned<Period>>, default: u64, places: &mut Places<'_>| {
        if let Some(zero) = time.filter(|time| time.get_ref().0.is_zero()) {
            places.wrong(zero, "a stage takes some time; write for instance \"30s\"");
        }
        time.map_or(Duration::from_secs(default), |time| time.get_ref().0)
    };
    CapacityPlan {
        min,
        max,
        precision: at_least_one(written.precision.as_ref(), (max / 50).max(1), places),
        ramp: overrides.ramp.unwrap_or_else(|| time(written.ramp.as_ref(), 10, places)),
        hold: overrides.duration.unwrap_or_else(|| time(written.hold.as_ref(), 60, places)),
        max_duration: time(written.max_duration.as_ref(), LONGEST, places),
    }
}
