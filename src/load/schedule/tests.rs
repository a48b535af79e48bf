//! What the schedule promises, as properties.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::{Behavior, FaultExtent, FaultState, Scenario, StageKind, WorkerFaultKind};
use super::*;

const INTERVAL: Duration = Duration::from_secs(30);

fn profile(seed: u64, workers: u32, stages: Vec<Stage>, faults: Vec<WorkerFault>) -> FleetProfile {
    let scenario = Scenario::default_for(workers);
    let mut profile = scenario.resolve(&super::super::Overrides::default()).unwrap().profile;
    (profile.seed, profile.stages, profile.faults) = (seed, stages, faults);
    profile.jitter = 0.1;
    profile.behavior = Behavior { goodbye: 0.25, ..profile.behavior };
    profile
}

fn stage(name: &str, seconds: u64, kind: StageKind) -> Stage {
    Stage { name: name.to_owned(), kind, duration: Duration::from_secs(seconds) }
}

fn ramp(from: u32, to: u32, seconds: u64) -> Stage {
    let over = Duration::from_secs(seconds);
    stage("ramp", seconds, StageKind::Ramp { from, to, over })
}

/// A fleet of `workers` that ramps up in 10 s, then lives through one stage of 60 s.
fn with(workers: u32, kind: StageKind, faults: Vec<WorkerFault>) -> Schedule {
    let stages = vec![ramp(0, workers, 10), stage("second", 60, kind)];
    Schedule::new(&profile(5, workers, stages, faults))
}

fn all(schedule: &Schedule) -> Vec<(u32, Action)> {
    (0..schedule.population())
        .flat_map(|worker| schedule.actions(worker).map(move |action| (worker, action)))
        .collect()
}

fn of_kind(schedule: &Schedule, wanted: impl Fn(ActionKind) -> bool) -> Vec<(u32, Duration)> {
    (all(schedule).into_iter())
        .filter(|(_, action)| wanted(action.kind))
        .map(|(worker, action)| (worker, action.at))
        .collect()
}

fn fault(kind: WorkerFaultKind, extent: FaultExtent, stage: Option<usize>) -> Vec<WorkerFault> {
    vec![WorkerFault { kind, extent, stage }]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn beats_keep_their_distance_and_never_drift(
        seed: u64, worker in 0..1_000_u32, beat in 0..2_000_000_u32, ms in 100..3_600_000_u64,
    ) {
        let schedule = Schedule::new(&profile(seed, 1_000, vec![ramp(0, 1_000, 10)], Vec::new()));
        let interval = Duration::from_millis(ms);
        let (this, next) = (schedule.due(worker, beat, interval), schedule.due(worker, beat + 1, interval));
        let distance = next.abs_diff(this).as_secs_f64() / interval.as_secs_f64();
        prop_assert!((0.8 - 1e-6..=1.2 + 1e-6).contains(&distance), "{distance}");
        let ideal = schedule.joins_at(worker) + schedule.phase(worker, interval) + interval * beat;
        let off = this.abs_diff(ideal).as_secs_f64() / interval.as_secs_f64();
        prop_assert!(off <= 0.1 + 1e-9, "{off}");
        prop_assert!(this >= schedule.joins_at(worker));
    }

    #[test]
    fn the_living_are_those_who_joined_and_have_not_left(
        peak in 1..80_u32, more in 0..40_u32, low in 0..80_u32, at in 0..45_000_u64,
    ) {
        let low = low.min(peak);
        let stages = vec![
            ramp(0, peak, 10),
            stage("spike", 10, StageKind::Spike { to: peak + more }),
            stage("down", 10, StageKind::Ramp { from: peak, to: low, over: Duration::from_secs(7) }),
            stage("end", 10, StageKind::RampDown),
        ];
        let schedule = Schedule::new(&profile(1, peak, stages, Vec::new()));
        let at = Duration::from_millis(at);
        let there = |worker: &u32| {
            schedule.comings(*worker).iter().filter(|action| action.at <= at).fold(false, |_, action| {
                matches!(action.kind, ActionKind::Join)
            })
        };
        let count = (0..schedule.population()).filter(there).count();
        prop_assert_eq!(count, schedule.alive(at) as usize);
        prop_assert_eq!(schedule.population(), peak + more);
    }
}

#[test]
fn the_same_seed_gives_the_same_schedule_and_another_seed_another() {
    let faults = || fault(WorkerFaultKind::StaleToken, FaultExtent::Share(0.3), None);
    let stages = || vec![ramp(0, 50, 10), stage("churn", 60, StageKind::Churn { per_second: 2.0 })];
    let of = |seed| {
        let schedule = Schedule::new(&profile(seed, 50, stages(), faults()));
        let due: Vec<_> = (0..50).map(|worker| schedule.due(worker, 3, INTERVAL)).collect();
        (due, all(&schedule))
    };
    assert_eq!(of(1), of(1));
    assert_ne!(of(1).0, of(2).0);
    assert_ne!(of(1).1, of(2).1);
}

#[test]
fn a_worker_beats_alike_in_a_fleet_of_any_size() {
    let of = |workers| {
        let stages = vec![ramp(0, workers, 0), stage("hold", 60, StageKind::Hold)];
        Schedule::new(&profile(1, workers, stages, Vec::new())).due(7, 5, INTERVAL)
    };
    assert_eq!(of(10), of(1_000_000));
}

#[test]
fn phases_fill_the_interval_evenly() {
    let schedule = with(10, StageKind::Hold, Vec::new());
    let mut buckets = [0_u32; 30];
    for worker in 0..30_000 {
        buckets[usize::try_from(schedule.phase(worker, INTERVAL).as_secs()).unwrap()] += 1;
    }
    let squares = buckets.map(|count| (f64::from(count) - 1_000.0).powi(2) / 1_000.0);
    // 29 degrees of freedom: 58.3 is passed by chance once in a thousand seeds.
    assert!(squares.iter().sum::<f64>() < 58.3, "{buckets:?}");
}

#[test]
fn workers_join_one_after_another_as_the_ramp_demands() {
    let schedule = with(1_000, StageKind::Hold, Vec::new());
    let joins: Vec<Duration> = (0..1_000).map(|worker| schedule.joins_at(worker)).collect();
    let even: Vec<Duration> = (0..1_000).map(|index| Duration::from_millis(10 * index)).collect();
    assert_eq!(joins, even);
    assert_eq!(schedule.joins_at(1_000), schedule.end());
    assert_eq!(schedule.leaves_at(0), None);
    assert_eq!(schedule.stage_at(Duration::from_secs(10)), 1);
    assert_eq!(schedule.stage_at(Duration::from_secs(1_000)), 1);
    let down = with(10, StageKind::RampDown, Vec::new());
    assert_eq!(down.leaves_at(9), Some(Duration::from_secs(10)));
    assert_eq!(down.leaves_at(0), Some(Duration::from_secs(64)));
}

#[test]
fn churn_replaces_everyone_once_before_anyone_twice() {
    let schedule = with(40, StageKind::Churn { per_second: 1.5 }, Vec::new());
    let replaced = of_kind(&schedule, |kind| matches!(kind, ActionKind::Replace { .. }));
    assert_eq!(replaced.len(), 90, "1.5 a second for 60 s");
    let mut times = BTreeMap::new();
    for (worker, at) in &replaced {
        assert!((10..70).contains(&at.as_secs()), "{at:?}");
        *times.entry(worker).or_insert(0) += 1;
    }
    assert_eq!(times.len(), 40);
    assert!(times.values().all(|count| (2..=3).contains(count)));
}

#[test]
fn a_herd_is_exactly_its_share_and_comes_back_at_once() {
    let outage = Duration::from_secs(20);
    let kind = StageKind::HerdReconnect { share: 0.3, outage };
    let schedule = with(50, kind, Vec::new());
    let gone = of_kind(&schedule, |kind| kind == ActionKind::Disconnect);
    let back = of_kind(&schedule, |kind| kind == ActionKind::Reconnect);
    assert_eq!((gone.len(), back.len()), (15, 15));
    assert!(gone.iter().all(|(_, at)| at.as_secs() == 10));
    assert!(back.iter().all(|(_, at)| at.as_secs() == 30));
}

#[test]
fn a_rolling_restart_takes_everyone_once_batch_after_batch() {
    let schedule = with(10, StageKind::RollingRestart { batch: 4 }, Vec::new());
    let restarts = of_kind(&schedule, |kind| matches!(kind, ActionKind::Restart { .. }));
    let mut batches = BTreeMap::new();
    for (_, at) in restarts {
        *batches.entry(at.as_secs()).or_insert(0) += 1;
    }
    assert_eq!(batches, BTreeMap::from([(10, 4), (30, 4), (50, 2)]));
}

#[test]
fn a_share_of_faults_is_exact_and_befalls_only_those_present() {
    let kind = WorkerFaultKind::Crash { back_after: Some(Duration::from_secs(5)) };
    let schedule = with(200, StageKind::Hold, fault(kind, FaultExtent::Share(0.1), None));
    let crashes = of_kind(&schedule, |kind| kind == ActionKind::Crash);
    assert_eq!(crashes.len(), 20);
    assert!(crashes.iter().all(|(worker, at)| *at >= schedule.joins_at(*worker)));
    let lasting = fault(
        WorkerFaultKind::SlowReader { bytes_per_second: 9 },
        FaultExtent::Share(0.5),
        Some(1),
    );
    let slow = with(200, StageKind::Hold, lasting);
    let slow = of_kind(&slow, |kind| {
        kind == ActionKind::Fault { state: FaultState::SlowReader { bytes_per_second: 9 } }
    });
    assert_eq!(slow.len(), 100);
    assert!(slow.iter().all(|(_, at)| at.as_secs() == 10), "from the stage's start");
}

#[test]
fn faults_at_a_rate_come_at_that_rate() {
    let schedule = with(
        30,
        StageKind::Hold,
        fault(WorkerFaultKind::StaleToken, FaultExtent::PerSecond(0.5), Some(1)),
    );
    let mut stale =
        of_kind(&schedule, |kind| kind == ActionKind::Fault { state: FaultState::StaleToken });
    stale.sort_by_key(|(_, at)| *at);
    let moments: Vec<u64> = stale.iter().map(|(_, at)| at.as_secs()).collect();
    assert_eq!(moments, (0..30).map(|index| 11 + 2 * index).collect::<Vec<_>>());
}

#[test]
fn a_duplicate_id_is_that_of_a_worker_that_joined_before() {
    let schedule = with(
        100,
        StageKind::Hold,
        fault(WorkerFaultKind::DuplicateId, FaultExtent::Share(1.0), None),
    );
    let mut count = 0;
    for (worker, action) in all(&schedule) {
        if let ActionKind::Fault { state: FaultState::DuplicateId { of } } = action.kind {
            assert!(of < worker);
            count += 1;
        }
    }
    assert_eq!(count, 99);
}

#[test]
fn a_duplicate_id_is_that_of_a_worker_of_the_same_organisation() {
    let faults = fault(WorkerFaultKind::DuplicateId, FaultExtent::Share(1.0), None);
    let stages = vec![ramp(0, 100, 10), stage("hold", 60, StageKind::Hold)];
    let profile = FleetProfile { organisations: 3, ..profile(5, 100, stages, faults) };
    let twins = all(&Schedule::new(&profile)).into_iter().filter_map(|(worker, action)| {
        let ActionKind::Fault { state: FaultState::DuplicateId { of } } = action.kind else {
            return None;
        };
        Some((worker, of))
    });
    let twins: Vec<(u32, u32)> = twins.collect();
    assert_eq!(twins.len(), 97, "all but the first of each");
    assert!(twins.iter().all(|(worker, of)| of < worker && worker % 3 == of % 3), "{twins:?}");
}

#[test]
fn the_share_of_goodbyes_is_that_of_the_life() {
    let schedule = with(4_000, StageKind::RampDown, Vec::new());
    let goodbyes = of_kind(&schedule, |kind| kind == ActionKind::Leave { goodbye: true });
    assert!((900..1_100).contains(&goodbyes.len()), "{}", goodbyes.len());
}

#[test]
fn the_schedule_of_a_million_workers_takes_no_memory_for_them() {
    let schedule = with(1_000_000, StageKind::Hold, Vec::new());
    assert_eq!((schedule.spans.capacity(), schedule.faults.capacity()), (2, 0));
    assert!(schedule.due(999_999, 1_000_000, INTERVAL) > INTERVAL * 1_000_000);
}
