//! Searches over targets that are arithmetic: what they come to, in how many probes, in what time.

use std::time::Duration;

use proptest::prelude::*;

use super::*;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// The plan of the scenario that ships.
fn shipped() -> CapacityPlan {
    let scenario = crate::load::Scenario::shipped("capacity").unwrap().unwrap();
    scenario.resolve(&crate::load::Overrides::default()).unwrap().profile.capacity.unwrap()
}

fn plan(min: u32, max: u32, precision: Precision) -> CapacityPlan {
    let times = |ramp, hold| ProbeTimes { ramp: seconds(ramp), hold: seconds(hold) };
    let (full, short) = (times(4, 12), times(2, 4));
    CapacityPlan { min, max, precision, full, short, max_duration: seconds(180) }
}

/// A search that is over.
struct Ended {
    result: CapacityResult,
    attempts: Vec<Attempt>,
    took: Duration,
}

impl Ended {
    fn sizes(&self) -> Vec<u32> {
        self.attempts.iter().map(|attempt| attempt.workers).collect()
    }
}

/// Carries a search out. `target` answers the number of the probe and the probe.
fn search(
    plan: &CapacityPlan,
    mut target: impl FnMut(usize, Attempt) -> (ProbeOutcome, Option<f64>),
) -> Ended {
    let mut capacity = Capacity::new(plan.clone());
    let (mut attempts, mut took) = (vec![capacity.first()], Duration::ZERO);
    loop {
        let attempt = *attempts.last().unwrap();
        assert!((plan.min..=plan.max).contains(&attempt.workers), "{attempts:?}");
        took += plan.times(attempt.length).total();
        let (outcome, ok_per_second) = target(attempts.len() - 1, attempt);
        match capacity.next(outcome, ok_per_second) {
            Next::Try(attempt) => attempts.push(attempt),
            Next::Done(result) => return Ended { result, attempts, took },
        }
        assert!(attempts.len() < 100, "no end: {attempts:?}");
    }
}

/// A target that works off so many requests a second, one after the other, for workers that beat
/// once a second: it misses where its queue makes an answer wait for more than a quarter of a second.
fn queueing(rate: f64, plan: &CapacityPlan, attempt: Attempt) -> (ProbeOutcome, Option<f64>) {
    let offered = f64::from(attempt.workers);
    let hold = plan.times(attempt.length).hold.as_secs_f64();
    let wait = (offered / rate - 1.0) * hold;
    let outcome = if wait > 0.25 { ProbeOutcome::Missed } else { ProbeOutcome::Met };
    (outcome, Some(offered.min(rate)))
}

/// A target that has no place for more than so many connections.
fn refusing(most: u32, attempt: Attempt) -> (ProbeOutcome, Option<f64>) {
    let outcome = if attempt.workers > most { ProbeOutcome::Missed } else { ProbeOutcome::Met };
    (outcome, Some(attempt.workers.min(most).into()))
}

/// Latency alone has a knee: every request is answered, but above a size too slowly.
fn knee(at: u32, attempt: Attempt) -> (ProbeOutcome, Option<f64>) {
    let outcome = if attempt.workers > at { ProbeOutcome::Missed } else { ProbeOutcome::Met };
    (outcome, Some(attempt.workers.into()))
}

fn assert_within_5_percent(ended: &Ended, limit: f64, described: &str) {
    let found = f64::from(ended.result.largest.unwrap());
    assert!(
        (found / limit - 1.0).abs() <= 0.05,
        "{described}: {found} for {limit}: {:?}",
        ended.attempts
    );
    assert!(ended.result.is_decided(), "{described}: {:?}", ended.result);
    assert!(ended.took <= seconds(180), "{described}: {:?} for {:?}", ended.took, ended.attempts);
}

#[test]
fn two_hundred_requests_a_second_are_found_within_5_percent_in_3_minutes() {
    let plan = shipped();
    let ended = search(&plan, |_, attempt| queueing(200.0, &plan, attempt));
    assert_within_5_percent(&ended, 200.0, "200/s");
    let Limit::Target(missed) = ended.result.limit else { panic!("{:?}", ended.result) };
    assert_eq!(ended.result.missed, Some(missed));
    for rate in [12.0, 33.0, 47.0, 95.0, 150.0, 201.0, 333.0, 777.0, 1_500.0, 9_000.0, 30_000.0] {
        let ended = search(&plan, |_, attempt| queueing(rate, &plan, attempt));
        let found = f64::from(ended.result.largest.unwrap());
        assert!((found / rate - 1.0).abs() <= 0.05 + 1.0 / rate, "{rate}: {found}");
        assert!(ended.took <= seconds(180), "{rate}: {:?} {:?}", ended.took, ended.attempts);
    }
}

#[test]
fn three_hundred_connections_are_found_within_5_percent_in_3_minutes() {
    for most in [300, 299, 120, 1_024, 4_000] {
        let ended = search(&shipped(), |_, attempt| refusing(most, attempt));
        assert_within_5_percent(&ended, most.into(), "connections");
    }
}

#[test]
fn a_knee_that_loses_no_work_is_found_by_halving() {
    for at in [25, 60, 170, 300, 500, 611] {
        let ended = search(&shipped(), |_, attempt| knee(at, attempt));
        let found = ended.result.largest.unwrap();
        assert!(
            found <= at && f64::from(at - found) <= 0.05 * f64::from(at) + 1.0,
            "{at}: {found}"
        );
        assert!(ended.result.is_decided());
        assert!(ended.took <= seconds(200), "{at}: {:?} {:?}", ended.took, ended.attempts);
    }
}

#[test]
fn both_ends_of_a_decided_search_were_probed_in_full_at_least_twice() {
    let ended = search(&shipped(), |_, attempt| refusing(300, attempt));
    let full = |workers| {
        let is_it =
            |attempt: &&Attempt| attempt.workers == workers && attempt.length == ProbeLength::Full;
        ended.attempts.iter().filter(is_it).count()
    };
    assert_eq!((full(ended.result.largest.unwrap()), full(ended.result.missed.unwrap())), (2, 2));
}

#[test]
fn a_single_misleading_probe_changes_nothing() {
    let plan = shipped();
    let undisturbed = search(&plan, |_, attempt| queueing(200.0, &plan, attempt));
    for misled in 0..undisturbed.attempts.len() {
        let ended = search(&plan, |number, attempt| {
            let (outcome, ok) = queueing(200.0, &plan, attempt);
            let (outcome, ok) = match outcome {
                ProbeOutcome::Met if number == misled => (ProbeOutcome::Missed, ok),
                _ => (outcome, ok),
            };
            (outcome, ok)
        });
        let found = f64::from(ended.result.largest.unwrap());
        assert!((found / 200.0 - 1.0).abs() <= 0.05, "{misled}: {found} {:?}", ended.attempts);
        assert!(ended.result.is_decided(), "{misled}");
    }
}

#[test]
fn a_probe_that_is_late_once_is_repeated_and_changes_nothing() {
    let undisturbed = search(&shipped(), |_, attempt| refusing(300, attempt));
    for late in 0..undisturbed.attempts.len() {
        let ended = search(&shipped(), |number, attempt| match number {
            _ if number == late => (ProbeOutcome::GeneratorLimited, None),
            _ => refusing(300, attempt),
        });
        assert_eq!(ended.result, undisturbed.result, "{late}");
        assert_eq!(ended.attempts[late], ended.attempts[late + 1], "asked again at once");
        assert_eq!(ended.attempts.len(), undisturbed.attempts.len() + 1, "{late}");
    }
}

#[test]
fn repeated_lateness_ends_the_search_undecided_with_a_lower_bound() {
    let weak = |_: usize, attempt: Attempt| match attempt.workers {
        0..=50 => (ProbeOutcome::Met, None),
        _ => (ProbeOutcome::GeneratorLimited, None),
    };
    let ended = search(&plan(50, 50_000, Precision::Share(0.04)), weak);
    let CapacityResult { largest, missed, limit } = ended.result;
    assert_eq!((largest, missed), (Some(50), None));
    let Limit::Generator(late) = limit else { panic!("{limit:?}") };
    assert!(!ended.result.is_decided());
    // The bound is no finer than it has to be: what is above it stays unknown.
    assert!(late > 50 && late <= 67, "{late}: {:?}", ended.attempts);
    let twice = ended.sizes().iter().filter(|workers| **workers == late).count();
    assert_eq!(twice, 2);

    let ended = search(&plan(50, 50_000, Precision::Workers(1)), |_, _| {
        (ProbeOutcome::GeneratorLimited, None)
    });
    assert_eq!(ended.sizes(), [50, 50]);
    assert_eq!((ended.result.largest, ended.result.limit), (None, Limit::Generator(50)));
}

#[test]
fn a_target_that_misses_below_where_the_generator_is_late_is_decided() {
    let ended = search(&shipped(), |_, attempt| match attempt.workers {
        401.. => (ProbeOutcome::GeneratorLimited, None),
        _ => refusing(300, attempt),
    });
    assert_within_5_percent(&ended, 300.0, "late above 400");
}

#[test]
fn an_end_that_cannot_be_confirmed_for_lateness_is_not_decided() {
    let mut missed = 0;
    let ended = search(&shipped(), |_, attempt| match refusing(300, attempt) {
        (ProbeOutcome::Missed, ok) if missed == 0 || attempt.length == ProbeLength::Full => {
            missed += 1;
            if missed > 2 {
                (ProbeOutcome::GeneratorLimited, None)
            } else {
                (ProbeOutcome::Missed, ok)
            }
        }
        other => other,
    });
    assert!(!ended.result.is_decided(), "{:?}", ended.result);
    assert!(matches!(ended.result.limit, Limit::Generator(_)), "{:?}", ended.result);
    assert!(ended.result.largest.is_some_and(|found| found <= 300));
}

#[test]
fn it_ends_at_the_maximum_and_at_a_minimum_that_misses() {
    let ended = search(&plan(100, 500, Precision::Workers(1)), |_, _| (ProbeOutcome::Met, None));
    assert_eq!(ended.sizes(), [100, 400, 500, 500, 500]);
    assert_eq!((ended.result.largest, ended.result.limit), (Some(500), Limit::Maximum));
    assert!(ended.result.is_decided());
    let ended = search(&plan(100, 500, Precision::Workers(1)), |_, _| (ProbeOutcome::Missed, None));
    assert_eq!((ended.result.largest, ended.result.limit), (None, Limit::Target(100)));
    assert_eq!(ended.sizes(), [100, 100, 100], "a short probe, and two that decide");
    assert!(ended.result.is_decided());
}

#[test]
fn what_a_small_fleet_has_too_few_samples_for_a_larger_one_has() {
    let ended = search(&shipped(), |_, attempt| match attempt.workers {
        0..=20 => (ProbeOutcome::Undecided, None),
        _ => refusing(300, attempt),
    });
    assert_within_5_percent(&ended, 300.0, "undecided below 20");
    let ended = search(&shipped(), |_, _| (ProbeOutcome::Undecided, None));
    assert!(matches!(
        ended.result,
        CapacityResult { largest: None, limit: Limit::Undecided(_), .. }
    ));
    assert!(ended.attempts.len() <= 4, "{:?}", ended.attempts);
}

#[test]
fn a_search_that_is_stopped_knows_what_it_has_seen() {
    let mut capacity = Capacity::new(plan(10, 1_000, Precision::Share(0.05)));
    let nothing = CapacityResult { largest: None, missed: None, limit: Limit::Time };
    assert_eq!(capacity.so_far(), nothing);
    capacity.next(ProbeOutcome::Met, None);
    capacity.next(ProbeOutcome::GeneratorLimited, None);
    assert_eq!(capacity.so_far().limit, Limit::Time, "late once says nothing yet");
    capacity.next(ProbeOutcome::GeneratorLimited, None);
    assert_eq!(
        capacity.so_far(),
        CapacityResult { largest: Some(10), missed: None, limit: Limit::Generator(40) }
    );
}

fn precisions() -> impl Strategy<Value = Precision> {
    prop_oneof![
        (1..500_u32).prop_map(Precision::Workers),
        (0.001..0.5_f64).prop_map(Precision::Share),
    ]
}

proptest! {
    #[test]
    fn it_finds_the_limit_within_its_precision(
        min in 1..1_000_u32, span in 0..100_000_u32, most in 0..150_000_u32, precision in precisions(),
        loses_work: bool,
    ) {
        let max = min + span;
        let target = |_: usize, attempt| if loses_work { refusing(most, attempt) } else { knee(most, attempt) };
        let ended = search(&plan(min, max, precision), target);
        prop_assert!(ended.attempts.len() <= 45, "{:?}", ended.attempts);
        prop_assert!(ended.result.is_decided());
        match ended.result {
            CapacityResult { largest: None, .. } => prop_assert!(most < min),
            CapacityResult { largest: Some(found), limit: Limit::Target(high), .. } => {
                prop_assert!(found <= most && most < high, "{found} {high}");
                prop_assert!(high - found <= precision.gap_below(high), "{found} {high}");
            }
            CapacityResult { largest, limit, .. } => {
                prop_assert_eq!((largest, limit), (Some(max), Limit::Maximum));
                prop_assert!(most >= max);
            }
        }
    }

    #[test]
    fn whatever_probes_say_it_ends_and_claims_no_more_than_it_saw(
        min in 1..100_u32, span in 0..10_000_u32, seed: u64,
    ) {
        let mut outcomes = Vec::new();
        let ended = search(&plan(min, min + span, Precision::Share(0.05)), |number, attempt| {
            let bits = (seed ^ (number as u64 + 1)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
            let outcome = match bits % 8 {
                0..=3 => ProbeOutcome::Met,
                4 | 5 => ProbeOutcome::Missed,
                6 => ProbeOutcome::GeneratorLimited,
                _ => ProbeOutcome::Undecided,
            };
            outcomes.push((attempt, outcome));
            (outcome, Some(f64::from(attempt.workers)))
        });
        let saw = |workers, wanted, at_least| {
            let full = outcomes.iter().filter(|(attempt, outcome)| {
                attempt.workers == workers && *outcome == wanted && attempt.length == ProbeLength::Full
            });
            full.count() >= at_least
        };
        if let Some(found) = ended.result.largest {
            // A decided answer rests on two full probes, a lower bound on one that met, of any length.
            let met = outcomes.iter().any(|(attempt, outcome)| {
                attempt.workers == found && *outcome == ProbeOutcome::Met
            });
            let is_seen = met && (!ended.result.is_decided() || saw(found, ProbeOutcome::Met, 2));
            prop_assert!(is_seen, "{:?} {outcomes:?}", ended.result);
        }
        if let Limit::Target(missed) = ended.result.limit {
            prop_assert!(saw(missed, ProbeOutcome::Missed, 2), "{:?} {outcomes:?}", ended.result);
        }
        if let Limit::Generator(late) = ended.result.limit {
            let late = outcomes.iter().filter(|(attempt, outcome)| {
                attempt.workers == late && *outcome == ProbeOutcome::GeneratorLimited
            });
            prop_assert!(late.count() >= 2);
        }
    }
}
