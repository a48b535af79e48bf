//! Where the limit should be, by the work that an overloaded target still did.

use std::collections::BTreeMap;

use super::plan::{Precision, ProbeLength, part};
use super::votes::{VoteStanding, Votes};

/// Above this share of the work due, too little was lost to conclude anything from it.
const NOTHING_LOST: f64 = 0.98;

/// The first size is tried within this many times the precision around the estimate.
const NEAR: f64 = 2.5;

/// The fleet whose work the target can just do: at a size that is too large it answers as much as it
/// can, and a fleet that is small enough says how much work a worker makes. `None` where no probe
/// lost work.
pub(super) fn estimate(sizes: &BTreeMap<u32, Votes>) -> Option<u32> {
    let of = |wanted: VoteStanding| {
        (sizes.iter())
            .filter(move |(_, votes)| votes.standing(ProbeLength::Full) == wanted)
            .filter_map(|(workers, votes)| Some((*workers, votes.ok_per_second?)))
    };
    let (workers, welcome) = of(VoteStanding::Met).rfind(|(_, welcome)| *welcome > 0.0)?;
    let per_worker = welcome / f64::from(workers);
    of(VoteStanding::Missed).find_map(|(size, welcome)| {
        let share = welcome / (per_worker * f64::from(size));
        (share < NOTHING_LOST).then(|| part(size, share))
    })
}

/// The size to try next between one that is small enough and one that is too large, further apart
/// than `precision` wants.
pub(super) fn between(low: u32, high: u32, guess: Option<u32>, precision: Precision) -> u32 {
    let closing = high.saturating_sub(precision.gap_below(high)).max(low + 1);
    let Some(guess) = guess else {
        return middle(low, high);
    };
    let reach = f64::from(precision.gap_below(guess)) * NEAR;
    let is_near = |workers: u32| (f64::from(workers) - f64::from(guess)).abs() <= reach;
    if is_near(low) {
        // The guess was met, or nearly: a step beyond it should be too large.
        step_above(low, high, precision)
    } else if guess > low && guess < high {
        guess.min(closing)
    } else if is_near(high) {
        closing
    } else {
        middle(low, high)
    }
}

/// The largest size above `low` that is near enough to it.
fn step_above(low: u32, high: u32, precision: Precision) -> u32 {
    let step = match precision {
        Precision::Workers(workers) => workers.max(1),
        // A share of the larger one.
        Precision::Share(share) => part(low, share / (1.0 - share)).max(1),
    };
    low.saturating_add(step).min(high - 1)
}

/// Halfway between two sizes, by their ratio; `high` is larger by two at least.
fn middle(low: u32, high: u32) -> u32 {
    let root = u64::from(low.max(1)) * u64::from(high);
    let root = u32::try_from(root.isqrt()).unwrap_or(u32::MAX);
    root.clamp(low + 1, high - 1)
}
