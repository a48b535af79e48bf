//! The clock that moments are read from: its name, and what a reading costs.

use std::hint::black_box;
use std::time::{Duration, Instant};

use super::root::Root;
use crate::load::limits::ClockSource;

/// Batches that are timed; the quickest counts, since others may have been interrupted.
const BATCHES: u32 = 20;
const READINGS: u32 = 200;

/// The clock of this machine.
pub(super) fn clock_source(root: &Root) -> ClockSource {
    let folder = "/sys/devices/system/clocksource/clocksource0";
    let text = |name| root.text(format!("{folder}/{name}_clocksource")).unwrap_or_default();
    let available = text("available").split_whitespace().map(str::to_owned).collect();
    ClockSource { current: text("current").trim().to_owned(), available, reading: reading() }
}

/// What one reading costs; measured in well under a millisecond with a good clock.
fn reading() -> Duration {
    let batch = |_| {
        let start = Instant::now();
        for _ in 0..READINGS {
            black_box(Instant::now());
        }
        start.elapsed() / READINGS
    };
    (0..BATCHES).map(batch).min().unwrap_or_default()
}
