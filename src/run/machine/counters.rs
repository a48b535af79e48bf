//! The generator's own health, counted by the kernel: two readings and what was spent between them.

use std::fs;
use std::time::{Duration, Instant};

use super::cgroup::Groups;
use super::root::Root;
use super::{descriptors, proc};
use crate::stats::rate::share;

/// Counters of this process at one moment.
#[derive(Clone, Debug)]
pub struct Counters {
    at: Instant,
    /// Processor time so far, user and system.
    pub cpu: Option<Duration>,
    /// Periods in which the control group was kept from running, so far.
    pub throttled_periods: u64,
    /// Periods that a quota divided the time of the control group into, so far.
    pub periods: u64,
    /// How long it was.
    pub throttled: Duration,
    /// How long threads that live now have waited for a core.
    pub run_delay: Option<Duration>,
    /// Descriptors open now.
    pub open_descriptors: Option<u64>,
    /// Memory resident now, in bytes.
    pub resident_bytes: Option<u64>,
    /// The most memory that was resident, in bytes.
    pub peak_resident_bytes: Option<u64>,
}

/// What was spent between two readings.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spent {
    /// Between the readings.
    pub elapsed: Duration,
    /// Processor time.
    pub cpu: Option<Duration>,
    /// Periods in which the control group was kept from running.
    pub throttled_periods: u64,
    /// Periods that a quota divided the time of the control group into.
    pub periods: u64,
    /// How long it was.
    pub throttled: Duration,
    /// How long threads waited for a core, together; those that ended meanwhile left out.
    pub run_delay: Option<Duration>,
}

impl Counters {
    /// Reads them: a few files, some 100 µs.
    pub fn read() -> Self {
        let root = Root::system();
        let throttling = Groups::of(&root).throttling(&root);
        let status = root.text("/proc/self/status").unwrap_or_default();
        Self {
            at: Instant::now(),
            cpu: cpu(),
            throttled_periods: throttling.periods,
            periods: throttling.of,
            throttled: throttling.time,
            run_delay: run_delay(&root),
            open_descriptors: descriptors::open(&root),
            resident_bytes: proc::bytes(&status, "VmRSS"),
            peak_resident_bytes: proc::bytes(&status, "VmHWM"),
        }
    }

    /// What was spent since an `earlier` reading.
    pub fn since(&self, earlier: &Self) -> Spent {
        let between = |now: Option<Duration>, then: Option<Duration>| {
            Some(now?.saturating_sub(then.unwrap_or_default()))
        };
        Spent {
            elapsed: self.at.saturating_duration_since(earlier.at),
            cpu: between(self.cpu, earlier.cpu),
            throttled_periods: self.throttled_periods.saturating_sub(earlier.throttled_periods),
            periods: self.periods.saturating_sub(earlier.periods),
            throttled: self.throttled.saturating_sub(earlier.throttled),
            run_delay: between(self.run_delay, earlier.run_delay),
        }
    }
}

impl Spent {
    /// Processor time as a share of `cores`, 1 where all were busy all the time; `None` where it
    /// is not known.
    pub fn cpu_share(&self, cores: f64) -> Option<f64> {
        let could = self.elapsed.as_secs_f64() * cores;
        (could > 0.0).then_some(self.cpu?.as_secs_f64() / could)
    }

    /// Time in which threads were ready and had none of `cores`, over time and cores; `None` where
    /// it is not known.
    pub fn run_queue_share(&self, cores: f64) -> Option<f64> {
        let could = self.elapsed.as_secs_f64() * cores;
        (could > 0.0).then_some(self.run_delay?.as_secs_f64() / could)
    }

    /// Periods in which a quota stopped the control group, as a share of all; `None` where there
    /// is no quota.
    pub fn throttled_share(&self) -> Option<f64> {
        share(self.throttled_periods, self.periods)
    }

    /// Adds what was spent after this.
    pub fn add(&mut self, later: &Self) {
        let sum = |now: Option<Duration>, then: Option<Duration>| match (now, then) {
            (None, None) => None,
            (now, then) => Some(now.unwrap_or_default() + then.unwrap_or_default()),
        };
        self.elapsed += later.elapsed;
        self.cpu = sum(self.cpu, later.cpu);
        self.throttled_periods += later.throttled_periods;
        self.periods += later.periods;
        self.throttled += later.throttled;
        self.run_delay = sum(self.run_delay, later.run_delay);
    }
}

/// User and system time of all threads, ended ones too.
#[cfg(unix)]
fn cpu() -> Option<Duration> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::{TimeVal, TimeValLike};
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    let micros = |time: TimeVal| u64::try_from(time.num_microseconds()).unwrap_or_default();
    Some(Duration::from_micros(micros(usage.user_time()) + micros(usage.system_time())))
}

#[cfg(not(unix))]
fn cpu() -> Option<Duration> {
    None
}

/// The sum over threads: the process's own `schedstat` counts its first thread alone.
fn run_delay(root: &Root) -> Option<Duration> {
    let threads = fs::read_dir(root.path("/proc/self/task")).ok()?;
    let of = |thread: &fs::DirEntry| {
        let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        proc::run_delay(&text)
    };
    let delays: Vec<Duration> = threads.flatten().filter_map(|thread| of(&thread)).collect();
    (!delays.is_empty()).then(|| delays.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(at: Instant, cpu_ms: u64, periods: u64, delay_ms: u64) -> Counters {
        Counters {
            at,
            cpu: Some(Duration::from_millis(cpu_ms)),
            throttled_periods: periods,
            periods: periods * 4,
            throttled: Duration::from_millis(periods * 10),
            run_delay: Some(Duration::from_millis(delay_ms)),
            open_descriptors: None,
            resident_bytes: None,
            peak_resident_bytes: None,
        }
    }

    #[test]
    fn what_was_spent_is_the_difference_of_two_readings() {
        let start = Instant::now();
        let first = at(start, 100, 2, 5);
        let second = at(start + Duration::from_secs(2), 1_100, 5, 9);
        let spent = second.since(&first);
        assert_eq!(spent.elapsed, Duration::from_secs(2));
        assert_eq!(spent.cpu, Some(Duration::from_secs(1)));
        assert_eq!((spent.throttled_periods, spent.throttled), (3, Duration::from_millis(30)));
        assert_eq!(spent.run_delay, Some(Duration::from_millis(4)));
        assert!((spent.cpu_share(2.0).unwrap() - 0.25).abs() < 1e-9);
        assert!((spent.run_queue_share(2.0).unwrap() - 0.001).abs() < 1e-9);
        assert_eq!(spent.throttled_share(), Some(0.25));
    }

    #[test]
    fn what_was_spent_adds_up_and_a_group_without_a_quota_has_no_share() {
        let start = Instant::now();
        let readings: Vec<Counters> = (0..3)
            .map(|second| at(start + Duration::from_secs(second), second * 100, second, second))
            .collect();
        let mut sum = Spent::default();
        assert_eq!((sum.throttled_share(), sum.cpu_share(1.0)), (None, None));
        for pair in readings.windows(2) {
            sum.add(&pair[1].since(&pair[0]));
        }
        assert_eq!(sum, readings[2].since(&readings[0]));
    }

    #[test]
    fn a_thread_that_ended_takes_its_delay_along_and_nothing_becomes_negative() {
        let start = Instant::now();
        let spent = at(start, 5, 1, 1).since(&at(start, 5, 1, 9));
        assert_eq!(spent.run_delay, Some(Duration::ZERO));
        assert_eq!(spent.cpu_share(2.0), None);
    }

    #[test]
    fn the_sum_is_over_all_threads() {
        let folder = tempfile::tempdir().unwrap();
        for (thread, text) in [("1", "9 1000 1"), ("2", "9 500 1"), ("3", "")] {
            let thread = folder.path().join("proc/self/task").join(thread);
            fs::create_dir_all(&thread).unwrap();
            fs::write(thread.join("schedstat"), text).unwrap();
        }
        let root = Root::at(folder.path());
        assert_eq!(run_delay(&root), Some(Duration::from_nanos(1_500)));
        assert_eq!(run_delay(&Root::at(&folder.path().join("nothing"))), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_that_works_is_seen_to_work() {
        let first = Counters::read();
        assert!(first.resident_bytes.unwrap() > 100_000);
        assert!(first.peak_resident_bytes >= first.resident_bytes);
        assert!(first.open_descriptors.unwrap() > 2);
        let mut spent = Spent::default();
        // Until the kernel has counted it, however it is scheduled.
        while spent.cpu.unwrap_or_default() < Duration::from_millis(5) {
            spent = Counters::read().since(&first);
        }
        assert!(spent.elapsed > Duration::ZERO);
    }
}
