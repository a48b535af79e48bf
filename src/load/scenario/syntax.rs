//! TOML read into what is written, with messages that people can act on.

use serde::de::DeserializeOwned;

use super::places::{key_at, line_at};
use crate::load::{Problem, ScenarioError};
use crate::spec::did_you_mean;

/// What each key takes, for the message where it has something else.
pub(super) const HINTS: [(&str, &str); 47] = [
    ("name", "write a name in quotes"),
    ("about", "write a sentence in quotes"),
    ("life", "write a life's name in quotes, or a [life] section"),
    ("fleet", "write a [fleet] section"),
    ("stage", "write [[stage]] sections"),
    ("fault", "write [[fault]] sections"),
    ("slos", "write a list, as [\"p99(worker_heartbeat)<250ms\"]"),
    ("capacity", "write a [capacity] section"),
    ("workers", "write a whole number, as 5000"),
    ("seed", "write a whole number, as 1"),
    ("pack", "write a whole number, as 1"),
    ("interval", "write a time as \"30s\", or \"from-config\""),
    ("fallback", "write a time as \"30s\""),
    ("jitter", "write a share of the interval, as 0.1"),
    ("phase", "write \"spread\" or \"on-join\""),
    ("connections", "write \"per-worker\", \"pooled\" or \"per-request\""),
    ("keep_alive", "write true or false"),
    ("pool_size", "write a whole number, as 64"),
    ("timeout", "write a time, as \"10s\""),
    ("organisations", "write a whole number, as 1"),
    ("check_every", "write a whole number, as 100"),
    ("heartbeat_ttl", "write a time, as \"90s\""),
    ("entry", "write the name of a way in, in quotes; a call may have a list of them"),
    ("tokens", "write a list of places, as [\"env:TOKEN_A\", \"env:TOKEN_B\"]"),
    ("bind", "write a table, as { queue_id = \"…\" }"),
    ("kind", "write the kind's name in quotes"),
    ("duration", "write a time, as \"60s\""),
    ("from", "write a number of workers, as 100, or a share of the fleet, as \"50%\""),
    ("to", "write a number of workers, as 100, or a share of the fleet, as \"50%\""),
    ("over", "write a time, as \"10s\""),
    ("rate", "write a rate, as \"5/s\" or \"30/min\""),
    ("share", "write a share, as 0.3"),
    ("outage", "write a time, as \"10s\""),
    ("batch", "write a number of workers, as 50, or a share of the fleet, as \"10%\""),
    ("back_after", "write a time, as \"30s\""),
    ("lasts", "write a time, as \"60s\""),
    ("bytes_per_second", "write a whole number, as 1024"),
    ("min", "write a number of workers, as 100"),
    ("max", "write a number of workers, as 10000"),
    ("precision", "write a number of workers, as 50"),
    ("ramp", "write a time, as \"10s\""),
    ("hold", "write a time, as \"60s\""),
    ("given", "write a list of names, as [\"queue_id\"]"),
    ("id", "write the variable's name in quotes"),
    ("goodbye", "write a share, as 0.1"),
    ("operation", "write the operation's short name in quotes"),
    ("every", "write a number of beats, as 10, or a time, as \"300s\""),
];

/// Reads TOML; an error names file, line and key, and how to mend it.
pub(in crate::load) fn read<T: DeserializeOwned>(
    origin: &str,
    text: &str,
) -> Result<T, ScenarioError> {
    toml::from_str(text).map_err(|error| {
        let offset = error.span().map(|span| span.start);
        // What is missing at the top is no fault of the key that happens to come first.
        let is_whole = offset == Some(0) && error.message().starts_with("missing field");
        let key = offset.filter(|_| !is_whole).map(|offset| key_at(text, offset));
        let key = key.unwrap_or_default();
        let problem = told(error.message(), &key);
        let line = offset.map_or(0, |offset| line_at(text, offset));
        let origin = origin.to_owned();
        Problem { origin, line, key, problem }.into()
    })
}

/// The message of the TOML reader, with what mends it.
fn told(message: &str, key: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let message = message.lines().next().unwrap_or_default();
    for (opening, label) in [("unknown field", "key"), ("unknown variant", "word")] {
        if message.starts_with(opening) {
            let name = quoted.next().unwrap_or_default();
            return format!("unknown {label} `{name}`; {}", did_you_mean(name, quoted));
        }
    }
    if message.starts_with("missing field") {
        let name = quoted.next().unwrap_or_default();
        return format!("`{name}` is missing; {}", hint(name).unwrap_or("add it"));
    }
    let last = key.rsplit('.').next().unwrap_or_default();
    let last = last.split('[').next().unwrap_or_default();
    match hint(last) {
        Some(hint) => format!("{message}; {hint}"),
        None if key.is_empty() => format!("not TOML: {message}"),
        None => message.to_owned(),
    }
}

fn hint(name: &str) -> Option<&'static str> {
    let (_, hint) = HINTS.iter().find(|(known, _)| *known == name)?;
    Some(hint)
}
