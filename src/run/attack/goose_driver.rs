//! goose: starts the users that carry the groups, holds them and stops them. No other file names it.
//!
//! What it costs, measured: 64 users start within 0.1 s, and each takes 8 kB. Its own requests,
//! wait times and metrics are not used: they pace in steps of 500 ms and count no lag.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use goose::client::GooseClientBuilder;
use goose::config::GooseConfiguration;
use goose::goose::{GooseUser, Scenario, Transaction, TransactionFunction};
use goose::{GooseAttack, GooseError};
use tokio::sync::mpsc::Receiver;

use super::dashboard::{Dashboard, DashboardEntry};
use super::error::AttackError;
use super::fleet::AttackSample;

/// How fast users start, in users a second: as fast as goose can. The schedule of a fleet says when
/// its workers come in.
const AT_ONCE: u32 = 100_000;

/// goose keeps its stop signal in the process.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// The right to run goose, given back when dropped.
pub(super) struct Turn(());

impl Turn {
    /// Takes the turn, or says that another attack has it.
    pub(super) fn take() -> Result<Self, AttackError> {
        if IS_TAKEN.swap(true, Ordering::AcqRel) {
            return Err(AttackError::Busy);
        }
        Ok(Self(()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        IS_TAKEN.store(false, Ordering::Release);
    }
}

/// A folder for the report that goose saves of each run with its dashboard, which no setting keeps
/// it from. It goes with the run: the figures of goose are not those of the fleet.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("cp-harness-{}", uuid::Uuid::new_v4())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Without a dashboard there is none.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a user does from its start to its end.
pub(super) type Work = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Starts `users`, each of which does `work` once, and returns when all have ended.
pub(super) async fn run(
    _turn: &Turn,
    users: u32,
    work: Work,
    dashboard: Option<Dashboard>,
) -> Result<(), AttackError> {
    let port = dashboard.as_ref().map(|dashboard| dashboard.port);
    let dashboard = dashboard.map(Arc::new);
    let function: TransactionFunction = Arc::new(move |user| {
        let (work, dashboard) = (work(), dashboard.clone());
        Box::pin(async move {
            let samples = dashboard.as_ref().and_then(|dashboard| dashboard.take());
            let Some((dashboard, samples)) = dashboard.zip(samples) else {
                work.await;
                return Ok(());
            };
            tokio::select! {
                () = work => {}
                () = show(&dashboard, samples, user) => {}
            }
            Ok(())
        })
    });
    // A plain transaction that has ended would begin anew; one on start is done once.
    let life = Transaction::new(function).set_on_start();
    let life = Scenario::new("fleet").register_transaction(life);
    let client = GooseClientBuilder::new().without_cookies();
    let scratch = Scratch::new();
    let mut configuration = configuration(users, port);
    configuration.output_dir = port.map(|_| scratch.0.display().to_string());
    let attack = GooseAttack::initialize_with_config(configuration)
        .and_then(|attack| attack.set_client_builder_without_cookies(client))
        .map_err(|error| explain(&error))?
        .register_scenario(life);
    Box::pin(attack.execute()).await.map_err(|error| explain(&error))?;
    Ok(())
}

/// Tells goose to let its users end.
pub(super) fn dismiss() {
    goose::trigger_killswitch("the run is over");
}

/// Hands samples to goose's own metrics, which the dashboard draws, as long as the run goes.
async fn show(dashboard: &Dashboard, mut samples: Receiver<AttackSample>, user: &mut GooseUser) {
    loop {
        for DashboardEntry { name, took, status, is_success } in dashboard.next(&mut samples).await
        {
            // It fails only where goose's metrics have ended before the run.
            let _ = user
                .record_custom_request_duration("HTTP", &name, took, is_success, status, None)
                .await;
        }
    }
}

fn configuration(users: u32, dashboard: Option<u16>) -> GooseConfiguration {
    let mut configuration = GooseConfiguration::default();
    // goose asks for a host that its users never call.
    configuration.host = Some("http://127.0.0.1".to_owned());
    configuration.users = Some(users as usize);
    configuration.increase_rate = Some(AT_ONCE.to_string());
    // With a number of iterations, or with its reset of counts turned off, goose prints to standard
    // output that its users are there, however quiet it was asked to be.
    configuration.iterations = None;
    configuration.no_reset_metrics = false;
    configuration.quiet = 3;
    configuration.no_telnet = true;
    configuration.no_metrics = dashboard.is_none();
    configuration.no_print_metrics = dashboard.is_some();
    configuration.dashboard = dashboard.is_some();
    configuration.dashboard_host = Some("127.0.0.1".to_owned());
    configuration.dashboard_port = dashboard;
    configuration
}

fn explain(error: &GooseError) -> AttackError {
    // Its `Display` leaves the detail out.
    let reason = format!("{error:?}");
    AttackError::Goose { reason }
}
