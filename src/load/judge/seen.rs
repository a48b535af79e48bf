//! What a run shows of a metric: the figure, and what it would be without the generator's part.

use std::time::Duration;

use super::{Metric, Statistic};
use crate::load::Amount;
use crate::load::measure::health::is_short;
use crate::load::{
    Clock, FailureCause, Health, LEAST_JUDGED, LoadOutcome, OperationSummary, StageGaps,
    StageSummary,
};
use crate::stats::rate::share;
use crate::stats::{Histogram, Rate};

/// What was seen of a metric.
#[derive(Default)]
pub(super) struct SeenMetric {
    pub(super) observed: Option<Amount>,
    /// The figure without the generator's part, where it has one.
    pub(super) without: Option<Amount>,
    /// What would have been seen if all that was in flight at the stop had gone well besides.
    pub(super) at_best: Option<Amount>,
    /// Set where the generator left so much unsent that the load was another one.
    pub(super) unsent: Option<Unsent>,
    pub(super) samples: u64,
    pub(super) population: Option<u64>,
    /// Why so few samples leave an objective open that they would meet. One that is missed rests on
    /// what was seen to miss it, however few were looked at.
    pub(super) shortage: Option<String>,
    pub(super) note: Option<String>,
    /// What is unknown, in words.
    pub(super) unknown: Option<String>,
    /// What would take the generator's part away; empty for the usual.
    pub(super) remedy: String,
}

/// Requests of a lighter load than planned.
pub(super) struct Unsent {
    pub(super) offered: u64,
    pub(super) achieved: u64,
}

/// What the metric shows in these stages, with and without the generator's own part.
pub(super) fn see(metric: &Metric, stages: &[&StageSummary], health: &Health) -> SeenMetric {
    let remedy = remedy(health);
    SeenMetric { unsent: Unsent::of(stages), remedy, ..figure(metric, stages, health) }
}

fn figure(metric: &Metric, stages: &[&StageSummary], health: &Health) -> SeenMetric {
    let of = |count: fn(&OperationSummary) -> u64| -> u64 {
        let stages = stages.iter();
        stages.flat_map(|stage| operations(metric, stage)).map(count).sum()
    };
    match metric {
        Metric::Latency { clock, statistic, .. } => {
            let on = |clock: Clock| {
                let mut all = Histogram::new();
                for operation in stages.iter().flat_map(|stage| operations(metric, stage)) {
                    all.merge(operation.clock(clock));
                }
                all
            };
            let without = without_lateness(*clock, *statistic, &on, health);
            SeenMetric { without, ..SeenMetric::statistic(&on(*clock), *statistic) }
        }
        Metric::Gap(statistic) => {
            let (mut all, mut net) = (StageGaps::default().gaps, StageGaps::default().gaps);
            for stage in stages {
                all.merge(&stage.gaps.gaps);
                net.merge(&stage.gaps.net);
            }
            let without = value_of(&net, *statistic).map(Amount::Duration);
            SeenMetric { without, ..SeenMetric::statistic(&all, *statistic) }
        }
        Metric::ErrorRate(_) => {
            let (errors, ended) = (of(OperationSummary::errors), of(OperationSummary::ended));
            let own = of(if health.is_starved() { own_or_timed_out } else { own_errors });
            SeenMetric::share(errors, ended).without(share(errors.saturating_sub(own), ended))
        }
        Metric::ThrottledRate(_) => {
            SeenMetric::share(of(OperationSummary::throttled), of(OperationSummary::ended))
        }
        Metric::Goodput(_) => SeenMetric::goodput(
            of(OperationSummary::welcome),
            of(|operation| operation.tally.due),
            of(|operation| operation.count(LoadOutcome::Unfinished)),
            of(OperationSummary::unsent) + of(own_unserved),
        ),
        Metric::Throughput(_) => {
            let over = stages.iter().map(|stage| stage.duration).sum();
            let count = of(OperationSummary::welcome);
            let due = of(|operation| operation.tally.due);
            let unsent = of(OperationSummary::unsent) + of(own_unserved);
            let all = Rate { count: count + unsent, over }.per_second().map(Amount::PerSecond);
            let seen = SeenMetric::rate(Rate { count, over }, due);
            SeenMetric { without: all.filter(|_| seen.observed.is_some()), ..seen }
        }
        Metric::DeadWorkers => deaths(stages, health),
        Metric::Violations => {
            let judged = of(|operation| operation.tally.judged);
            let answered = of(OperationSummary::welcome);
            SeenMetric::violations(of(|operation| operation.tally.violations), judged, answered)
        }
    }
}

/// A latency as it would be without the generator's part in it; `None` where it has none.
fn without_lateness(
    clock: Clock,
    statistic: Statistic,
    on: &dyn Fn(Clock) -> Histogram,
    health: &Health,
) -> Option<Amount> {
    let at = |clock: Clock| value_of(&on(clock), statistic);
    let least = match clock {
        Clock::Service => at(Clock::Service),
        Clock::Response | Clock::Net => at(Clock::Net),
        // A lag is at least as long as the part of it that the target kept the worker.
        Clock::Lag => return at(Clock::Blocked).map(Amount::Duration),
        Clock::Blocked | Clock::Queued | Clock::Late => return None,
    };
    let reading = health.reads_late().then(|| at(Clock::Late)).flatten().unwrap_or_default();
    least.map(|least| Amount::Duration(least.saturating_sub(reading)))
}

/// What remedies the limits that the generator reached, each once.
fn remedy(health: &Health) -> String {
    let mut remedies: Vec<&str> = Vec::new();
    for limit in health.saturation() {
        if !remedies.contains(&limit.remedy) {
            remedies.push(limit.remedy);
        }
    }
    remedies.join("; ")
}

/// Errors of the generator's own: its machine had no place for a connection, or its pool none.
fn own_errors(operation: &OperationSummary) -> u64 {
    let own = [FailureCause::Local, FailureCause::PoolTimeout];
    own.map(|cause| operation.count(LoadOutcome::Failed(cause))).iter().sum()
}

/// Requests that the target never saw, by the generator's own doing.
fn own_unserved(operation: &OperationSummary) -> u64 {
    own_errors(operation) + operation.count(LoadOutcome::Queued)
}

/// The same of a generator that has too little of its processors: whether an answer came in time, it
/// cannot say.
fn own_or_timed_out(operation: &OperationSummary) -> u64 {
    let timeouts = FailureCause::ALL.into_iter().filter(|cause| cause.is_timeout());
    let timeouts = timeouts.filter(|cause| *cause != FailureCause::PoolTimeout);
    let timeouts = timeouts.map(|cause| operation.count(LoadOutcome::Failed(cause)));
    own_errors(operation) + timeouts.sum::<u64>()
}

fn deaths(stages: &[&StageSummary], health: &Health) -> SeenMetric {
    let deaths = stages.iter().map(|stage| stage.gaps.deaths).sum();
    let certain: u64 = stages.iter().map(|stage| stage.gaps.certain_deaths).sum();
    let beats: u64 = stages.iter().map(|stage| stage.gaps.gaps.len()).sum();
    let certain = certain.saturating_sub(own_deaths(stages, health));
    let seen = SeenMetric::count(deaths, beats + deaths);
    SeenMetric { without: seen.observed.map(|_| Amount::Count(certain)), ..seen }
}

/// Deaths that the generator may have caused itself: by a connection that the own machine refused,
/// by a beat that was due and never sent or that stood in line for the pool, or by an answer that it
/// read late.
pub(super) fn own_deaths(stages: &[&StageSummary], health: &Health) -> u64 {
    let unsent = Unsent::of(stages).map_or(0, |unsent| unsent.offered - unsent.achieved);
    let read_late = stages.iter().filter(|_| health.reads_late()).map(|stage| {
        let late =
            stage.operations.values().filter_map(|operation| operation.clock(Clock::Late).max());
        let bound = stage.gaps.ttl + late.max().unwrap_or_default();
        let beyond = stage.gaps.net.iter().filter(|(gap, _)| *gap > bound);
        stage.gaps.certain_deaths.saturating_sub(beyond.map(|(_, count)| count).sum())
    });
    let operations = stages.iter().flat_map(|stage| stage.operations.values());
    let in_line = operations.map(|operation| {
        let timed_out = operation.count(LoadOutcome::Failed(FailureCause::PoolTimeout));
        timed_out + operation.count(LoadOutcome::Queued)
    });
    health.local_failures + unsent + in_line.sum::<u64>() + read_late.sum::<u64>()
}

fn value_of(histogram: &Histogram, statistic: Statistic) -> Option<Duration> {
    match statistic {
        Statistic::Quantile(quantile) => histogram.quantile(quantile),
        Statistic::Mean => histogram.mean(),
    }
}

/// The operations of a stage that a metric is about.
pub(super) fn operations<'a>(
    metric: &'a Metric,
    stage: &'a StageSummary,
) -> impl Iterator<Item = &'a OperationSummary> {
    let wanted = metric.operation();
    stage
        .operations
        .iter()
        .filter(move |(name, _)| wanted.is_none_or(|wanted| wanted == name.as_str()))
        .map(|(_, operation)| operation)
}

impl Unsent {
    /// What the schedule asked for in these stages, where too little of it was sent.
    fn of(stages: &[&StageSummary]) -> Option<Self> {
        let (mut offered, mut achieved) = (0, 0);
        for operation in stages.iter().flat_map(|stage| stage.operations.values()) {
            offered += operation.tally.due;
            achieved += operation.tally.sent + operation.tally.held;
        }
        is_short(offered, achieved).then_some(Self { offered, achieved })
    }

    pub(super) fn undecided(&self) -> String {
        let Self { offered, achieved } = self;
        format!(
            "undecided: the generator sent {achieved} of the {offered} requests due, a lighter load \
             than planned; give it more cores, or fewer workers"
        )
    }
}

impl SeenMetric {
    pub(super) fn nothing(why: &str) -> Self {
        Self { note: Some(why.to_owned()), ..Self::default() }
    }

    fn without(self, share: Option<f64>) -> Self {
        Self { without: share.map(Amount::Share), ..self }
    }

    fn statistic(histogram: &Histogram, statistic: Statistic) -> Self {
        let observed = value_of(histogram, statistic);
        let needed = match statistic {
            Statistic::Quantile(quantile) => quantile.samples_to_resolve(),
            Statistic::Mean => 1,
        };
        let samples = histogram.len();
        let is_max = statistic == Statistic::Quantile(crate::stats::Quantile::MAX);
        let note = match samples {
            0 => Some("no sample".to_owned()),
            few if few < needed && !is_max => Some(format!(
                "of {samples} samples it is the longest; from {needed} on it is distinguished"
            )),
            _ => None,
        };
        Self { observed: observed.map(Amount::Duration), samples, note, ..Self::default() }
    }

    fn share(part: u64, whole: u64) -> Self {
        match share(part, whole) {
            None => Self::nothing("no request ended"),
            Some(share) => {
                Self { observed: Some(Amount::Share(share)), samples: whole, ..Self::default() }
            }
        }
    }

    /// So many welcome answers of those due, of which some were in flight at the stop, and some
    /// never reached the target by the generator's own doing.
    fn goodput(welcome: u64, due: u64, in_flight: u64, unsent: u64) -> Self {
        let share = |part| share(part, due).map(Amount::Share);
        let Some(observed) = share(welcome) else {
            return Self::nothing("nothing was due");
        };
        let all_sent = welcome.saturating_add(unsent).min(due);
        let best = all_sent.saturating_add(in_flight).min(due);
        let unknown = format!("left open by {in_flight} in flight at the stop");
        Self {
            observed: Some(observed),
            without: share(all_sent),
            at_best: share(best),
            samples: due,
            unknown: Some(unknown),
            ..Self::default()
        }
    }

    fn rate(rate: Rate, due: u64) -> Self {
        match rate.per_second() {
            Some(per_second) if rate.count > 0 || due > 0 => Self {
                observed: Some(Amount::PerSecond(per_second)),
                samples: rate.count,
                ..Self::default()
            },
            _ => Self::nothing("nothing was due"),
        }
    }

    fn count(count: u64, samples: u64) -> Self {
        if samples == 0 {
            return Self::nothing("nothing was there to count in");
        }
        Self { observed: Some(Amount::Count(count)), samples, ..Self::default() }
    }

    /// Violations in the judged ones of all answers.
    fn violations(count: u64, judged: u64, answered: u64) -> Self {
        if judged == 0 && count == 0 {
            let seen = Self::nothing("no answer was judged");
            return Self { population: Some(answered), ..seen };
        }
        let shortage = (judged < LEAST_JUDGED).then(|| {
            format!(
                "too few answers were judged: at least {LEAST_JUDGED} are needed, as so many without a \
                 violation show that fewer than one in ten is broken (95% confidence); let it run \
                 longer, or with more workers"
            )
        });
        let seen = Self::count(count, judged.max(count));
        Self { population: Some(answered), samples: judged, shortage, ..seen }
    }
}
