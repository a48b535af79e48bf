//! What behaviors promise, and how they are checked against the documents.

use super::*;
use crate::load::{BEHAVIORS, Overrides, Route, Scenario, Scope, Variables};
use crate::spec::Api;

const MINUTE: Duration = Duration::from_mins(1);

fn shipped(name: &str) -> Behavior {
    let text = format!(
        "name = \"test\"\nlife = \"{name}\"\n[fleet]\nworkers = 1\n[[stage]]\nkind = \"ramp\"\nduration = \"1s\"\n"
    );
    let scenario = Scenario::parse("test.toml", &text).unwrap();
    scenario.resolve(&Overrides::default()).unwrap().profile.behavior
}

/// A behavior with one call of entering and one beat, each given as TOML.
fn own(enter: &str, beat: &str) -> Behavior {
    let text = format!(
        "name = \"test\"\n[fleet]\nworkers = 1\n[[stage]]\nkind = \"ramp\"\nduration = \"1s\"\n[life]\n[[life.enter]]\n{enter}\n[[life.beat]]\n{beat}\n"
    );
    let scenario = Scenario::parse("own.toml", &text).unwrap();
    scenario.resolve(&Overrides::default()).unwrap().profile.behavior
}

const ENTER: &str = r#"operation = "register_worker"
body = { environment_name = "load" }
take = { worker_id = "/worker_id", environment_name = "/environment_name" }"#;
const BEAT: &str = r#"operation = "worker_heartbeat"
body = '{"worker_id": {"$var": "worker_id"}, "environment_name": {"$var": "environment_name"}}'"#;

fn problems(enter: &str, beat: &str) -> String {
    let api = Api::embedded().unwrap();
    own(enter, beat).check(&api).unwrap_err().to_string()
}

#[test]
fn every_shipped_life_obeys_the_documents() {
    let api = Api::embedded().unwrap();
    for (name, _) in BEHAVIORS {
        let behavior = shipped(name);
        assert_eq!(behavior.name, *name);
        behavior.check(&api).unwrap_or_else(|error| panic!("{error}"));
    }
    own(ENTER, BEAT).check(&api).unwrap();
}

#[test]
fn the_beats_of_a_real_worker_have_the_sizes_seen_on_the_wire() {
    let behavior = shipped("real-worker");
    let mut variables = Variables::new(behavior.variables.len());
    for (name, value) in [
        ("worker_id", "5f0c9c1e-7d57-4b8e-9a43-0d6a5a1c1001"),
        ("environment_name", "acme.production"),
    ] {
        assert!(variables.set(behavior.slot(name).unwrap(), &value.into()));
    }
    let size = |beat: u32| {
        let scope = Scope {
            seed: 1,
            worker: 1_234,
            organisation: 0,
            beat,
            now: std::time::SystemTime::UNIX_EPOCH,
            variables: &variables,
        };
        let kind = behavior.beat_at(beat, Duration::from_secs(30)).unwrap();
        let mut body = Vec::new();
        let call = &behavior.beat[kind].call;
        assert_eq!(call.timeout, Duration::from_secs(10));
        call.body.as_ref().unwrap().render(&scope, &mut body).unwrap();
        body.len()
    };
    let full = [0, 10, 20].map(size);
    let light = [1, 9, 11].map(size);
    assert!(full.iter().all(|size| (810..=850).contains(size)), "{full:?}");
    assert!(light.iter().all(|size| (80..=110).contains(size)), "{light:?}");
    assert_eq!(behavior.enter[0].timeout, MINUTE);
    assert!(behavior.goodbye < 0.5, "most leave without goodbye");
}

#[test]
fn a_kind_of_beat_has_its_turn_first_and_then_by_number_or_time() {
    let turns = |every: Every, interval: u64| -> Vec<u32> {
        let interval = Duration::from_secs(interval);
        (0..12).filter(|beat| every.is_turn(*beat, interval)).collect()
    };
    assert_eq!(turns(Every::Beats(5), 60), [0, 5, 10]);
    assert_eq!(turns(Every::Time(5 * MINUTE), 60), [0, 5, 10]);
    assert_eq!(turns(Every::Time(MINUTE), 45), [0, 2, 3, 4, 6, 7, 8, 10, 11]);
    assert_eq!(turns(Every::Time(MINUTE), 60).len(), 12);
    assert_eq!(turns(Every::Time(Duration::ZERO), 60).len(), 12);
}

#[test]
fn an_unknown_operation_is_reported_with_the_nearest_one() {
    let beat = BEAT.replace("worker_heartbeat", "worker_hartbeat");
    let described = problems(ENTER, &beat);
    assert!(described.starts_with("own.toml:13: worker_hartbeat:"), "{described}");
    assert!(described.contains("did you mean `worker_heartbeat`?"), "{described}");
}

#[test]
fn a_variable_that_nothing_gives_is_reported() {
    let described =
        problems(ENTER, &BEAT.replace(r#""$var": "worker_id""#, r#""$var": "worker_ident""#));
    assert!(
        described.contains("`worker_ident`") && described.contains("did you mean `worker_id`?"),
        "{described}"
    );
    let text = BEAT.replace(r#"{"$var": "worker_id"}"#, r#"{"$text": "{nobody}"}"#);
    assert!(problems(ENTER, &text).contains("list it under `given`"));
}

#[test]
fn what_an_answer_does_not_have_cannot_be_taken() {
    let described = problems(&ENTER.replace("\"/worker_id\"", "\"/workerid\""), BEAT);
    assert!(described.contains("did you mean `worker_id`?"), "{described}");
    let beat = format!("{BEAT}\ntake = {{ x = \"/x\" }}");
    assert!(problems(ENTER, &beat).contains("no answer of success has JSON content"));
}

#[test]
fn bodies_are_held_against_their_schemas() {
    for (body, described) in [
        (r#"body = { worker_id = "a" }"#, "\"environment_name\" is a required property"),
        (r#"body = { worker_id = "a", environment_name = 5 }"#, "/environment_name: 5 is not"),
        (r#"body = { worker_id = "a", environment_name = "b", staus = "x" }"#, "`status`?"),
        (
            r#"body = '{"worker_id": "a", "environment_name": "b", "status": {"$choice": ["x", 1]}}'"#,
            "/status: 1 is not",
        ),
        ("", "requires a body"),
    ] {
        let told_here = problems(ENTER, &format!("operation = \"worker_heartbeat\"\n{body}"));
        assert!(told_here.contains(described), "{told_here}");
    }
}

#[test]
fn path_parameters_have_to_be_given_by_their_names() {
    let start = "operation = \"start_worker\"\nbody = {}\npath = { worker = \"{worker_id}\" }";
    let described = problems(start, BEAT);
    assert!(described.contains("add path = { worker_id = \"{worker_id}\" }"), "{described}");
    assert!(
        described.contains("no path parameter `worker`; did you mean `worker_id`?"),
        "{described}"
    );
    assert!(described.contains("nothing gives the variable `worker_id`"), "{described}");
}

#[test]
fn a_route_is_the_path_of_its_operation_with_encoded_values() {
    let api = Api::embedded().unwrap();
    let mut behavior = shipped("queue-worker");
    let beat =
        own(ENTER, &format!("{BEAT}\nquery = {{ \"a b\" = \"{{worker}}/{{beat}}\", z = \"1\" }}"));
    let mut variables = Variables::new(behavior.variables.len());
    assert!(variables.set(behavior.slot("queue_id").unwrap(), &"a/b ü".into()));
    let scope = Scope {
        seed: 1,
        worker: 7,
        organisation: 0,
        beat: 3,
        now: std::time::SystemTime::UNIX_EPOCH,
        variables: &variables,
    };
    let path = |call: &Call| {
        let operation = api.operation(&call.operation).unwrap();
        let mut buffer = Vec::new();
        Route::new(call, operation).render(&scope, &mut buffer).unwrap();
        String::from_utf8(buffer).unwrap()
    };
    let enter = behavior.enter.remove(0);
    assert_eq!(path(&enter), "/api/v1/worker-queues/a%2Fb%20%C3%BC/start");
    let expected = "/api/v1/workers/heartbeat?a%20b=7%2F3&z=1";
    assert_eq!(path(&beat.beat[0].call), expected);
}
