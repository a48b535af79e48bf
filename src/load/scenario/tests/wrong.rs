//! Messages about what is wrong: each with its place and the remedy.

use super::{HEAD, RAMP, describe, profile};

/// What is wrong below [`HEAD`] (3 lines), and how the message begins and ends.
const WRONG: [(&str, &str, &str); 32] = [
    ("wrokers = 5", "own.toml:4: fleet.wrokers: unknown key `wrokers`", "did you mean `workers`?"),
    ("jitter = 0.6", "own.toml:4: fleet.jitter: jitter is a share", "overtake"),
    ("jitter = nan", "own.toml:4: fleet.jitter: jitter is a share", "overtake"),
    ("interval = \"0s\"", "own.toml:4: fleet.interval: an interval is 10ms", "\"30s\""),
    (
        "interval = \"soon\"",
        "own.toml:4: fleet.interval: `soon` is no interval",
        "or \"from-config\"",
    ),
    ("interval = 30", "own.toml:4: fleet.interval: invalid type", "\"from-config\""),
    ("timeout = \"0s\"", "own.toml:4: fleet.timeout: no time at all", "\"10s\""),
    ("pool_size = 5", "own.toml:4: fleet.pool_size: `pool_size` is for", "remove it"),
    (
        "connections = \"per-requst\"",
        "own.toml:4: fleet.connections: unknown word `per-requst`",
        "did you mean `per-request`?",
    ),
    ("connections = \"pooled\"\nkeep_alive = true", "own.toml:5: fleet.keep_alive:", "remove it"),
    ("organisations = 0", "own.toml:4: fleet.organisations: write 1 or more", "more"),
    (
        "[[stage]]\nkind = \"rmap\"\nduration = \"1s\"",
        "own.toml:5: stage[0].kind: unknown word `rmap`",
        "did you mean `ramp`?",
    ),
    ("[[stage]]\nkind = \"ramp\"", "own.toml:4: stage[0]: `duration` is missing", "\"60s\""),
    (
        "[[stage]]\nkind = \"hold\"\nduration = \"1s\"",
        "own.toml:5: stage[0].kind: no worker is there yet",
        "before",
    ),
    (
        "[[stage]]\nkind = \"ramp\"\nduration = \"0s\"",
        "own.toml:6: stage[0].duration: a stage takes some time",
        "\"60s\"",
    ),
    (
        "[[stage]]\nkind = \"ramp\"\nduration = \"9s\"\nover = \"10s\"",
        "own.toml:7: stage[0].over: a ramp longer than its stage",
        "`duration` longer",
    ),
    (
        "[[stage]]\nkind = \"ramp\"\nduration = \"9s\"\nfrom = 7",
        "own.toml:7: stage[0].from: 0 workers are there",
        "leave `from` out",
    ),
    (
        "[[stage]]\nkind = \"ramp\"\nduration = \"9s\"\nto = 0",
        "own.toml:7: stage[0].to: 0 workers are there already",
        "another `to`",
    ),
    (
        "[[stage]]\nkind = \"ramp\"\nduration = \"9s\"\nto = -1",
        "own.toml:7: stage[0].to: invalid value",
        "\"50%\"",
    ),
    (
        "[[stage]]\nkind = \"ramp\"\nduration = \"9s\"\nbatch = 1",
        "own.toml:7: stage[0].batch: `batch` means nothing",
        "remove it",
    ),
    (
        "[[stage]]\nkind = \"ramp\"\nduration = \"9s\"\nslos = [\"a<1 @ b\"]",
        "own.toml:7: stage[0].slos[0]: an SLO of a stage",
        "what follows",
    ),
    (
        "@[[stage]]\nkind = \"churn\"\nduration = \"1s\"",
        "own.toml:8: stage[1].kind: a stage of kind `churn` says more",
        "rate = \"5/s\"",
    ),
    (
        "@[[stage]]\nkind = \"churn\"\nduration = \"1s\"\nrate = \"5\"",
        "own.toml:10: stage[1].rate: `5` is no rate",
        "\"30/min\"",
    ),
    (
        "@[[stage]]\nkind = \"spike\"\nduration = \"1s\"\nto = 100",
        "own.toml:10: stage[1].to: 100 workers are there already",
        "beyond",
    ),
    (
        "@[[stage]]\nkind = \"herd-reconnect\"\nduration = \"1s\"\nshare = 1.1",
        "own.toml:10: stage[1].share: a share is above 0",
        "0.3",
    ),
    (
        "@[[stage]]\nkind = \"herd-reconnect\"\nduration = \"1s\"\noutage = \"1s\"",
        "own.toml:10: stage[1].outage: an outage as long as its stage",
        "`duration` longer",
    ),
    (
        "@[[stage]]\nkind = \"rolling-restart\"\nduration = \"1s\"\nbatch = 0",
        "own.toml:10: stage[1].batch: a batch is from 1",
        "all 100",
    ),
    (
        "@[[stage]]\nkind = \"hold\"\nname = \"ramp\"\nduration = \"1s\"",
        "own.toml:9: stage[1].name: two stages are called `ramp`",
        "own name",
    ),
    (
        "@[[fault]]\nkind = \"crash\"",
        "own.toml:8: fault[0].kind: how many workers have it?",
        "\"2/min\"",
    ),
    ("@[[fault]]\nkind = \"crash\"\nshare = 2", "own.toml:9: fault[0].share:", ""),
    (
        "@[[fault]]\nkind = \"crash\"\nshare = 0.1\nlasts = \"1s\"",
        "own.toml:10: fault[0].lasts: `lasts` means nothing",
        "remove it",
    ),
    (
        "@[[fault]]\nkind = \"crash\"\nshare = 0.1\nstage = \"rmap\"",
        "own.toml:10: fault[0].stage: no stage is called",
        "did you mean `ramp`?",
    ),
];

#[test]
fn every_error_names_file_line_and_key_and_what_fixes_it() {
    for (wrong, begins, ends) in WRONG {
        let ramp = RAMP.trim_end();
        // Stages and faults come after a ramp where `@` says so; what is wrong in the fleet stands
        // in it.
        let text = match wrong.strip_prefix('@') {
            Some(wrong) => format!("{HEAD}{ramp}\n{wrong}\n"),
            None if wrong.starts_with('[') => format!("{HEAD}{wrong}\n"),
            None => format!("{HEAD}{wrong}\n{ramp}\n"),
        };
        let describe = describe(&text);
        assert!(describe.starts_with(begins), "{wrong}\n  {describe}");
        assert!(describe.ends_with(ends), "{wrong}\n  {describe}");
    }
}

#[test]
fn what_is_wrong_as_a_whole_is_reported_too() {
    for (text, expected) in [
        (HEAD.to_owned(), "own.toml: stage: no stages; add [[stage]]"),
        (
            format!("{}{RAMP}", HEAD.replace("100", "0")),
            "own.toml:3: fleet.workers: a fleet has at least one",
        ),
        (format!("name = \"own\"\n[fleet]\n{RAMP}"), "own.toml: fleet.workers: how many workers?"),
        (
            format!("life = \"real-wroker\"\n{HEAD}{RAMP}"),
            "own.toml:1: life: there is no life `real-wroker`; did you mean `real-worker`?",
        ),
        ("name = \"own\"\n".to_owned(), "own.toml:1: `fleet` is missing; write a [fleet] section"),
        ("name = ".to_owned(), "own.toml:1: not TOML"),
        (format!("{HEAD}{RAMP}[capacity]\nmin = 1\nmax = 2\n"), "own.toml: slos: a search needs"),
    ] {
        let describe = describe(&text);
        assert!(describe.contains(expected), "{describe}");
    }
}

#[test]
fn all_problems_are_reported_at_once_in_the_order_of_the_file() {
    let describe = describe(&format!(
        "{HEAD}jitter = 2.0\npack = 0\n[[stage]]\nkind = \"hold\"\nduration = \"0s\"\n"
    ));
    let lines: Vec<&str> = describe.lines().map(|line| line.split(": ").nth(1).unwrap()).collect();
    assert_eq!(lines, ["fleet.jitter", "fleet.pack", "stage[0].kind", "stage[0].duration"]);
}

#[test]
fn a_life_of_ones_own_is_read_and_its_errors_have_their_places() {
    let behavior = |call: &str| {
        format!("{HEAD}{RAMP}[life]\n[[life.beat]]\noperation = \"worker_heartbeat\"\n{call}\n")
    };
    for (call, expected) in [
        ("body = '{'", "own.toml:10: life.beat[0].body: not JSON"),
        (
            "body = { a = { \"$vra\" = \"x\" } }",
            "own.toml:10: life.beat[0].body: /a: there is no hole `$vra`; did you mean `$var`?",
        ),
        (
            "take = { x = \"y\" }",
            "own.toml:10: life.beat[0].take.x: a JSON pointer begins with `/`",
        ),
        (
            "take = { worker = \"/y\" }",
            "own.toml:10: life.beat[0].take.worker: `worker` is built in",
        ),
        ("every = 0", "own.toml:10: life.beat[0].every: invalid value"),
        ("bdoy = {}", "own.toml:10: life.beat[0].bdoy: unknown key `bdoy`; did you mean `body`?"),
    ] {
        let describe = describe(&behavior(call));
        assert!(describe.starts_with(expected), "{describe}");
    }
    let every = behavior("every = \"90s\"");
    assert_eq!(profile(&every).behavior.operations(), ["worker_heartbeat"]);
    assert!(
        describe(&format!("{HEAD}{RAMP}[life]\n")).contains("life.beat: a life without a beat")
    );
}
