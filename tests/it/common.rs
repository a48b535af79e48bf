//! A control plane with a planted defect, or an unusual but correct one, asked by the real engine.
#![expect(
    clippy::unwrap_used,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

pub(crate) mod auth;
pub(crate) mod browser;
pub(crate) mod constraints;
mod execute;
#[cfg(feature = "otlp")]
pub(crate) mod otlp;
mod proxy;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use self::execute::execute;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::serve::ListenerExt;
use cp_harness::check::{Conventions, Fuzz, Laws, Level, Outcome, Plan, Profile, Selection};
use cp_harness::event::CheckResult;
use cp_harness::reference::fixtures::FixtureApi;
use cp_harness::reference::intercept::layered;
use cp_harness::reference::{Config, DEMO_QUEUE_ID, DEMO_TOKEN, SECOND_TOKEN, app};
use cp_harness::run::{Credentials, Options};
use cp_harness::spec::{Api, Source};
use serde_json::Value;
use tokio::net::TcpListener;

pub(crate) use cp_harness::reference::intercept::{InterceptedCall as Call, Reply};
pub(crate) use proxy::{split, where_status, with_head_line};

/// The operations of the embedded documents.
pub(crate) const REGISTER: &str = "register_worker";
pub(crate) const START: &str = "start_worker";
pub(crate) const QUEUE_START: &str = "start_worker_for_queue";
pub(crate) const HEARTBEAT: &str = "worker_heartbeat";

/// Far longer than any exchange here takes; reached only where something hangs.
const AMPLE: Duration = Duration::from_secs(20);

static EMBEDDED: LazyLock<Arc<Api>> = LazyLock::new(|| Arc::new(Api::embedded().unwrap()));

/// The documents of the product; compiled schemas are shared by all tests.
pub(crate) fn embedded() -> Arc<Api> {
    Arc::clone(&EMBEDDED)
}

/// A document of the test's own.
pub(crate) fn document(text: &str) -> Api {
    let source = Source::from_text("own.yaml", text).unwrap();
    Api::from_sources(vec![source], &|_| Err("no network here".to_owned())).unwrap()
}

/// What a selection selects, with the queue that the reference knows.
pub(crate) fn plan(api: &Api, only: &[&str]) -> Plan {
    plan_under(api, only, Conventions::shipped(api).unwrap(), standard())
}

/// The profile that judges where none is asked for.
pub(crate) fn standard() -> Profile {
    Profile::shipped(Profile::STANDARD).unwrap().unwrap()
}

/// The same under promises of the test's own.
pub(crate) fn plan_under(
    api: &Api,
    only: &[&str],
    conventions: Conventions,
    profile: Profile,
) -> Plan {
    select(api, only, conventions, profile, Fuzz::default(), &[])
}

/// The same with random requests.
pub(crate) fn searching(api: &Api, only: &[&str], fuzz: Fuzz) -> Plan {
    select(api, only, Conventions::shipped(api).unwrap(), standard(), fuzz, &[])
}

fn select(
    api: &Api,
    only: &[&str],
    conventions: Conventions,
    profile: Profile,
    fuzz: Fuzz,
    allow_changes: &[String],
) -> Plan {
    let selection = Selection {
        only: only.iter().map(ToString::to_string).collect(),
        skip: Vec::new(),
        bind: BTreeMap::from([("queue_id".to_owned(), DEMO_QUEUE_ID.to_owned())]),
        allow_changes: allow_changes.iter().cloned().collect(),
        fuzz,
        conventions,
        profile,
    };
    Plan::new(api, &selection)
}

/// A server to run the engine against.
pub(crate) struct Target {
    api: Arc<Api>,
    router: Router,
    only: Vec<&'static str>,
    allow_changes: Vec<String>,
    prefix: &'static str,
    concurrency: usize,
    fuzz: Fuzz,
    conventions: Conventions,
    profile: Profile,
    second_token: Option<&'static str>,
    proxy: Option<proxy::Change>,
    token: Option<String>,
    credentials: Credentials,
}

impl Target {
    /// The reference control plane, without defect.
    pub(crate) fn reference() -> Self {
        Self::new(embedded(), app(Config::default()))
    }

    /// A server of the test's own with its document.
    pub(crate) fn own(text: &str, router: Router) -> Self {
        Self::new(Arc::new(document(text)), router)
    }

    /// A fixture with its correct server, under its own conventions and profile, asked by a caller
    /// with every credential; the rate limit is not exceeded.
    pub(crate) fn fixture(fixture: FixtureApi) -> Self {
        let api = Arc::clone(fixture.api().unwrap());
        let conventions = fixture.conventions(&api).unwrap();
        Self {
            conventions: Conventions { exceed_rate: false, ..conventions },
            profile: fixture.profile().unwrap(),
            allow_changes: fixture.allow_changes(&api).into_iter().collect(),
            credentials: fixture.credentials(),
            ..Self::new(api, fixture.app(Config::default()))
        }
    }

    /// A fixture whose server reads requests by its document with the value at `pointer` changed;
    /// `null` removes it.
    pub(crate) fn reading(fixture: FixtureApi, pointer: &str, value: Value) -> Self {
        let accepted = fixture.edited(pointer, value).unwrap();
        Self { router: fixture.app_reading(accepted), ..Self::fixture(fixture) }
    }

    /// A fixture with its correct server, held to its document with the value at `pointer` changed.
    pub(crate) fn promising(fixture: FixtureApi, pointer: &str, value: Value) -> Self {
        Self { api: fixture.edited(pointer, value).unwrap(), ..Self::fixture(fixture) }
    }

    fn new(api: Arc<Api>, router: Router) -> Self {
        Self {
            conventions: Conventions::shipped(&api).unwrap(),
            profile: standard(),
            second_token: Some(SECOND_TOKEN),
            api,
            router,
            only: Vec::new(),
            allow_changes: Vec::new(),
            prefix: "",
            concurrency: 4,
            fuzz: Fuzz::default(),
            proxy: None,
            token: Some(DEMO_TOKEN.to_owned()),
            credentials: Credentials::default(),
        }
    }

    /// Only the checks that one of these globs selects: an operation, a rule, an id.
    pub(crate) fn only(mut self, globs: &[&'static str]) -> Self {
        self.only = globs.to_vec();
        self
    }

    /// Whatever its operations change may be changed.
    pub(crate) fn changeable(mut self) -> Self {
        let operations = self.api.operations().iter();
        self.allow_changes = operations.map(|operation| operation.name.clone()).collect();
        self
    }

    /// Held to laws of the test's own.
    pub(crate) fn laws(mut self, text: &str) -> Self {
        let laws = Laws::parse("own.laws.toml", text).unwrap().for_api(&self.api).unwrap();
        self.conventions.laws = Some(laws);
        self
    }

    /// Judged by this profile.
    pub(crate) fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Asked for more than the limit on the rate allows.
    pub(crate) fn exceeded(mut self) -> Self {
        self.conventions.exceed_rate = true;
        self
    }

    /// Asked by one organisation alone.
    pub(crate) fn alone(mut self) -> Self {
        self.second_token = None;
        self
    }

    /// Requests under way at once.
    pub(crate) fn concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency;
        self
    }

    /// So many random requests to each operation beyond the plan.
    pub(crate) fn fuzz(mut self, cases: u32, seed: u64) -> Self {
        self.fuzz = Fuzz { cases, seed };
        self
    }

    /// The caller has this token instead of the reference's.
    pub(crate) fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// The caller has a token alone: no credential of another scheme, and no key that signs tokens.
    pub(crate) fn without_credentials(mut self) -> Self {
        self.credentials = Credentials::default();
        self
    }

    /// Served below a path prefix.
    pub(crate) fn below(mut self, prefix: &'static str) -> Self {
        self.router = Router::new().nest(prefix, self.router);
        self.prefix = prefix;
        self
    }

    /// Every request passes through `change` on its way in; an answer given here is final.
    pub(crate) fn before(
        mut self,
        change: impl Fn(&mut Call) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        self.router = layered(self.router, Some(Arc::new(change)), None);
        self
    }

    /// Every answer passes through `change`, beside the request as it was sent.
    pub(crate) fn after(
        mut self,
        change: impl Fn(&Call, &mut Reply) + Send + Sync + 'static,
    ) -> Self {
        self.router = layered(self.router, None, Some(Arc::new(change)));
        self
    }

    /// The operation itself errs: what would have succeeded is answered `instead` where `when`.
    pub(crate) fn spoils(
        self,
        instead: &Reply,
        when: impl Fn(&Call) -> bool + Send + Sync + 'static,
    ) -> Self {
        let instead = instead.clone();
        self.after(move |call, reply| {
            if reply.is_success() && when(call) {
                *reply = instead.clone();
            }
        })
    }

    /// Every answer takes this long.
    pub(crate) fn slow(mut self, pause: Duration) -> Self {
        let layer = from_fn(move |request: Request, next: Next| async move {
            tokio::time::sleep(pause).await;
            next.run(request).await
        });
        self.router = Router::new().fallback_service(self.router).layer(layer);
        self
    }

    /// A proxy in front turns the bytes of each answer into others, and closes the connection.
    pub(crate) fn proxied(
        mut self,
        change: impl Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        self.proxy = Some(Arc::new(change));
        self
    }

    /// Runs the plan to its end: the outcomes, in the order of the plan.
    pub(crate) async fn run(self) -> Vec<Arc<CheckResult>> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut address = listener.local_addr().unwrap();
        let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
        let serving = tokio::spawn(async move { axum::serve(listener, self.router).await });
        let mut proxying = None;
        if let Some(change) = self.proxy {
            let (front, task) = proxy::start(address, change).await;
            (address, proxying) = (front, Some(task));
        }
        let target = format!("http://{address}{}", self.prefix);
        let plan = Arc::new(select(
            &self.api,
            &self.only,
            self.conventions,
            self.profile,
            self.fuzz,
            &self.allow_changes,
        ));
        let options = Options {
            fail_fast: None,
            target,
            token: self.token,
            second_token: self.second_token.map(str::to_owned),
            credentials: self.credentials,
            concurrency: self.concurrency,
            rate: None,
            preflight: true,
        };
        let results = execute(&self.api, &plan, &options).await;
        serving.abort();
        proxying.inspect(tokio::task::JoinHandle::abort);
        results
    }

    /// Exactly this rule fails.
    pub(crate) async fn breaks(self, rule: &str) {
        self.breaks_all(&[rule]).await;
    }

    /// Exactly these rules fail.
    pub(crate) async fn breaks_all(self, rules: &[&str]) {
        let results = self.run().await;
        let expected: BTreeSet<&str> = rules.iter().copied().collect();
        let failed: BTreeSet<&str> = failures(&results)
            .filter(|result| !is_note(result) || expected.contains(result.check.rule))
            .map(|result| result.check.rule)
            .collect();
        assert_eq!(failed, expected, "{}", describe(&results));
    }

    /// Exactly these checks fail.
    pub(crate) async fn breaks_checks(self, ids: &[&str]) {
        let results = self.run().await;
        let found = failures(&results).filter(|result| !is_note(result));
        let failed: BTreeSet<&str> = found.map(|result| &*result.check.id).collect();
        let expected: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(failed, expected, "{}", describe(&results));
    }

    /// Nothing fails, and every question gets its answer.
    pub(crate) async fn conforms(self) {
        self.conforms_but_for(&[]).await;
    }

    /// Nothing fails that binds; of what only should be, exactly these rules.
    pub(crate) async fn conforms_but_for(self, rules: &[&str]) {
        let results = self.run().await;
        let open =
            |result: &&Arc<CheckResult>| matches!(result.outcome, Outcome::Inconclusive { .. });
        let binding = failures(&results).any(|result| result.check.level == Level::Must);
        let found = failures(&results).filter(|result| !is_note(result));
        let failed: BTreeSet<&str> = found.map(|result| result.check.rule).collect();
        assert!(!binding && results.iter().find(open).is_none(), "{}", describe(&results));
        assert_eq!(failed, rules.iter().copied().collect(), "{}", describe(&results));
    }
}

/// A note is on the documents, not on the server.
fn is_note(result: &CheckResult) -> bool {
    result.check.level == Level::Note
}

/// The checks that failed.
pub(crate) fn failures(results: &[Arc<CheckResult>]) -> impl Iterator<Item = &Arc<CheckResult>> {
    let failed = |result: &&Arc<CheckResult>| matches!(result.outcome, Outcome::Fail { .. });
    results.iter().filter(failed)
}

/// Every check without a verdict of `Pass`, for the message of a failed assertion.
fn describe(results: &[Arc<CheckResult>]) -> String {
    let line = |result: &Arc<CheckResult>| match &result.outcome {
        Outcome::Fail { expected, actual, .. } => {
            Some(format!("\n{}: expected {expected}, actual {actual}", result.check.id))
        }
        Outcome::Inconclusive { reason, .. } => {
            Some(format!("\n{}: inconclusive, {reason}", result.check.id))
        }
        Outcome::Skip { reason } => Some(format!("\n{}: skipped, {reason}", result.check.id)),
        Outcome::Pass => None,
    };
    results.iter().filter_map(line).collect()
}
