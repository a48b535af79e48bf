//! `[fleet]` resolved: intervals, jitter and connections.

use std::time::Duration;

use toml::Spanned;

use super::values::PhaseWritten;
use super::written::FleetWritten;
use crate::input::{InputReader, did_you_mean};
use crate::load::behavior::{BehaviorWritten, Defaults};
use crate::load::{
    ConnectionChoice, Connections, DEFAULT_POOL, Interval, IntervalChoice, Overrides, Phase,
};

const DEFAULT_JITTER: f64 = 0.1;
const DEFAULT_FALLBACK: Duration = Duration::from_secs(30);
/// The shortest interval there may be.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(10);

pub(super) fn interval(
    fleet: &FleetWritten,
    overrides: &Overrides,
    reader: &mut InputReader<'_>,
) -> Interval {
    let problem = "an interval is 10ms or longer; write for instance \"30s\"";
    let too_short = |choice: IntervalChoice| match choice {
        IntervalChoice::Fixed(time) => time < SHORTEST_INTERVAL,
        IntervalChoice::FromConfig => false,
    };
    let written = fleet.interval.as_ref();
    if overrides.interval.is_some_and(too_short) {
        reader.wrong_flag("--interval", problem);
    } else if let Some(short) = written.filter(|choice| too_short(*choice.get_ref())) {
        reader.wrong(short, problem);
    }
    let fallback = fleet.fallback.as_ref();
    if let Some(short) = fallback.filter(|time| time.get_ref().0 < SHORTEST_INTERVAL) {
        reader.wrong(short, problem);
    }
    match (overrides.interval).or(written.map(|choice| *choice.get_ref())) {
        Some(IntervalChoice::Fixed(time)) => Interval::Fixed(time),
        Some(IntervalChoice::FromConfig) | None => Interval::FromConfig {
            fallback: fallback.map_or(DEFAULT_FALLBACK, |time| time.get_ref().0),
        },
    }
}

/// The way in that workers take: the one that is asked for, or the first that the behavior knows.
pub(super) fn entry(
    behavior: &BehaviorWritten,
    fleet: &FleetWritten,
    overrides: &Overrides,
    reader: &mut InputReader<'_>,
) -> Option<String> {
    let known = behavior.entries();
    let written = fleet.entry.as_ref();
    let wanted = overrides.entry.as_ref().or(written.map(Spanned::get_ref));
    if let Some(name) = wanted.filter(|name| !known.contains(&name.as_str())) {
        let problem = match known.as_slice() {
            [] => "the life has one way in; leave it out".to_owned(),
            known => {
                let remedy = did_you_mean(name, known.iter().copied());
                format!("the life has no way in `{name}`; {remedy}")
            }
        };
        match written.filter(|_| overrides.entry.is_none()) {
            Some(key) => reader.wrong(key, &problem),
            None => reader.wrong_flag("--entry", &problem),
        }
    }
    wanted.cloned().or_else(|| known.first().map(|name| (*name).to_owned()))
}

pub(super) fn phase(fleet: &FleetWritten, defaults: Defaults) -> Phase {
    let written = fleet.phase.as_ref().map(|phase| *phase.get_ref());
    match written.or(defaults.phase) {
        Some(PhaseWritten::OnJoin) => Phase::OnJoin,
        Some(PhaseWritten::Spread) | None => Phase::Spread,
    }
}

pub(super) fn jitter(fleet: &FleetWritten, reader: &mut InputReader<'_>) -> f64 {
    let Some(jitter) = &fleet.jitter else {
        return DEFAULT_JITTER;
    };
    if !(0.0..=0.5).contains(jitter.get_ref()) {
        let problem =
            "jitter is a share of the interval, from 0 to 0.5: beyond, beats would overtake";
        reader.wrong(jitter, problem);
    }
    *jitter.get_ref()
}

pub(super) fn connections(
    fleet: &FleetWritten,
    defaults: Defaults,
    overrides: &Overrides,
    workers: u32,
    reader: &mut InputReader<'_>,
) -> Connections {
    let written = fleet.connections.as_ref().map(|word| *word.get_ref());
    let word = written.or(defaults.connections).unwrap_or(ConnectionChoice::PerWorker);
    // What is beside it in the file belongs to the word that stands in the file.
    if let Some(keep_alive) = &fleet.keep_alive
        && word != ConnectionChoice::PerWorker
    {
        reader.wrong(keep_alive, "`keep_alive` is for connections = \"per-worker\"; remove it");
    }
    if let Some(size) = &fleet.pool_size
        && word != ConnectionChoice::Pooled
    {
        reader.wrong(size, "`pool_size` is for connections = \"pooled\"; remove it");
    }
    let keep_alive = fleet.keep_alive.as_ref().map(|keep| *keep.get_ref());
    let word = overrides.connections.unwrap_or(word);
    if overrides.pool_size.is_some() && word != ConnectionChoice::Pooled {
        reader.wrong_flag("--pool-size", "only a pool has a size; add --connections pooled");
    }
    let pool = at_least_one(fleet.pool_size.as_ref(), workers.min(DEFAULT_POOL), reader);
    match word {
        ConnectionChoice::PerWorker => Connections::PerWorker {
            keep_alive: keep_alive.or(defaults.keep_alive).unwrap_or(true),
        },
        ConnectionChoice::Pooled => {
            Connections::Pooled { size: overrides.pool_size.unwrap_or(pool) }
        }
        ConnectionChoice::PerRequest => Connections::PerRequest,
    }
}

pub(super) fn at_least_one(
    written: Option<&Spanned<u32>>,
    default: u32,
    reader: &mut InputReader<'_>,
) -> u32 {
    let Some(written) = written else {
        return default;
    };
    if *written.get_ref() == 0 {
        reader.wrong(written, "write 1 or more");
    }
    (*written.get_ref()).max(1)
}
