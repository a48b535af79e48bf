//! From flags to a fleet: the scenario that they name, with what they change.

use std::fs;
use std::time::Duration;

use url::Url;

use super::args::LoadArguments;
use super::auth::tokens;
use super::output;
use super::output::Failure;
use crate::input::did_you_mean;
use crate::load::limits::{FleetNeeds, LimitRow, NeededConnections};
use crate::load::{Connections, FleetProfile, Overrides, SCENARIOS, Scenario};
use crate::run::machine;
use crate::spec::Api;

/// The fleet where neither a scenario nor a size is given.
const DEFAULT_WORKERS: u32 = 100;

/// The fleet that the flags ask for, checked against the documents.
pub(super) fn profile(
    arguments: &LoadArguments,
    tokens: &[String],
    api: &Api,
) -> Result<FleetProfile, Failure> {
    let scenario = match &arguments.scenario {
        None => Scenario::default_for(arguments.workers.unwrap_or(DEFAULT_WORKERS)),
        Some(name) => match Scenario::shipped(name) {
            Some(shipped) => shipped?,
            None => Scenario::parse(name, &read(name)?)?,
        },
    };
    let overrides = Overrides {
        workers: arguments.workers,
        duration: arguments.duration,
        interval: arguments.interval,
        connections: arguments.connections.model.map(Into::into),
        pool_size: arguments.connections.pool_size,
        ramp: arguments.ramp,
        slos: arguments.slo.clone(),
        entry: arguments.entry.clone(),
        tokens: u32::try_from(tokens.len()).ok().filter(|count| *count > 1),
        resend_closed: arguments.resend_closed,
        seed: arguments.seed,
    };
    let resolved = scenario.resolve(&overrides)?;
    let mut profile = resolved.profile;
    profile.behavior.check(api)?;
    if let Some(timeout) = arguments.timeout {
        limit_every_call(&mut profile, timeout);
    }
    tokens::bind(&mut profile, &arguments.bind, arguments.target.is_none())?;
    Ok(profile)
}

fn read(path: &str) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        let hint = did_you_mean(path, SCENARIOS.iter().map(|(name, _)| *name));
        Failure::input(format!(
            "cannot read scenario {path}: {error}; give a file, or a built-in scenario: {hint}"
        ))
    })
}

fn limit_every_call(profile: &mut FleetProfile, timeout: Duration) {
    profile.timeout = timeout;
    let behavior = &mut profile.behavior;
    let beats = behavior.beat.iter_mut().map(|beat| &mut beat.call);
    for call in behavior.enter.iter_mut().chain(beats).chain(&mut behavior.leave) {
        call.timeout = timeout;
    }
}

/// Raises what can be raised, and warns of the rest: the run itself says whether it was valid.
pub(super) fn warn_of_limits(profile: &FleetProfile, target: &Url) {
    let connections = match profile.connections {
        Connections::PerWorker { .. } => NeededConnections::PerWorker,
        Connections::Pooled { size } => NeededConnections::Pooled(size),
        Connections::PerRequest => NeededConnections::PerRequest,
    };
    let interval = profile.interval.expected().max(Duration::from_millis(1)).as_secs_f64();
    let needs = FleetNeeds {
        workers: profile.peak(),
        connections,
        beats_per_second: f64::from(profile.peak()) / interval,
        target,
        kb_per_worker: connections.usual_kb_per_worker(),
    };
    for row in machine::preflight(&needs).into_iter().filter(LimitRow::is_short) {
        let (limit, found, needed) = (row.limit, &row.found, &row.needed);
        let workers = profile.peak();
        output::warn(&format!(
            "{limit}: {found} found, {needed} needed; see `cp-harness doctor --workers {workers}`"
        ));
    }
}
