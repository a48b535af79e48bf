//! Scenarios resolved: every default filled in, every combination checked.

use std::time::Duration;

use toml::Spanned;

use super::fleet::{at_least_one, connections, entry, interval, jitter, phase};
use super::organisations::{organisations, tokens};
use super::written::{BehaviorChoice, FleetWritten, Written};
use super::{capacity_search, faults, stages};
use crate::input::{InputReader, did_you_mean};
use crate::load::behavior::{BehaviorWritten, Defaults, Read};
use crate::load::model::units::duration_text;
use crate::load::scenario::overrides::change_ramp;
use crate::load::scenario::scaling::change_duration;
use crate::load::{
    BEHAVIORS, Behavior, CapacityPlan, FleetProfile, Interval, Overrides, SloText, Stage,
    WorkerFault, pack_for,
};

const DEFAULT_LIFE: &str = "plain";
const DEFAULT_SEED: u64 = 1;
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);
const DEFAULT_CHECK_EVERY: u32 = 100;
/// So many intervals of silence make a worker presumed dead, where the scenario does not say.
const TTL_INTERVALS: u32 = 3;

/// The profile; what is wrong goes to `places`. `None` where the fleet has no workers.
pub(super) fn profile(
    written: &Written,
    overrides: &Overrides,
    reader: &mut InputReader<'_>,
) -> Option<FleetProfile> {
    let fleet = &written.fleet;
    let interval = interval(fleet, overrides, reader);
    let capacity = written.capacity.as_ref();
    let capacity = capacity
        .map(|written| capacity_search::plan(written, interval.expected(), overrides, reader));
    let workers = workers(fleet, capacity.as_ref(), overrides, reader)?;
    let (behavior, defaults) = behavior(written, overrides, reader)?;
    let timeout = fleet.timeout.as_ref().map(|time| time.get_ref().0);
    let timeout = timeout.or(defaults.timeout).unwrap_or(DEFAULT_TIMEOUT);
    let (stages, faults) = match &capacity {
        Some(plan) => {
            let stages = capacity_search::stages(written, plan, overrides, reader);
            let faults = faults::faults(&written.fault, &stages, &behavior, reader);
            (stages, faults)
        }
        None => changed_stages(written, workers, &behavior, overrides, reader),
    };
    let ttl = fleet.heartbeat_ttl.as_ref().map(|time| time.get_ref().0);
    let profile = FleetProfile {
        name: written.name.get_ref().clone(),
        seed: overrides.seed.or(fleet.seed).unwrap_or(DEFAULT_SEED),
        workers,
        pack: at_least_one(fleet.pack.as_ref(), pack_for(workers), reader),
        interval,
        phase: phase(fleet, defaults),
        jitter: jitter(fleet, reader),
        connections: connections(fleet, defaults, overrides, workers, reader),
        resend_closed: overrides.resend_closed || fleet.resend_closed.unwrap_or(false),
        timeout,
        organisations: organisations(fleet, overrides, reader),
        faults,
        slos: slos(written, &stages, overrides, reader),
        stages,
        beats_from: Duration::ZERO,
        check_every: at_least_one(fleet.check_every.as_ref(), DEFAULT_CHECK_EVERY, reader),
        heartbeat_ttl: ttl.unwrap_or(interval.expected().saturating_mul(TTL_INTERVALS)),
        capacity,
        bind: (fleet.bind.iter())
            .map(|(name, value)| (name.clone(), value.get_ref().given()))
            .collect(),
        tokens: tokens(&fleet.tokens, reader),
        behavior,
    };
    doubts(&profile, fleet, reader);
    Some(profile)
}

fn workers(
    fleet: &FleetWritten,
    capacity: Option<&CapacityPlan>,
    overrides: &Overrides,
    reader: &mut InputReader<'_>,
) -> Option<u32> {
    if let (Some(plan), Some(workers)) = (capacity, &fleet.workers) {
        let problem = format!("the search sets the workers, up to {}; remove it", plan.max);
        reader.wrong(workers, &problem);
    }
    let problem = "a fleet has at least one worker";
    match (overrides.workers, capacity, &fleet.workers) {
        (Some(0), ..) => reader.wrong_flag("--workers", problem),
        (Some(workers), ..) => return Some(workers),
        (None, Some(plan), _) => return Some(plan.max),
        (None, None, Some(workers)) if *workers.get_ref() == 0 => reader.wrong(workers, problem),
        (None, None, Some(workers)) => return Some(*workers.get_ref()),
        (None, None, None) => {
            let problem = "how many workers? add workers = 100, or give --workers";
            reader.wrong_at_key("fleet.workers", problem);
        }
    }
    None
}

/// The behavior, with what it proposes for the fleet.
fn behavior(
    written: &Written,
    overrides: &Overrides,
    reader: &mut InputReader<'_>,
) -> Option<(Behavior, Defaults)> {
    let timeout = written.fleet.timeout.as_ref();
    if let Some(zero) = timeout.filter(|time| time.get_ref().0.is_zero()) {
        reader.wrong(zero, "no time at all is too short; write for instance \"10s\"");
    }
    let timeout = timeout.map(|time| time.get_ref().0);
    let name = match written.behavior.as_ref().map(Spanned::get_ref) {
        Some(BehaviorChoice::Own(own)) => {
            let defaults = own.defaults();
            let fallback = defaults.timeout.unwrap_or(DEFAULT_TIMEOUT);
            let entry = entry(own, &written.fleet, overrides, reader);
            let behavior = Read::new(reader, timeout, entry).behavior(own, fallback);
            return Some((behavior, defaults));
        }
        Some(BehaviorChoice::Named(name)) => name.as_str(),
        None => DEFAULT_LIFE,
    };
    let Some((_, text)) = BEHAVIORS.iter().find(|(known, _)| *known == name) else {
        let remedy = did_you_mean(name, BEHAVIORS.iter().map(|(name, _)| *name));
        if let Some(behavior) = &written.behavior {
            reader.wrong(behavior, format!("there is no life `{name}`; {remedy}"));
        }
        return None;
    };
    let origin = format!("scenarios/lives/{name}.toml");
    let mut own = super::reader(&origin, text);
    let shipped: BehaviorWritten = match own.read() {
        Ok(shipped) => shipped,
        Err(error) => {
            reader.adopt(error.problems);
            return None;
        }
    };
    let entry = entry(&shipped, &written.fleet, overrides, reader);
    let defaults = shipped.defaults();
    let fallback = defaults.timeout.unwrap_or(DEFAULT_TIMEOUT);
    let behavior = Read::new(&mut own, timeout, entry).behavior(&shipped, fallback);
    reader.adopt(own.into_problems().0);
    Some((behavior, defaults))
}

/// The stages and what goes wrong in them, as the command line changes them.
fn changed_stages(
    written: &Written,
    workers: u32,
    behavior: &Behavior,
    overrides: &Overrides,
    reader: &mut InputReader<'_>,
) -> (Vec<Stage>, Vec<WorkerFault>) {
    let mut stages = stages::stages(&written.stage, workers, reader);
    let mut faults = faults::faults(&written.fault, &stages, behavior, reader);
    if let Some(ramp) = overrides.ramp
        && let Err(problem) = change_ramp(&mut stages, ramp)
    {
        reader.wrong_flag("--ramp", &problem);
    }
    if let Some(duration) = overrides.duration
        && let Err(problem) = change_duration(&mut stages, &mut faults, duration)
    {
        reader.wrong_flag("--duration", &problem);
    }
    (stages, faults)
}

fn slos(
    written: &Written,
    stages: &[Stage],
    overrides: &Overrides,
    reader: &mut InputReader<'_>,
) -> Vec<SloText> {
    let slo = |text: String, origin: &str, line| SloText { text, origin: origin.to_owned(), line };
    let mut slos = Vec::new();
    for text in &written.slos {
        slos.push(slo(text.get_ref().clone(), reader.origin(), reader.line(text)));
    }
    for (stage, resolved) in written.stage.iter().zip(stages) {
        for text in &stage.get_ref().slos {
            if text.get_ref().contains('@') {
                let problem = "an SLO of a stage is of that stage; remove `@` and what follows";
                reader.wrong(text, problem);
            }
            let whole = format!("{} @ {}", text.get_ref().trim(), resolved.name);
            slos.push(slo(whole, reader.origin(), reader.line(text)));
        }
    }
    slos.extend(overrides.slos.iter().map(|text| slo(text.clone(), "--slo", 0)));
    slos
}

/// Warns about what is possible but probably not meant.
fn doubts(profile: &FleetProfile, fleet: &FleetWritten, reader: &mut InputReader<'_>) {
    let interval = profile.interval.expected();
    let slowest = profile.behavior.beat.iter().map(|beat| beat.call.timeout).max();
    if slowest.is_some_and(|timeout| timeout > interval) {
        let problem = format!(
            "a beat may take longer than the interval of {}: the next one is then late",
            duration_text(interval)
        );
        reader.warn("fleet.timeout", &problem);
    }
    if profile.heartbeat_ttl <= interval {
        let problem = format!(
            "not longer than the interval of {}: every worker will be presumed dead",
            duration_text(interval)
        );
        reader.warn("fleet.heartbeat_ttl", &problem);
    }
    if fleet.fallback.is_some() && matches!(profile.interval, Interval::Fixed(_)) {
        reader.warn("fleet.fallback", "without effect, as the interval is fixed");
    }
    for name in profile.behavior.given.iter().filter(|name| !profile.bind.contains_key(*name)) {
        let problem = format!("the life needs it: add it here, or give --bind {name}=VALUE");
        reader.warn(&format!("fleet.bind.{name}"), &problem);
    }
    if profile.organisations > profile.workers {
        reader.warn("fleet.organisations", "more organisations than workers: some stay empty");
    }
}
