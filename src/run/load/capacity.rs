//! The search for the largest fleet, carried out: which probe is next, and what the last one came
//! to.

use std::sync::Arc;
use std::time::Duration;

use super::{CompletedRun, LoadError, LoadRun};
use crate::event::Ending;
use crate::load::{
    Attempt, Capacity, CapacityPlan, CapacityResult, Clock, Conclusion, FleetProfile, LoadSummary,
    Next, OperationSummary, ProbeOutcome,
};
use crate::spec::Api;
use crate::stats::{Quantile, Rate};

/// A search under way. It asks for one run after another, and does nothing by itself.
pub struct CapacitySearch {
    profile: FleetProfile,
    api: Arc<Api>,
    plan: CapacityPlan,
    capacity: Capacity,
    next: Next,
    pause: Duration,
}

/// A run that the search asks for.
pub struct CapacityProbe {
    /// The size of its fleet, and how much it is worth.
    pub attempt: Attempt,
    /// How long to leave the target alone before it: what the last probe asked for is still queued.
    pub pause: Duration,
    /// The fleet.
    pub profile: FleetProfile,
    /// The run.
    pub run: LoadRun,
}

impl CapacitySearch {
    /// The search that a profile asks for; `None` where it asks for none. What cannot be carried
    /// out is refused here, before the first probe.
    pub fn new(profile: &FleetProfile, api: &Arc<Api>) -> Result<Option<Self>, LoadError> {
        let Some(plan) = profile.capacity.clone() else {
            return Ok(None);
        };
        let capacity = Capacity::new(plan.clone());
        LoadRun::new(profile.probe(capacity.first()), Arc::clone(api))?;
        let next = Next::Try(capacity.first());
        let (profile, api) = (profile.clone(), Arc::clone(api));
        Ok(Some(Self { profile, api, plan, capacity, next, pause: Duration::ZERO }))
    }

    /// The first probe.
    pub fn first(&self) -> Attempt {
        self.capacity.first()
    }

    /// The probe to run now, `elapsed` since the search began; `None` where it is over.
    pub fn probe(&mut self, elapsed: Duration) -> Result<Option<CapacityProbe>, LoadError> {
        let Next::Try(attempt) = self.next else {
            return Ok(None);
        };
        let is_first = elapsed.is_zero();
        let takes = self.pause.saturating_add(self.plan.times(attempt.length).total());
        if elapsed.saturating_add(takes) > self.plan.max_duration && !is_first {
            self.give_up();
            return Ok(None);
        }
        let profile = self.profile.probe(attempt);
        let run = LoadRun::new(profile.clone(), Arc::clone(&self.api))?;
        Ok(Some(CapacityProbe { attempt, pause: self.pause, profile, run }))
    }

    /// Takes in what the probe last asked for came to; says what that means. A probe that was cut
    /// short means nothing, and ends the search.
    pub fn learn(&mut self, outcome: &CompletedRun) -> Option<ProbeOutcome> {
        if outcome.ending != Ending::Complete {
            self.give_up();
            return None;
        }
        let summary = &outcome.summary;
        let met = match summary.conclude(&outcome.results) {
            Conclusion::Passed => ProbeOutcome::Met,
            Conclusion::Failed => ProbeOutcome::Missed,
            Conclusion::Invalid => ProbeOutcome::GeneratorLimited,
            Conclusion::Inconclusive => ProbeOutcome::Undecided,
        };
        self.pause = match met {
            ProbeOutcome::Met => Duration::ZERO,
            _ => backlog(summary).min(self.profile.timeout),
        };
        self.next = self.capacity.next(met, ok_per_second(summary));
        Some(met)
    }

    /// Ends the search with what is known.
    pub fn give_up(&mut self) {
        self.next = Next::Done(self.capacity.so_far());
    }

    /// What the search came to.
    pub fn result(&self) -> CapacityResult {
        match self.next {
            Next::Done(result) => result,
            Next::Try(_) => self.capacity.so_far(),
        }
    }
}

/// Welcome answers a second while the fleet held; `None` where it never did.
fn ok_per_second(summary: &LoadSummary) -> Option<f64> {
    let steady = || summary.stages.iter().filter(|stage| stage.steady);
    let operations = steady().flat_map(|stage| stage.operations.values());
    let count = operations.map(OperationSummary::welcome).sum();
    Rate { count, over: steady().map(|stage| stage.duration).sum() }.per_second()
}

/// How long the target takes to work off what it was asked: as long as requests last waited.
fn backlog(summary: &LoadSummary) -> Duration {
    summary.total().clock(Clock::Service).quantile(Quantile::P99).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Limit, Overrides, ProbeLength, Scenario, SloResult, SloVerdict};

    fn search() -> CapacitySearch {
        let profile = Scenario::shipped("capacity").unwrap().unwrap();
        let profile = profile.resolve(&Overrides::default()).unwrap().profile;
        CapacitySearch::new(&profile, &Arc::new(Api::embedded().unwrap())).unwrap().unwrap()
    }

    fn outcome(verdict: SloVerdict, ending: Ending) -> CompletedRun {
        let result = SloResult {
            slo: "error_rate<1%".parse().unwrap(),
            stage: None,
            observed: None,
            samples: 1,
            population: None,
            verdict,
            note: None,
        };
        let summary = LoadSummary { entered: 1, ..LoadSummary::default() };
        CompletedRun { summary, results: vec![result], ending, elapsed: Duration::from_secs(40) }
    }

    fn asked(search: &mut CapacitySearch, seconds: u64) -> Option<u32> {
        let probe = search.probe(Duration::from_secs(seconds)).unwrap();
        probe.map(|probe| {
            assert_eq!(probe.profile.peak(), probe.attempt.workers);
            let times = search.plan.times(probe.attempt.length);
            assert_eq!(probe.profile.duration(), times.total());
            assert_eq!(probe.profile.beats_from, times.ramp, "they beat when all have joined");
            probe.attempt.workers
        })
    }

    #[test]
    fn it_asks_for_fleets_until_it_knows() {
        let mut search = search();
        search.plan.max_duration = Duration::from_hours(1);
        let mut probes = Vec::new();
        while let Some(workers) = asked(&mut search, 1) {
            probes.push(workers);
            let verdict = if workers > 100 { SloVerdict::Fail } else { SloVerdict::Pass };
            search.learn(&outcome(verdict, Ending::Complete)).unwrap();
        }
        assert_eq!(probes[..5], [10, 40, 160, 160, 80], "{probes:?}");
        let CapacityResult { largest, missed, limit } = search.result();
        assert_eq!(limit, Limit::Target(missed.unwrap()));
        assert!((96..=100).contains(&largest.unwrap()), "{probes:?}");
        assert!((101..=105).contains(&missed.unwrap()), "{probes:?}");
    }

    #[test]
    fn no_probe_begins_that_would_end_after_the_time_but_the_first_always_does() {
        let mut search = search();
        search.plan.max_duration = Duration::from_secs(11);
        assert_eq!(search.plan.times(ProbeLength::Short).total(), Duration::from_secs(6));
        assert_eq!(asked(&mut search, 0), Some(10));
        search.learn(&outcome(SloVerdict::Pass, Ending::Complete)).unwrap();
        assert_eq!(asked(&mut search, 6), None);
        let known = CapacityResult { largest: Some(10), missed: None, limit: Limit::Time };
        assert_eq!(search.result(), known);
        assert!(!known.is_decided());
    }

    #[test]
    fn a_probe_that_was_cut_short_says_nothing_and_ends_the_search() {
        let mut search = search();
        asked(&mut search, 0);
        search.learn(&outcome(SloVerdict::Pass, Ending::Complete)).unwrap();
        asked(&mut search, 40);
        assert_eq!(search.learn(&outcome(SloVerdict::Pass, Ending::Interrupted)), None);
        assert_eq!(asked(&mut search, 50), None);
        let known = CapacityResult { largest: Some(10), missed: None, limit: Limit::Time };
        assert_eq!(search.result(), known);
    }

    #[test]
    fn an_objective_without_data_decides_nothing() {
        let mut search = search();
        asked(&mut search, 0);
        let described = search.learn(&outcome(SloVerdict::NoData, Ending::Complete));
        assert_eq!(described, Some(ProbeOutcome::Undecided));
        assert_eq!(asked(&mut search, 6), Some(10), "asked again, for longer");
        assert_eq!(search.result().largest, None);
    }

    #[test]
    fn an_ordinary_scenario_asks_for_no_search() {
        let smoke = Scenario::shipped("smoke").unwrap().unwrap();
        let smoke = smoke.resolve(&Overrides::default()).unwrap().profile;
        let api = Arc::new(Api::embedded().unwrap());
        assert!(CapacitySearch::new(&smoke, &api).unwrap().is_none());
    }
}
