//! Whether the generator itself was the bottleneck, and in what.
//!
//! That alone voids no figure: the generator's lateness only adds to response times and takes
//! nothing away from counts, so each objective is judged by what it can still be certain of
//! (`judge/range.rs`).

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::load::model::amount::{Amount, spell};
use crate::load::{Clock, OperationSummary};
use crate::stats::Quantile;
use crate::stats::band::at_least;
use crate::stats::rate::share;

/// How late the generator may send, at p99. Its lateness is part of every response time; 5 ms is
/// what a timer, a busy scheduler and a collision of phases come to on a machine that keeps up, and
/// no objective of a fleet that beats every few seconds turns on it.
const LATE_ALLOWED: Duration = Duration::from_millis(5);

/// Where the target takes long, so may the generator: a twentieth of the service time at p99 is
/// less than such figures vary from run to run.
const LATE_SHARE_OF_SERVICE: f64 = 0.05;

/// The share of the processors it may use from which on the generator is busy: with a tenth or less
/// left, timers wait for each other (in a queue at 90% load, ten times the time of service).
pub const CPU_BUSY: f64 = 0.9;

/// The share of scheduling periods in which a cgroup's quota may stop the generator. Each stop holds
/// every worker for up to 100 ms: more than one in twenty shows at p95.
const THROTTLED_ALLOWED: f64 = 0.05;

/// The share of the scheduled requests that must have been made: below, the target was under
/// another load than the one that the report names.
const ACHIEVED_NEEDED: f64 = 0.98;

/// One request that falls due as the run stops is no shortfall.
const SHORTFALL_ALLOWED: u64 = 1;

/// How the generator fared. What could not be measured is `None`, and judged by what could.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Health {
    /// How late requests were sent through the generator's own fault.
    pub late_p99: Option<Duration>,
    /// What that is not below with a confidence of 99.5%: one late request among few is an accident
    /// and no verdict.
    pub late_p99_at_least: Option<Duration>,
    /// How long requests surely stood in line for a connection of the pool: the lower end of p99's
    /// band, as above.
    pub queued_p99_at_least: Option<Duration>,
    /// What the target took; gives the lateness its scale.
    pub service_p99: Option<Duration>,
    /// Processor time of the own process over the time of the steady stages and the processors it
    /// may use, 0 to 1.
    pub cpu_share: Option<f64>,
    /// Scheduling periods in which the cgroup's quota stopped the process, as a share of all.
    pub throttled_share: Option<f64>,
    /// Time in which threads were ready and had no processor, over time and processors. Reported and
    /// not judged: where it matters, requests are late.
    pub run_queue_share: Option<f64>,
    /// File descriptors.
    pub descriptors: Option<Descriptors>,
    /// Connections that the own machine refused, for want of descriptors, ports or buffers: the
    /// target never saw them, and they count as its failures.
    pub local_failures: u64,
    /// Requests that the schedule asked for.
    pub offered: u64,
    /// Requests made, and those that the target held back.
    pub achieved: u64,
    /// Requests that the books cannot account for.
    pub miscounted: u64,
}

/// File descriptors of the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Descriptors {
    /// Open at once, at most.
    pub peak: u64,
    /// Allowed.
    pub limit: u64,
}

/// A limit that the generator reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saturation {
    /// What was measured, in a few words.
    pub what: &'static str,
    /// The figure found.
    pub found: String,
    /// The figure needed.
    pub needed: String,
    /// The remedy.
    pub remedy: &'static str,
}

impl fmt::Display for Saturation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, found, needed, remedy } = self;
        write!(f, "{what}: {found}, needed {needed}; {remedy}")
    }
}

impl Health {
    /// What the records of a run show.
    pub(in crate::load) fn of(total: &OperationSummary, miscounted: u64) -> Self {
        let p99 = |clock| total.clock(clock).quantile(Quantile::P99);
        Self {
            late_p99: p99(Clock::Late),
            late_p99_at_least: at_least(total.clock(Clock::Late), Quantile::P99),
            queued_p99_at_least: at_least(total.clock(Clock::Queued), Quantile::P99),
            service_p99: p99(Clock::Service),
            offered: total.tally.due,
            achieved: total.tally.sent + total.tally.held,
            miscounted,
            ..Self::default()
        }
    }

    /// How late the generator may send at p99, where the target takes so long.
    pub fn late_allowed(service_p99: Option<Duration>) -> Duration {
        let share = service_p99.unwrap_or_default().mul_f64(LATE_SHARE_OF_SERVICE);
        share.max(LATE_ALLOWED)
    }

    /// Every limit that the generator reached; none where it kept up.
    pub fn saturation(&self) -> Vec<Saturation> {
        [
            self.late(),
            self.pool_full(),
            self.busy(),
            self.throttled(),
            self.short(),
            self.out_of_descriptors(),
            self.refused(),
            self.miscounted(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Returns `true` if the generator had too little of its processors: answers lay unread until it
    /// got one, and some may have timed out meanwhile.
    pub fn is_starved(&self) -> bool {
        self.busy().is_some() || self.throttled().is_some()
    }

    /// Returns `true` if the generator was late or starved, so that it read answers late as well:
    /// who waits for a processor to send waits as long for one to read. Then its lateness is part
    /// of the service time too.
    pub fn reads_late(&self) -> bool {
        self.late().is_some() || self.is_starved()
    }

    /// The achieved share of the requests that the schedule asked for; `None` where it asked for
    /// none.
    pub fn achieved_share(&self) -> Option<f64> {
        share(self.achieved, self.offered)
    }

    fn late(&self) -> Option<Saturation> {
        let (late, surely) = (self.late_p99?, self.late_p99_at_least?);
        let allowed = Self::late_allowed(self.service_p99);
        (surely > allowed).then(|| Saturation {
            what: "the generator sends late (p99)",
            found: spell(late),
            needed: format!("at most {}", spell(allowed)),
            remedy: "give it more cores, or fewer workers",
        })
    }

    /// A target that keeps its connections long fills any pool: only a line that takes longer than
    /// the target itself is the pool's fault.
    fn pool_full(&self) -> Option<Saturation> {
        let queued = self.queued_p99_at_least?;
        let allowed = LATE_ALLOWED.max(self.service_p99.unwrap_or_default());
        (queued > allowed).then(|| Saturation {
            what: "requests stand in line for a pooled connection (p99)",
            found: format!("at least {}", spell(queued)),
            needed: format!("at most {}", spell(allowed)),
            remedy: "make the pool larger, or the fleet smaller",
        })
    }

    fn busy(&self) -> Option<Saturation> {
        let cpu = self.cpu_share?;
        (cpu >= CPU_BUSY).then(|| Saturation {
            what: "the generator fills its processors",
            found: Amount::Share(cpu).to_string(),
            needed: format!("below {}", Amount::Share(CPU_BUSY)),
            remedy: "give it more cores, or fewer workers",
        })
    }

    fn throttled(&self) -> Option<Saturation> {
        let throttled = self.throttled_share?;
        (throttled > THROTTLED_ALLOWED).then(|| Saturation {
            what: "the cgroup's quota stops the generator (share of periods)",
            found: Amount::Share(throttled).to_string(),
            needed: format!("at most {}", Amount::Share(THROTTLED_ALLOWED)),
            remedy: "raise cpu.max of its cgroup",
        })
    }

    fn short(&self) -> Option<Saturation> {
        let achieved = self.achieved_share()?;
        is_short(self.offered, self.achieved).then(|| Saturation {
            what: "the generator made fewer requests than scheduled",
            found: format!("{} of {} ({})", self.achieved, self.offered, Amount::Share(achieved)),
            needed: format!("at least {}", Amount::Share(ACHIEVED_NEEDED)),
            remedy: "give it more cores, or fewer workers",
        })
    }

    fn out_of_descriptors(&self) -> Option<Saturation> {
        let Descriptors { peak, limit } = self.descriptors?;
        (peak >= limit).then(|| Saturation {
            what: "the generator ran out of file descriptors",
            found: format!("{peak} open of {limit}"),
            needed: format!("a limit above {peak}"),
            remedy: "raise it with `ulimit -n`, or share connections",
        })
    }

    fn refused(&self) -> Option<Saturation> {
        let failures = self.local_failures;
        (failures > 0).then(|| Saturation {
            what: "the generator's machine refused connections",
            found: failures.to_string(),
            needed: "0".to_owned(),
            remedy: "raise its limits on descriptors and ports (`cp-harness doctor` names them)",
        })
    }

    fn miscounted(&self) -> Option<Saturation> {
        (self.miscounted > 0).then(|| Saturation {
            what: "requests are not accounted for",
            found: self.miscounted.to_string(),
            needed: "0".to_owned(),
            remedy: "this is a fault of the harness: please report it",
        })
    }
}

/// Returns `true` if so much of the offered load was never sent by the generator's doing that the
/// target was under another load than the one that the report names.
pub(in crate::load) fn is_short(offered: u64, achieved: u64) -> bool {
    offered.saturating_sub(achieved) > SHORTFALL_ALLOWED
        && share(achieved, offered).is_some_and(|achieved| achieved < ACHIEVED_NEEDED)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Spoil = fn(&mut Health);

    fn healthy() -> Health {
        Health {
            late_p99: Some(Duration::from_millis(2)),
            late_p99_at_least: Some(Duration::from_millis(1)),
            queued_p99_at_least: Some(Duration::from_millis(1)),
            service_p99: Some(Duration::from_millis(10)),
            cpu_share: Some(0.4),
            throttled_share: Some(0.0),
            run_queue_share: Some(0.3),
            descriptors: Some(Descriptors { peak: 5_100, limit: 65_536 }),
            local_failures: 0,
            offered: 10_000,
            achieved: 9_990,
            miscounted: 0,
        }
    }

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn late(health: &mut Health, milliseconds: u64) {
        health.late_p99 = Some(Duration::from_millis(milliseconds));
        health.late_p99_at_least = health.late_p99;
    }

    fn full() -> Descriptors {
        Descriptors { peak: 1_024, limit: 1_024 }
    }

    #[test]
    fn a_generator_that_keeps_up_has_no_reason() {
        assert_eq!(healthy().saturation(), []);
        assert_eq!(Health::default().saturation(), []);
    }

    #[test]
    fn each_reason_names_the_figure_found_and_the_figure_needed() {
        let cases: [(Spoil, &str); 8] = [
            (|h| late(h, 31), "31 ms, needed at most 5 ms"),
            (|h| h.queued_p99_at_least = Some(ms(11)), "at least 11 ms, needed at most 10 ms"),
            (|h| h.cpu_share = Some(0.95), "95%, needed below 90%"),
            (|h| h.throttled_share = Some(0.12), "12%, needed at most 5%"),
            (|h| h.achieved = 9_000, "9000 of 10000 (90%), needed at least 98%"),
            (|h| h.descriptors = Some(full()), "1024 open of 1024, needed a limit above 1024"),
            (|h| h.local_failures = 3, "3, needed 0"),
            (|h| h.miscounted = 1, "1, needed 0"),
        ];
        let mut all = healthy();
        for (spoil, described) in cases {
            let mut health = healthy();
            spoil(&mut health);
            spoil(&mut all);
            let reasons = health.saturation();
            assert_eq!(reasons.len(), 1, "{described}");
            assert!(reasons[0].to_string().contains(described), "{}", reasons[0]);
        }
        assert_eq!(all.saturation().len(), cases.len());
    }

    #[test]
    fn the_limits_are_what_is_written() {
        let is_valid = |change: fn(&mut Health)| {
            let mut health = healthy();
            change(&mut health);
            health.saturation().is_empty()
        };
        assert!(is_valid(|h| late(h, 5)) && !is_valid(|h| late(h, 6)));
        assert!(is_valid(|h| h.late_p99 = Some(Duration::from_secs(1))));
        assert!(is_valid(|h| h.throttled_share = Some(0.05)));
        assert!(!is_valid(|h| h.cpu_share = Some(0.9)));
        assert!(is_valid(|h| h.achieved = 9_800));
        assert!(is_valid(|h| (h.offered, h.achieved) = (3, 2)));
        assert!(!is_valid(|h| (h.offered, h.achieved) = (3, 1)));
    }

    #[test]
    fn a_slow_target_leaves_the_generator_and_the_line_for_the_pool_more_time() {
        let mut health = healthy();
        health.queued_p99_at_least = Some(ms(900));
        late(&mut health, 40);
        health.service_p99 = Some(Duration::from_secs(1));
        assert_eq!(health.saturation(), []);
    }
}
