//! The generator under observation: what it spends while the run goes, and while the fleet holds still.

use crate::load::{Cost, Descriptors, LoadSummary};
use crate::run::machine::{self, Counters, Spent};
use crate::stats::rate::float;

/// What a part of the run took.
#[derive(Debug, Default)]
struct Usage {
    spent: Spent,
    sent: u64,
}

/// Readings of the generator's counters, one for each tick.
pub(super) struct SelfMonitor {
    cores: f64,
    /// Resident before there were workers, in bytes.
    base_bytes: Option<u64>,
    last: Counters,
    last_sent: u64,
    was_steady: bool,
    whole: Usage,
    steady: Usage,
    peak_descriptors: u64,
    peak_bytes: Option<u64>,
}

impl SelfMonitor {
    /// The first reading; to be taken before the fleet is made.
    pub(super) fn new() -> Self {
        let last = Counters::read();
        let parallelism = || std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            cores: machine::usable_cores().unwrap_or_else(|| float(parallelism() as u64)),
            base_bytes: last.resident_bytes,
            peak_bytes: last.resident_bytes,
            last,
            last_sent: 0,
            was_steady: false,
            whole: Usage::default(),
            steady: Usage::default(),
            peak_descriptors: 0,
        }
    }

    /// Begins the run: what the preparation took is not counted.
    pub(super) fn begin(&mut self) {
        self.last = Counters::read();
    }

    /// Reads the counters when `sent` requests are out and the fleet holds still, or does not; says
    /// the share of its processors that the generator took since the reading before.
    pub(super) fn beat(&mut self, sent: u64, is_steady: bool) -> Option<f64> {
        let now = Counters::read();
        let spent = now.since(&self.last);
        let usage = Usage { spent, sent: sent.saturating_sub(self.last_sent) };
        // A second in which the stage changed belongs to neither.
        if is_steady && self.was_steady {
            self.steady.add(&usage);
        }
        self.whole.add(&usage);
        self.peak_descriptors = self.peak_descriptors.max(now.open_descriptors.unwrap_or(0));
        self.peak_bytes = self.peak_bytes.max(now.resident_bytes);
        (self.last, self.last_sent, self.was_steady) = (now, sent, is_steady);
        spent.cpu_share(self.cores)
    }

    /// Fills in how the generator fared and what the run cost: over the stages that hold their
    /// workers, where there are any.
    pub(super) fn conclude(&self, summary: &mut LoadSummary, workers: u32) {
        let Self { cores, steady, whole, .. } = self;
        let judged = if steady.sent > 0 { steady } else { whole };
        let health = &mut summary.health;
        health.cpu_share = judged.spent.cpu_share(*cores);
        health.run_queue_share = judged.spent.run_queue_share(*cores);
        health.throttled_share = judged.spent.throttled_share();
        health.descriptors = machine::raise_descriptor_limit()
            .map(|limit| Descriptors { peak: self.peak_descriptors, limit });
        let taken = |peak: u64| peak.saturating_sub(self.base_bytes.unwrap_or_default());
        summary.cost = Cost {
            // Seconds for one request are a billion times the microseconds for a thousand.
            cpu_us_per_1000_beats: (judged.spent.cpu.filter(|_| judged.sent > 0))
                .map(|cpu| cpu.as_secs_f64() * 1e9 / float(judged.sent)),
            kb_per_worker: self
                .peak_bytes
                .map(|peak| float(taken(peak)) / 1e3 / f64::from(workers.max(1))),
        };
    }
}

impl Usage {
    fn add(&mut self, other: &Self) {
        self.spent.add(&other.spent);
        self.sent += other.sent;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn usage(cpu_ms: u64, sent: u64) -> Usage {
        let cpu = Some(Duration::from_millis(cpu_ms));
        let spent = Spent { elapsed: Duration::from_secs(1), cpu, ..Spent::default() };
        Usage { spent, sent }
    }

    fn monitor(whole: Usage, steady: Usage) -> SelfMonitor {
        SelfMonitor {
            cores: 2.0,
            base_bytes: Some(10_000_000),
            peak_bytes: Some(70_000_000),
            whole,
            steady,
            peak_descriptors: 17,
            ..SelfMonitor::new()
        }
    }

    #[test]
    fn the_generator_is_judged_while_the_fleet_holds_still_where_it_does() {
        for (steady, share, cost) in
            [(usage(500, 1_000), 0.25, 500_000.0), (Usage::default(), 1.0, 2_000_000.0)]
        {
            let mut summary = LoadSummary::default();
            monitor(usage(2_000, 1_000), steady).conclude(&mut summary, 5_000);
            assert_eq!(summary.health.cpu_share, Some(share));
            assert_eq!(summary.cost.cpu_us_per_1000_beats, Some(cost));
            assert_eq!(summary.cost.kb_per_worker, Some(12.0));
            assert_eq!(summary.health.descriptors.unwrap().peak, 17);
        }
    }

    #[test]
    fn a_run_that_sent_nothing_has_no_cost_per_request() {
        let mut summary = LoadSummary::default();
        monitor(usage(5, 0), Usage::default()).conclude(&mut summary, 0);
        assert_eq!(summary.cost.cpu_us_per_1000_beats, None);
    }

    #[test]
    fn a_second_in_which_the_stage_changed_counts_for_the_run_alone() {
        let mut monitor = SelfMonitor::new();
        monitor.beat(10, false);
        monitor.beat(30, true);
        assert_eq!((monitor.whole.sent, monitor.steady.sent), (30, 0));
        monitor.beat(70, true);
        assert_eq!((monitor.whole.sent, monitor.steady.sent), (70, 40));
    }
}
