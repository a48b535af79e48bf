//! Every scenario that ships: it runs against the reference.

use std::time::Duration;

use cp_harness::load::{
    FleetProfile, Given, Interval, Metric, Overrides, SCENARIOS, Scenario, SloResult, SloVerdict,
    Stage, StageKind,
};
use cp_harness::reference::DEMO_QUEUE_ID;

use super::fleet::run;
use super::target::Target;

/// How long each stage lasts when a scenario is tried in small.
const STAGE: Duration = Duration::from_millis(250);

/// The scenario with 8 workers, an interval of 100 ms, and stages of a quarter of a second.
fn small(name: &str) -> FleetProfile {
    let scenario = Scenario::shipped(name).unwrap().unwrap_or_else(|error| panic!("{error}"));
    let overrides = Overrides { workers: Some(8), ..Overrides::default() };
    let resolved = scenario.resolve(&overrides).unwrap_or_else(|error| panic!("{error}"));
    let mut profile = resolved.profile;
    profile.interval = Interval::Fixed(Duration::from_millis(100));
    profile.stages.iter_mut().for_each(shrink);
    profile.bind.insert("queue_id".to_owned(), Given::Same(DEMO_QUEUE_ID.to_owned()));
    profile.check_every = 1;
    profile
}

fn shrink(stage: &mut Stage) {
    stage.duration = STAGE;
    match &mut stage.kind {
        StageKind::Ramp { over, .. } => *over = STAGE / 2,
        StageKind::HerdReconnect { outage, .. } => *outage = STAGE / 2,
        StageKind::Churn { per_second } => *per_second = 20.0,
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_runs_against_the_reference_without_an_error() {
    for (name, _) in SCENARIOS.iter().filter(|(name, _)| *name != "capacity") {
        let target = Target::reference().await;
        let profile = small(name);
        let stages = profile.stages.len();
        let has_goodput = profile.slos.iter().any(|slo| slo.text.starts_with("goodput"));
        assert!(has_goodput, "{name}");
        let outcome = run(profile, &target.url).await;
        let goodput = |result: &&SloResult| matches!(result.slo.metric, Metric::Goodput(_));
        for result in outcome.results.iter().filter(goodput) {
            // At most left open, by a beat in flight at the stop or a busy generator.
            assert_ne!(result.verdict, SloVerdict::Fail, "{name}: {result:?}");
        }
        let summary = outcome.summary;
        let total = summary.total();
        assert_eq!(total.errors(), 0, "{name}: {:?} {:?}", total.outcomes, total.statuses);
        assert_eq!(total.tally.violations, 0, "{name}");
        assert!(total.welcome() > 8, "{name}: {}", total.welcome());
        assert_eq!(summary.stages.len(), stages, "{name}");
    }
}
