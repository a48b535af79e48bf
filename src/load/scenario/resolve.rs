//! Scenarios resolved: every default filled in, every combination checked.

use std::time::Duration;

use toml::Spanned;

use super::fleet::{at_least_one, connections, entry, interval, jitter, phase};
use super::given::{organisations, tokens};
use super::places::Places;
use super::search::{capacity, searched_stages};
use super::written::{FleetWritten, LifeChoice, Written};
use super::{faults, read, stages};
use crate::load::fleet::pack_for;
use crate::load::life::{Defaults, LifeWritten, Read};
use crate::load::overrides::{change_duration, change_ramp};
use crate::load::units::duration_text;
use crate::load::{CapacityPlan, FleetProfile, Interval, LIVES, Life, Overrides, SloText, Stage};
use crate::spec::did_you_mean;

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
    places: &mut Places<'_>,
) -> Option<FleetProfile> {
    let fleet = &written.fleet;
    let capacity = written.capacity.as_ref().map(|search| capacity(search, overrides, places));
    let workers = workers(fleet, capacity.as_ref(), overrides, places)?;
    let (life, defaults) = life(written, overrides, places)?;
    let interval = interval(fleet, overrides, places);
    let timeout = fleet.timeout.as_ref().map(|time| time.get_ref().0);
    let timeout = timeout.or(defaults.timeout).unwrap_or(DEFAULT_TIMEOUT);
    let stages = match &capacity {
        Some(plan) => searched_stages(written, plan, overrides, places),
        None => changed_stages(written, workers, overrides, places),
    };
    let ttl = fleet.heartbeat_ttl.as_ref().map(|time| time.get_ref().0);
    let profile = FleetProfile {
        name: written.name.get_ref().clone(),
        seed: overrides.seed.or(fleet.seed).unwrap_or(DEFAULT_SEED),
        workers,
        pack: at_least_one(fleet.pack.as_ref(), pack_for(workers), places),
        interval,
        phase: phase(fleet, defaults),
        jitter: jitter(fleet, places),
        connections: connections(fleet, defaults, workers, places),
        timeout,
        organisations: organisations(fleet, overrides, places),
        faults: faults::faults(&written.fault, &stages, &life, places),
        slos: slos(written, &stages, overrides, places),
        stages,
        check_every: at_least_one(fleet.check_every.as_ref(), DEFAULT_CHECK_EVERY, places),
        heartbeat_ttl: ttl.unwrap_or(interval.expected().saturating_mul(TTL_INTERVALS)),
        capacity,
        bind: (fleet.bind.iter())
            .map(|(name, value)| (name.clone(), value.get_ref().given()))
            .collect(),
        tokens: tokens(&fleet.tokens, places),
        life,
    };
    doubts(&profile, fleet, places);
    Some(profile)
}

fn workers(
    fleet: &FleetWritten,
    capacity: Option<&CapacityPlan>,
    overrides: &Overrides,
    places: &mut Places<'_>,
) -> Option<u32> {
    if let (Some(plan), Some(workers)) = (capacity, &fleet.workers) {
        let problem = format!("the search sets the workers, up to {}; remove it", plan.max);
        places.wrong(workers, &problem);
    }
    let problem = "a fleet has at least one worker";
    match (overrides.workers, capacity, &fleet.workers) {
        (Some(0), ..) => places.wrong_flag("--workers", problem),
        (Some(workers), ..) => return Some(workers),
        (None, Some(plan), _) => return Some(plan.max),
        (None, None, Some(workers)) if *workers.get_ref() == 0 => places.wrong(workers, problem),
        (None, None, Some(workers)) => return Some(*workers.get_ref()),
        (None, None, None) => {
            let problem = "how many workers? add workers = 100, or give --workers";
            places.wrong_at_key("fleet.workers", problem);
        }
    }
    None
}

/// The life, with what it proposes for the fleet.
fn life(
    written: &Written,
    overrides: &Overrides,
    places: &mut Places<'_>,
) -> Option<(Life, Defaults)> {
    let timeout = written.fleet.timeout.as_ref();
    if let Some(zero) = timeout.filter(|time| time.get_ref().0.is_zero()) {
        places.wrong(zero, "no time at all is too short; write for instance \"10s\"");
    }
    let timeout = timeout.map(|time| time.get_ref().0);
    let name = match written.life.as_ref().map(Spanned::get_ref) {
        Some(LifeChoice::Own(own)) => {
            let defaults = own.defaults();
            let fallback = defaults.timeout.unwrap_or(DEFAULT_TIMEOUT);
            let entry = entry(own, &written.fleet, overrides, places);
            let life = Read::new(places, timeout, entry).life(own, fallback);
            return Some((life, defaults));
        }
        Some(LifeChoice::Named(name)) => name.as_str(),
        None => DEFAULT_LIFE,
    };
    let Some((_, text)) = LIVES.iter().find(|(known, _)| *known == name) else {
        let mend = did_you_mean(name, LIVES.iter().map(|(name, _)| *name));
        if let Some(life) = &written.life {
            places.wrong(life, &format!("there is no life `{name}`; {mend}"));
        }
        return None;
    };
    let origin = format!("scenarios/lives/{name}.toml");
    let shipped: LifeWritten = match read(&origin, text) {
        Ok(shipped) => shipped,
        Err(error) => {
            places.adopt(error.problems);
            return None;
        }
    };
    let entry = entry(&shipped, &written.fleet, overrides, places);
    let mut own = Places::new(&origin, text);
    let defaults = shipped.defaults();
    let fallback = defaults.timeout.unwrap_or(DEFAULT_TIMEOUT);
    let life = Read::new(&mut own, timeout, entry).life(&shipped, fallback);
    places.adopt(own.finish().0);
    Some((life, defaults))
}

fn changed_stages(
    written: &Written,
    workers: u32,
    overrides: &Overrides,
    places: &mut Places<'_>,
) -> Vec<Stage> {
    let mut stages = stages::stages(&written.stage, workers, places);
    if let Some(ramp) = overrides.ramp
        && let Err(problem) = change_ramp(&mut stages, ramp)
    {
        places.wrong_flag("--ramp", &problem);
    }
    if let Some(duration) = overrides.duration
        && let Err(problem) = change_duration(&mut stages, duration)
    {
        places.wrong_flag("--duration", &problem);
    }
    stages
}

fn slos(
    written: &Written,
    stages: &[Stage],
    overrides: &Overrides,
    places: &mut Places<'_>,
) -> Vec<SloText> {
    let slo = |text: String, origin: &str, line| SloText { text, origin: origin.to_owned(), line };
    let mut slos = Vec::new();
    for text in &written.slos {
        slos.push(slo(text.get_ref().clone(), places.origin(), places.line(text)));
    }
    for (stage, resolved) in written.stage.iter().zip(stages) {
        for text in &stage.get_ref().slos {
            if text.get_ref().contains('@') {
                let problem = "an SLO of a stage is of that stage; remove `@` and what follows";
                places.wrong(text, problem);
            }
            let whole = format!("{} @ {}", text.get_ref().trim(), resolved.name);
            slos.push(slo(whole, places.origin(), places.line(text)));
        }
    }
    slos.extend(overrides.slos.iter().map(|text| slo(text.clone(), "--slo", 0)));
    slos
}

/// Warns about what is possible but probably not meant.
fn doubts(profile: &FleetProfile, fleet: &FleetWritten, places: &mut Places<'_>) {
    let interval = profile.interval.expected();
    let slowest = profile.life.beat.iter().map(|beat| beat.call.timeout).max();
    if slowest.is_some_and(|timeout| timeout > interval) {
        let problem = format!(
            "a beat may take longer than the interval of {}: the next one is then late",
            duration_text(interval)
        );
        places.warn("fleet.timeout", &problem);
    }
    if profile.heartbeat_ttl <= interval {
        let problem = format!(
            "not longer than the interval of {}: every worker will be presumed dead",
            duration_text(interval)
        );
        places.warn("fleet.heartbeat_ttl", &problem);
    }
    if fleet.fallback.is_some() && matches!(profile.interval, Interval::Fixed(_)) {
        places.warn("fleet.fallback", "without effect, as the interval is fixed");
    }
    for name in profile.life.given.iter().filter(|name| !profile.bind.contains_key(*name)) {
        let problem = format!("the life needs it: add it here, or give --bind {name}=VALUE");
        places.warn(&format!("fleet.bind.{name}"), &problem);
    }
    if profile.organisations > profile.workers {
        places.warn("fleet.organisations", "more organisations than workers: some stay empty");
    }
}
