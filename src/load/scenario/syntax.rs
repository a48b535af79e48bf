//! What each key of a scenario takes.

use super::fault_written;
use crate::input::InputReader;

/// What each key takes, for the message where it has something else; those that one kind of fault
/// alone takes are in the table of faults.
pub(super) const HINTS: [(&str, &str); 44] = [
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
    ("tokens", "write a list of reader, as [\"env:TOKEN_A\", \"env:TOKEN_B\"]"),
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
    ("min", "write a number of workers, as 100"),
    ("max", "write a number of workers, as 10000"),
    ("precision", "write a number of workers, as 50, or a share of the fleet, as \"5%\""),
    ("ramp", "write a time, as \"10s\""),
    ("hold", "write a time, as \"60s\""),
    ("given", "write a list of names, as [\"queue_id\"]"),
    ("id", "write the variable's name in quotes"),
    ("goodbye", "write a share, as 0.1"),
    ("operation", "write the operation's short name in quotes"),
    ("every", "write a number of beats, as 10, or a time, as \"300s\""),
];

/// A reader of scenarios and of behaviors.
pub(in crate::load) fn reader<'t>(origin: &'t str, text: &'t str) -> InputReader<'t> {
    InputReader::with_hints(origin, text, hint)
}

fn hint(name: &str) -> Option<&'static str> {
    let known = HINTS.iter().find(|(known, _)| *known == name);
    known.map(|(_, hint)| *hint).or_else(|| fault_written::hint(name))
}
