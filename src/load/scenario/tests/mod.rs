//! What scenarios promise: defaults, overrides, and messages with a remedy.

mod keys;
mod wrong;

use super::super::{
    Attempt, BEHAVIORS, ConnectionChoice, Connections, IntervalChoice, Phase, Precision,
    ProbeLength, ProbeTimes, StageKind,
};
use super::*;

const HEAD: &str = "name = \"own\"\n[fleet]\nworkers = 100\n";
const RAMP: &str = "[[stage]]\nkind = \"ramp\"\nduration = \"10s\"\n";
const HOLD: &str = "[[stage]]\nkind = \"hold\"\nduration = \"60s\"\n";

fn resolved(text: &str, overrides: &Overrides) -> Result<Resolved, InputError> {
    Scenario::parse("own.toml", text)?.resolve(overrides)
}

fn profile(text: &str) -> FleetProfile {
    resolved(text, &Overrides::default()).unwrap_or_else(|error| panic!("{error}")).profile
}

fn describe(text: &str) -> String {
    resolved(text, &Overrides::default()).unwrap_err().to_string()
}

fn seconds(profile: &FleetProfile) -> Vec<u64> {
    profile.stages.iter().map(|stage| stage.duration.as_secs()).collect()
}

#[test]
fn what_is_not_written_has_its_default() {
    let profile = profile(&format!("{HEAD}{RAMP}{HOLD}"));
    assert_eq!((profile.seed, profile.pack, profile.organisations), (1, 1, 1));
    assert_eq!(profile.interval.expected(), Duration::from_secs(30));
    assert_eq!(profile.heartbeat_ttl, Duration::from_secs(90));
    assert_eq!(profile.connections, Connections::PerWorker { keep_alive: true });
    assert_eq!((profile.phase, profile.behavior.name.as_str()), (Phase::Spread, "plain"));
    assert_eq!((profile.duration().as_secs(), profile.peak()), (70, 100));
    let ramp = StageKind::Ramp { from: 0, to: 100, over: Duration::from_secs(10) };
    assert_eq!(profile.stages[0].kind, ramp);
}

#[test]
fn a_life_proposes_and_the_fleet_decides() {
    let behavior = format!("life = \"real-worker\"\n{HEAD}");
    let proposed = profile(&format!("{behavior}{RAMP}"));
    assert_eq!((proposed.connections, proposed.phase), (Connections::PerRequest, Phase::OnJoin));
    assert_eq!(proposed.behavior.enter[0].timeout, Duration::from_mins(1));
    let text = format!(
        "{behavior}connections = \"per-worker\"\nphase = \"spread\"\ntimeout = \"3s\"\n{RAMP}"
    );
    let decided = profile(&text);
    assert_eq!(
        (decided.connections, decided.phase),
        (Connections::PerWorker { keep_alive: true }, Phase::Spread)
    );
    assert_eq!(decided.behavior.beat[1].call.timeout, Duration::from_secs(3));
}

#[test]
fn the_hash_follows_what_is_done_and_not_how_it_is_written() {
    let text = format!("{HEAD}{RAMP}");
    let hash = profile(&text).hash();
    assert_eq!(hash.len(), 64);
    assert_eq!(profile(&format!("# a comment\n\n{text}")).hash(), hash);
    let bound = text.replace("workers = 100", "workers = 100\nbind = { queue_id = \"q\" }");
    assert_eq!(profile(&bound).hash(), hash, "bindings belong to a target");
    assert_ne!(profile(&text.replace("100", "101")).hash(), hash);
    assert_ne!(profile(&text.replace("own", "other")).hash(), hash);
}

#[test]
fn the_command_line_overrides_the_file() {
    let spike = "[[stage]]\nkind = \"spike\"\nduration = \"30s\"\nto = \"250%\"\n";
    let overrides = Overrides {
        workers: Some(10),
        duration: Some(Duration::from_secs(50)),
        interval: Some(IntervalChoice::Fixed(Duration::from_secs(5))),
        ramp: Some(Duration::from_secs(5)),
        slos: vec!["violations==0".to_owned()],
        seed: Some(9),
        ..Overrides::default()
    };
    let profile = resolved(&format!("{HEAD}{RAMP}{HOLD}{spike}"), &overrides).unwrap().profile;
    assert_eq!((profile.workers, profile.seed, profile.peak()), (10, 9, 25));
    assert_eq!(seconds(&profile), [5, 30, 15]);
    assert_eq!(profile.duration(), Duration::from_secs(50));
    assert_eq!(profile.interval.expected(), Duration::from_secs(5));
    assert_eq!(
        (profile.slos[0].text.as_str(), profile.slos[0].origin.as_str()),
        ("violations==0", "--slo")
    );
}

#[test]
fn an_impossible_override_names_its_flag() {
    let overrides = Overrides::default;
    for (text, overrides, expected) in [
        (
            HOLD,
            Overrides { workers: Some(0), ..overrides() },
            "--workers: a fleet has at least one",
        ),
        (
            HOLD,
            Overrides { duration: Some(Duration::from_secs(10)), ..overrides() },
            "--duration: the ramps alone take 10s",
        ),
        (
            "",
            Overrides { duration: Some(Duration::from_secs(20)), ..overrides() },
            "--duration: the scenario has nothing but ramps",
        ),
        (
            HOLD,
            Overrides { interval: Some(IntervalChoice::Fixed(Duration::ZERO)), ..overrides() },
            "--interval: an interval is 10ms",
        ),
    ] {
        let describe =
            resolved(&format!("{HEAD}{RAMP}{text}"), &overrides).unwrap_err().to_string();
        assert!(describe.starts_with(expected), "{describe}");
    }
    let spike = format!("{HEAD}[[stage]]\nkind = \"spike\"\nto = 5\nduration = \"1s\"\n");
    let ramp = Overrides { ramp: Some(Duration::from_secs(5)), ..overrides() };
    let describe = resolved(&spike, &ramp).unwrap_err().to_string();
    assert!(describe.starts_with("--ramp: the scenario has no stage of kind `ramp`"), "{describe}");
}

#[test]
fn what_is_probably_not_meant_is_a_warning() {
    let text =
        format!("life = \"queue-worker\"\n{HEAD}interval = \"5s\"\nheartbeat_ttl = \"4s\"\n{RAMP}");
    let warnings = resolved(&text, &Overrides::default()).unwrap().warnings;
    let keys: Vec<&str> = warnings.iter().map(|warning| warning.key.as_str()).collect();
    assert_eq!(keys, ["fleet.timeout", "fleet.heartbeat_ttl", "fleet.bind.queue_id"]);
}

#[test]
fn a_search_has_stages_for_each_of_its_probes() {
    let scenario = Scenario::shipped("capacity").unwrap().unwrap();
    let profile = scenario.resolve(&Overrides::default()).unwrap().profile;
    let plan = profile.capacity.clone().unwrap();
    assert_eq!((profile.workers, plan.min), (50_000, 10));
    let probe = profile.probe(Attempt { workers: 800, length: ProbeLength::Full });
    assert_eq!(
        (probe.workers, probe.peak(), probe.pack, probe.capacity.is_none()),
        (800, 800, 1, true)
    );
    assert_eq!(seconds(&probe), [4, 12]);
    assert_eq!(probe.beats_from, Duration::from_secs(4));
    let short = profile.probe(Attempt { workers: 800, length: ProbeLength::Short });
    assert_eq!(seconds(&short), [2, 4]);
    let slow = Overrides {
        interval: Some(IntervalChoice::Fixed(Duration::from_secs(20))),
        ..Overrides::default()
    };
    let plan = scenario.resolve(&slow).unwrap().profile.capacity.unwrap();
    let times = |ramp, hold| ProbeTimes {
        ramp: Duration::from_secs(ramp),
        hold: Duration::from_secs(hold),
    };
    assert_eq!((plan.full, plan.short), (times(20, 50), times(20, 30)), "with the interval");
}

#[test]
fn the_precision_of_a_search_is_a_number_of_workers_or_a_share() {
    let search = |precision: &str| {
        format!(
            "name = \"own\"\nslos = [\"violations==0\"]\n[fleet]\n[capacity]\nmin = 1\nmax = 9\n\
             {precision}"
        )
    };
    let of = |precision: &str| profile(&search(precision)).capacity.unwrap().precision;
    assert_eq!(of(""), Precision::Share(0.05));
    assert_eq!(of("precision = 7"), Precision::Workers(7));
    assert_eq!(of("precision = \"2%\""), Precision::Share(0.02));
    for wrong in ["0", "\"0%\"", "\"100%\""] {
        let describe = describe(&search(&format!("precision = {wrong}")));
        assert!(describe.contains("capacity.precision: write one worker or more"), "{describe}");
    }
}

#[test]
fn the_command_line_chooses_the_connections_whatever_the_file_says() {
    let choose = |file: &str, connections, pool_size| {
        let overrides = Overrides { connections, pool_size, ..Overrides::default() };
        let describe = resolved(&format!("{HEAD}{file}{RAMP}"), &overrides);
        describe.map(|describe| describe.profile.connections).map_err(|error| error.to_string())
    };
    let pooled = Some(ConnectionChoice::Pooled);
    assert_eq!(choose("keep_alive = false\n", pooled, None), Ok(Connections::Pooled { size: 64 }));
    assert_eq!(choose("", pooled, Some(7)), Ok(Connections::Pooled { size: 7 }));
    let pool = "connections = \"pooled\"\npool_size = 5\n";
    assert_eq!(choose(pool, None, None), Ok(Connections::Pooled { size: 5 }));
    assert_eq!(choose(pool, None, Some(9)), Ok(Connections::Pooled { size: 9 }));
    let per_request = Some(ConnectionChoice::PerRequest);
    assert_eq!(choose(pool, per_request, None), Ok(Connections::PerRequest));
    for (file, connections) in [("", None), (pool, per_request)] {
        let describe = choose(file, connections, Some(9)).unwrap_err();
        assert_eq!(describe, "--pool-size: only a pool has a size; add --connections pooled");
    }
}

#[test]
fn every_shipped_scenario_resolves_without_a_warning_but_for_what_is_given_from_outside() {
    for (name, _) in SCENARIOS {
        let scenario = Scenario::shipped(name).unwrap().unwrap_or_else(|error| panic!("{error}"));
        let resolved =
            scenario.resolve(&Overrides::default()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(resolved.profile.name, *name);
        assert!(!resolved.profile.slos.is_empty(), "{name}");
        let own = |warning: &&Problem| !warning.key.starts_with("fleet.bind.");
        assert!(resolved.warnings.iter().find(own).is_none(), "{:?}", resolved.warnings);
    }
    assert!(Scenario::shipped("smoek").is_none());
    assert_eq!(BEHAVIORS.len(), 4);
}

#[test]
fn the_default_scenario_is_a_ramp_and_a_hold() {
    let resolved = Scenario::default_for(5_000).resolve(&Overrides::default()).unwrap();
    assert_eq!((resolved.profile.workers, seconds(&resolved.profile)), (5_000, vec![10, 60]));
    let describe = Scenario::default_for(0).resolve(&Overrides::default()).unwrap_err().to_string();
    assert_eq!(describe, "the default scenario: a fleet has at least one worker");
}

#[test]
fn a_fault_asks_of_the_life_what_it_needs() {
    let fault = |behavior: &str, kind: &str| {
        let fault = format!("[[fault]]\nkind = \"{kind}\"\nshare = 0.1\n");
        describe(&format!("{behavior}{RAMP}{fault}"))
    };
    let queue = format!("life = \"queue-worker\"\n{HEAD}");
    assert!(fault(&queue, "zombie").contains("the life `queue-worker` has no goodbye"));
    let own = format!("{HEAD}[life]\n[[life.beat]]\noperation = \"worker_heartbeat\"\n");
    assert!(fault(&own, "duplicate-id").contains("add for instance id = \"worker_id\""));
}
