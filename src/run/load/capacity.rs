//! The search for the largest fleet, carried out: which probe is next, and what the last one told.

use std::sync::Arc;
use std::time::Duration;

use super::{LoadError, LoadRun, Outcome};
use crate::event::Ending;
use crate::load::{Capacity, CapacityPlan, Conclusion, FleetProfile, Limit, Next, ProbeOutcome};
use crate::spec::Api;

/// A search under way. It asks for one run after another, and does nothing by itself.
pub struct Search {
    profile: FleetProfile,
    api: Arc<Api>,
    plan: CapacityPlan,
    capacity: Capacity,
    next: Next,
}

/// A run that the search asks for.
pub struct Probe {
    /// The size of its fleet.
    pub workers: u32,
    /// The fleet.
    pub profile: FleetProfile,
    /// The run.
    pub run: LoadRun,
}

impl Search {
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
        Ok(Some(Self { profile, api, plan, capacity, next }))
    }

    /// The size of the first probe's fleet.
    pub fn first(&self) -> u32 {
        self.capacity.first()
    }

    /// The probe to run now, `elapsed` since the search began; `None` where it is over.
    pub fn probe(&mut self, elapsed: Duration) -> Result<Option<Probe>, LoadError> {
        let Next::Try(workers) = self.next else {
            return Ok(None);
        };
        let is_first = elapsed.is_zero();
        let ends = elapsed.saturating_add(self.plan.probe_duration());
        if ends > self.plan.max_duration && !is_first {
            self.give_up();
            return Ok(None);
        }
        let profile = self.profile.probe(workers);
        let run = LoadRun::new(profile.clone(), Arc::clone(&self.api))?;
        Ok(Some(Probe { workers, profile, run }))
    }

    /// Takes in what the probe last asked for came to; says what that means. A probe that was cut
    /// short means nothing, and ends the search.
    pub fn learn(&mut self, outcome: &Outcome) -> Option<ProbeOutcome> {
        if outcome.ending != Ending::Complete {
            self.give_up();
            return None;
        }
        let met = match outcome.summary.conclude(&outcome.results) {
            Conclusion::Passed => ProbeOutcome::Met,
            Conclusion::Failed => ProbeOutcome::Missed,
            Conclusion::Invalid => ProbeOutcome::GeneratorLimited,
            Conclusion::Inconclusive => ProbeOutcome::Undecided,
        };
        self.next = self.capacity.next(met);
        Some(met)
    }

    /// Ends the search with what is known.
    pub fn give_up(&mut self) {
        self.next = Next::Done { largest: self.capacity.largest(), limit: Limit::Time };
    }

    /// The largest fleet that met the SLOs, and what keeps it from being larger.
    pub fn result(&self) -> (Option<u32>, Limit) {
        match self.next {
            Next::Done { largest, limit } => (largest, limit),
            Next::Try(_) => (self.capacity.largest(), Limit::Time),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{LoadSummary, Overrides, Scenario, SloResult, SloVerdict};

    fn search() -> Search {
        let profile = Scenario::shipped("capacity").unwrap().unwrap();
        let profile = profile.resolve(&Overrides::default()).unwrap().profile;
        Search::new(&profile, &Arc::new(Api::embedded().unwrap())).unwrap().unwrap()
    }

    fn outcome(verdict: SloVerdict, ending: Ending) -> Outcome {
        let result = SloResult {
            slo: "error_rate<1%".parse().unwrap(),
            stage: None,
            observed: None,
            samples: 1,
            verdict,
            note: None,
        };
        let summary = LoadSummary::default();
        Outcome { summary, results: vec![result], ending, elapsed: Duration::from_secs(40) }
    }

    fn asked(search: &mut Search, seconds: u64) -> Option<u32> {
        let probe = search.probe(Duration::from_secs(seconds)).unwrap();
        probe.map(|probe| {
            assert_eq!(probe.profile.peak(), probe.workers);
            probe.workers
        })
    }

    #[test]
    fn it_asks_for_fleets_until_it_knows() {
        let mut search = search();
        for (seconds, workers, verdict) in [
            (0, 500, SloVerdict::Pass),
            (40, 1_000, SloVerdict::Pass),
            (80, 2_000, SloVerdict::Fail),
            (120, 1_500, SloVerdict::Fail),
        ] {
            assert_eq!(asked(&mut search, seconds), Some(workers));
            search.learn(&outcome(verdict, Ending::Complete)).unwrap();
        }
        assert_eq!(asked(&mut search, 160), None);
        assert_eq!(search.result(), (Some(1_000), Limit::Target(1_500)));
    }

    #[test]
    fn no_probe_begins_that_would_end_after_the_time_but_the_first_always_does() {
        let mut search = search();
        search.plan.max_duration = Duration::from_secs(79);
        assert_eq!(asked(&mut search, 0), Some(500));
        search.learn(&outcome(SloVerdict::Pass, Ending::Complete)).unwrap();
        assert_eq!(asked(&mut search, 40), None);
        assert_eq!(search.result(), (Some(500), Limit::Time));
    }

    #[test]
    fn a_probe_that_was_cut_short_says_nothing_and_ends_the_search() {
        let mut search = search();
        asked(&mut search, 0);
        search.learn(&outcome(SloVerdict::Pass, Ending::Complete)).unwrap();
        asked(&mut search, 40);
        assert_eq!(search.learn(&outcome(SloVerdict::Pass, Ending::Interrupted)), None);
        assert_eq!(asked(&mut search, 50), None);
        assert_eq!(search.result(), (Some(500), Limit::Time));
    }

    #[test]
    fn an_objective_without_data_decides_nothing() {
        let mut search = search();
        asked(&mut search, 0);
        let told = search.learn(&outcome(SloVerdict::NoData, Ending::Complete));
        assert_eq!(told, Some(ProbeOutcome::Undecided));
        assert_eq!(search.result(), (None, Limit::Undecided(500)));
    }

    #[test]
    fn an_ordinary_scenario_asks_for_no_search() {
        let smoke = Scenario::shipped("smoke").unwrap().unwrap();
        let smoke = smoke.resolve(&Overrides::default()).unwrap().profile;
        let api = Arc::new(Api::embedded().unwrap());
        assert!(Search::new(&smoke, &api).unwrap().is_none());
    }
}
