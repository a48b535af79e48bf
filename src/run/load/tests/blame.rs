//! Who is to blame for what was late, played through in virtual time: target or generator.

use std::time::Duration;

use super::super::worker::{Rules, Worker};
use super::{Nobody, fleet_of, hold, ms};
use crate::load::{
    Clock, FleetProfile, GapTally, LoadOutcome, LoadSummary, Recorder, Sample, Schedule, StageRun,
    Timing,
};
use crate::run::attack::{LagAttribution, LagCause, LagShares, NextAction};
use crate::stats::Quantile;

/// Who stalls, for two seconds from 3 s on; a target's answer takes 100 µs otherwise, and a
/// generator begins what is due at once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stalls {
    Target,
    Generator,
}

const ANSWER: Duration = Duration::from_micros(100);

impl Stalls {
    /// How long what begins now takes.
    fn keep(self, who: Self, now: Duration) -> Duration {
        let is_stalled = self == who && (ms(3_000)..ms(5_000)).contains(&now);
        if is_stalled { ms(5_000).saturating_sub(now) } else { Duration::ZERO }
    }
}

/// One worker's requests, where the generator keeps each back for so long and the target too, and
/// what it owes when the run is over.
fn carried(
    profile: &FleetProfile,
    worker: u32,
    keeps: impl Fn(Duration) -> Duration,
    takes: impl Fn(Duration) -> Duration,
) -> (Vec<Sample>, Recorder) {
    let schedule = Schedule::new(profile);
    let rules = Rules { profile, schedule: &schedule, skipped: &[] };
    let mut memory = Worker::new(&rules, worker);
    let (mut lag, mut free_since) = (LagAttribution::default(), Duration::ZERO);
    let (mut samples, mut recorder) = (Vec::new(), Recorder::new(1, 3));
    loop {
        let NextAction::Call { call, due } = memory.next(&rules, worker, free_since, &mut Nobody)
        else {
            panic!("it neither leaves nor reconnects");
        };
        let begun = free_since.max(due);
        let sent = begun + keeps(begun);
        if sent >= schedule.end() {
            break;
        }
        let done = sent + takes(sent);
        lag.note(due, free_since, sent, LagCause::Generator);
        free_since = done;
        let LagShares { blocked, queued, .. } = lag.of(due, sent);
        let (stage, outcome) = (0, LoadOutcome::Ok);
        let (operation, intended) = (call, due);
        samples.push(Sample {
            stage,
            operation,
            outcome,
            timing: Timing { intended, sent, done, blocked, queued },
        });
        memory.went(true, profile.behavior.leave.len());
    }
    for sample in &samples {
        recorder.record(sample);
        let tally = recorder.tally_mut(0, sample.operation).unwrap();
        (tally.due, tally.sent) = (tally.due + 1, tally.sent + 1);
    }
    for missed in memory.missed(&rules, worker, false, schedule.end()) {
        recorder.tally_mut(0, u16::try_from(missed.call).unwrap()).unwrap().due += missed.count;
    }
    (samples, recorder)
}

/// The beats of a hundred workers over 10 s, ten a second each.
fn beats_of_a_hundred(stalls: Stalls) -> Recorder {
    let profile = fleet_of(100, "", &hold("9990ms"));
    let profile = FleetProfile { phase: crate::load::Phase::Spread, ..profile };
    let mut all = Recorder::new(1, 3);
    for worker in 0..100 {
        let keeps = |now| stalls.keep(Stalls::Generator, now);
        let takes = |now| stalls.keep(Stalls::Target, now) + ANSWER;
        all.merge(&carried(&profile, worker, keeps, takes).1);
    }
    all
}

fn summed_up(recorder: &Recorder) -> LoadSummary {
    let stage = StageRun { name: "hold".to_owned(), duration: ms(10_000), steady: true };
    let names = ["enter", "beat", "leave"].map(str::to_owned);
    LoadSummary::new(&[stage], &names, recorder, &GapTally::default())
}

/// As for the target below, and on the other side of the books: each of some twenty overdue beats of
/// a worker is late, and not the first of them alone.
#[test]
fn a_stall_of_the_generator_is_its_own_doing_for_every_beat_that_waited() {
    let summary = summed_up(&beats_of_a_hundred(Stalls::Generator));
    let beat = summary.operation("beat").unwrap();
    let at = |clock, quantile: &str| {
        let quantile: Quantile = quantile.parse().unwrap();
        beat.clock(clock).quantile(quantile).unwrap().as_secs_f64()
    };
    for (quantile, beyond) in [("p85", 0.15), ("p90", 0.1), ("p95", 0.05), ("p99", 0.01)] {
        let expected = 2.0 - beyond * 10.0;
        let found = at(Clock::Late, quantile);
        assert!((found / expected - 1.0).abs() <= 0.02, "{quantile}: {found} of {expected}");
    }
    // The last of twenty waits for the answers of the nineteen before it.
    assert!(at(Clock::Blocked, "max") <= 0.0025, "{}", at(Clock::Blocked, "max"));
    let reasons = summary.health.saturation();
    assert_eq!(reasons.len(), 1);
    assert_eq!(reasons[0].what, "the generator sends late (p99)");
}

/// Beats fall due each 100 ms until 10 s, from the moment of entering on, and the generator needs
/// 400 ms for each request: it sends 24 of 97, and owes the rest.
#[test]
fn a_flood_that_the_generator_cannot_send_is_no_measurement() {
    let profile = fleet_of(1, "", &hold("9990ms"));
    for (keeps, due, sent) in [(ms(400), 97, 24), (Duration::ZERO, 101, 101)] {
        let (_, recorder) = carried(&profile, 0, |_| keeps, |_| ANSWER);
        let health = summed_up(&recorder).health;
        assert_eq!((health.offered, health.achieved), (due, sent));
        let short = health.saturation().into_iter().any(|why| why.what.contains("than scheduled"));
        assert_eq!(short, sent < due);
    }
}

/// In 10 s with a stall of 2 s, a beat meant for the moment `u` of the stall is answered at its end
/// and takes `2 s - u`. Beats are meant evenly over the run, so a share `(2 s - x) / 10 s` of them
/// takes longer than `x`: the quantile `q` is at `2 s - (1 - q) · 10 s`. By the service clock only
/// the one request of each worker that was under way shows it: one in a hundred.
#[test]
fn the_response_time_of_a_stall_is_that_of_the_arithmetic_and_the_service_time_hides_it() {
    let recorder = beats_of_a_hundred(Stalls::Target);
    let at = |clock, quantile: &str| {
        let histogram = recorder.histogram(0, 1, LoadOutcome::Ok, clock).unwrap();
        let quantile: Quantile = quantile.parse().unwrap();
        histogram.quantile(quantile).unwrap().as_secs_f64()
    };
    for (quantile, beyond) in [("p85", 0.15), ("p90", 0.1), ("p95", 0.05), ("p99", 0.01)] {
        let expected = 2.0 - beyond * 10.0;
        let found = at(Clock::Response, quantile);
        assert!((found / expected - 1.0).abs() <= 0.02, "{quantile}: {found} of {expected}");
        assert!(at(Clock::Late, quantile) <= 0.001, "none of it is the generator's");
    }
    assert!(at(Clock::Service, "p90") <= 0.002, "{}", at(Clock::Service, "p90"));
    assert_eq!(summed_up(&recorder).health.saturation(), []);
}
