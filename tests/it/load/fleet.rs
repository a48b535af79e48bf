//! A fleet as a scenario writes it, carried out in this process.

use std::sync::Arc;

use cp_harness::event::{LoadEvent, LoadSnapshot, Observer};
use cp_harness::load::{FleetProfile, LoadOutcome, LoadSummary, Overrides, Scenario};
use cp_harness::reference::{DEMO_TOKEN, SECOND_TOKEN};
use cp_harness::run::load::{CompletedRun, LoadError, LoadOptions, LoadRun};
use cp_harness::spec::Api;
use tokio::sync::Mutex;
use url::Url;

/// Only one attack runs in a process at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// A life whose beats and goodbyes can be told apart at the target, and whose worker too.
pub(super) const LIFE: &str = r#"
[life]
id = "worker_id"
[[life.enter]]
operation = "register_worker"
body = '{"environment_name": "load", "hostname": {"$text": "w{worker}"}}'
take = { worker_id = "/worker_id" }
[[life.beat]]
operation = "worker_heartbeat"
body = '''{"worker_id": {"$var": "worker_id"}, "environment_name": "load", "status": "active",
  "worker_metadata": {"index": {"$worker": "index"}, "beat": {"$text": "{beat}"}}}'''
[[life.leave]]
operation = "worker_heartbeat"
body = '''{"worker_id": {"$var": "worker_id"}, "environment_name": "load", "status": "idle",
  "worker_metadata": {"index": {"$worker": "index"}, "beat": "last"}}'''
"#;

/// `workers` that join at once and hold for `hold`, with what else [fleet] says and what follows.
pub(super) fn scenario(workers: u32, fleet: &str, hold: &str, rest: &str) -> FleetProfile {
    let text = format!(
        "name = \"test\"\n[fleet]\nworkers = {workers}\njitter = 0.0\n{fleet}\n\
         [[stage]]\nname = \"join\"\nkind = \"ramp\"\nduration = \"100ms\"\nover = \"10ms\"\n\
         [[stage]]\nname = \"hold\"\nkind = \"hold\"\nduration = \"{hold}\"\n{rest}"
    );
    resolve(&text)
}

pub(super) fn resolve(text: &str) -> FleetProfile {
    let scenario = Scenario::parse("test.toml", text).unwrap_or_else(|error| panic!("{error}"));
    let resolved = scenario.resolve(&Overrides::default());
    resolved.unwrap_or_else(|error| panic!("{error}")).profile
}

/// Who looks on, and may act: told of each second's figures.
struct Watcher<F>(F);

impl<F: FnMut(&LoadSnapshot)> Observer<LoadEvent> for Watcher<F> {
    fn observe(&mut self, event: &LoadEvent) {
        if let LoadEvent::Tick { snapshot, .. } = event {
            (self.0)(snapshot);
        }
    }
}

/// Carries a profile out against a target, as the demo organisations of the reference.
pub(super) async fn run(profile: FleetProfile, target: &Url) -> CompletedRun {
    watched(profile, target, |_| ()).await
}

pub(super) async fn watched(
    profile: FleetProfile,
    target: &Url,
    watcher: impl FnMut(&LoadSnapshot),
) -> CompletedRun {
    let api = Arc::new(Api::embedded().unwrap());
    let tokens = vec![DEMO_TOKEN.to_owned(), SECOND_TOKEN.to_owned()];
    let outcome = carried_out(profile, api, target, tokens, watcher).await;
    let outcome = outcome.unwrap_or_else(|error| panic!("{error}"));
    books_are_exact(&outcome.summary);
    outcome
}

pub(super) async fn carried_out(
    profile: FleetProfile,
    api: Arc<Api>,
    target: &Url,
    tokens: Vec<String>,
    watcher: impl FnMut(&LoadSnapshot),
) -> Result<CompletedRun, LoadError> {
    let _turn = TURN.lock().await;
    profile.behavior.check(&api).unwrap_or_else(|error| panic!("{error}"));
    let load = LoadRun::new(profile, api)?;
    let options = LoadOptions {
        target: target.clone(),
        tokens,
        headers: Vec::new(),
        dashboard: None,
        insecure: false,
    };
    load.execute(&options, &mut Watcher(watcher), std::future::pending()).await
}

/// Sent = answered + failed + in flight at the stop, by the engine's count and by the samples.
pub(super) fn books_are_exact(summary: &LoadSummary) {
    let books = summary.bookkeeping;
    assert_eq!(books.sent, books.answered + books.failed + books.in_flight_at_stop, "{books:?}");
    let total = summary.total();
    assert_eq!(total.tally.sent, books.sent, "{books:?}");
    assert_eq!(total.outcomes.iter().sum::<u64>(), books.sent, "{books:?}");
    let open = LoadOutcome::ALL.into_iter().filter(|outcome| outcome.is_open());
    let open: u64 = open.map(|outcome| total.count(outcome)).sum();
    assert_eq!(open, books.in_flight_at_stop, "{books:?}");
    // What is missing was owed by the generator, on a machine too busy for it.
    assert!(total.tally.due >= total.tally.sent + total.tally.held, "{:?}", total.tally);
}
