//! Ways in, ids known beforehand, organisations with their tokens, and APIs of another kind.

use std::collections::BTreeSet;
use std::sync::Arc;

use cp_harness::load::{Given, LoadOutcome};
use cp_harness::reference::{DEMO_QUEUE_ID, DEMO_TOKEN, SECOND_QUEUE_ID, SECOND_TOKEN};
use cp_harness::run::load::LoadError;

use super::fleet::{LIFE, books_are_exact, carried_out, resolve, run, scenario};
use super::target::{Arrival, Reply, Target};
use crate::common::{document, embedded};

const QUICK: &str = "interval = \"50ms\"";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_way_in_works_for_two_organisations_at_once() {
    for (entry, operations) in [
        ("register", &["register_worker"][..]),
        ("start", &["register_worker", "start_worker"]),
        ("queue", &["start_worker_for_queue"]),
    ] {
        let target = Target::reference().await;
        let fleet = format!(
            "{QUICK}\nentry = \"{entry}\"\norganisations = 2\n\
             bind = {{ queue_id = [\"{DEMO_QUEUE_ID}\", \"{SECOND_QUEUE_ID}\"] }}"
        );
        let summary = run(scenario(4, &fleet, "300ms", ""), &target.url).await.summary;
        let total = summary.total();
        assert_eq!(total.errors(), 0, "{entry}: {:?}", total.statuses);
        assert_eq!(total.tally.violations, 0, "{entry}");
        for name in operations {
            assert_eq!(summary.operation(name).unwrap().welcome(), 4, "{entry}: {name}");
        }
        assert!(summary.operation("worker_heartbeat").unwrap().welcome() > 4, "{entry}");
        let tokens: BTreeSet<String> = (target.arrivals().iter())
            .filter_map(|arrival| arrival.header("authorization").map(str::to_owned))
            .collect();
        let expected = [DEMO_TOKEN, SECOND_TOKEN].map(|token| format!("Bearer {token}"));
        assert_eq!(tokens, expected.into());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_whose_ids_are_known_start_by_them_without_registering() {
    let target = Target::of(|_, arrival| {
        if arrival.is_beat() {
            Reply::plain(arrival)
        } else {
            Reply::ok(r#"{"heartbeat_interval": 1}"#)
        }
    })
    .await;
    let fleet = format!(
        "{QUICK}\nentry = \"start\"\nseed = 7\n\
         bind = {{ worker_id = {{ each = \"uuid\" }}, environment_name = \"load\" }}"
    );
    let summary = run(scenario(3, &fleet, "300ms", ""), &target.url).await.summary;
    assert!(!summary.operation("register_worker").unwrap().is_called());
    let started: BTreeSet<String> = (target.arrivals().into_iter())
        .filter(|arrival| !arrival.is_beat())
        .map(|arrival| arrival.path)
        .collect();
    let id = |worker| Given::Uuid.value(7, worker, 0).unwrap();
    let expected = (0..3).map(|worker| format!("/api/v1/workers/{}/start", id(worker)));
    assert_eq!(started, expected.collect());
    assert!(target.beats().iter().all(|beat| (0..3).any(|worker| beat.id() == id(worker))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_id_that_is_given_twice_breaks_a_requirement() {
    let target = Target::of(|_, arrival| Reply::plain(arrival)).await;
    let violations = async |workers| {
        let summary = run(scenario(workers, QUICK, "200ms", LIFE), &target.url).await.summary;
        let twice = summary.violations.into_iter().find(|it| it.key.rule == "law_unique");
        twice.map(|it| (it.key.pointer, it.count))
    };
    // All are called `w`: the second and the third are one too many.
    assert_eq!(violations(3).await, Some(("/worker_id".to_owned(), 2)));
    assert_eq!(violations(1).await, None);
}

#[tokio::test]
async fn what_is_too_little_for_the_fleet_is_reported_before_anything_is_sent() {
    let target = Target::nobody().await;
    let refused = async |fleet: &str, tokens: usize| {
        let profile = scenario(3, fleet, "200ms", LIFE);
        let tokens = vec!["t".to_owned(); tokens];
        match carried_out(profile, embedded(), &target.url, tokens, |_| ()).await {
            Err(error @ (LoadError::Tokens { .. } | LoadError::Bind { .. })) => error.to_string(),
            other => panic!("{:?}", other.map(|outcome| outcome.summary.bookkeeping)),
        }
    };
    let described = refused("organisations = 3", 2).await;
    assert!(
        described.starts_with("3 organisations and 2 tokens: give one for each"),
        "{described}"
    );
    let described = refused("bind = { worker_id = { each = [\"a\", \"b\"] } }", 1).await;
    assert_eq!(described, "bind `worker_id`: 2 values for 3 workers: give one for each");
}

/// An API that has nothing of the embedded one but the idea.
const OTHER: &str = r#"
openapi: 3.1.0
info: { title: Robots, version: "1" }
components:
  securitySchemes:
    header: { type: apiKey, in: header, name: X-Robot-Key }
    query: { type: apiKey, in: query, name: key }
    cookie: { type: apiKey, in: cookie, name: session }
    basic: { type: http, scheme: basic }
paths:
  /robots:
    put:
      operationId: enrol
      security: [{ basic: [] }]
      requestBody: { required: true, content: { application/json: { schema: { type: object } } } }
      responses:
        "201":
          description: d
          content: { application/json: { schema: {
            type: object, properties: { robot: { type: object, properties: { no: { type: integer } } } } } } }
  /robots/{no}/pulse:
    patch:
      operationId: pulse
      security: [{ header: [], cookie: [] }]
      parameters:
        - { name: no, in: path, required: true, schema: { type: integer } }
        - { name: beat, in: query, schema: { type: integer } }
      responses: { "204": { description: d } }
  /robots/{no}:
    delete:
      operationId: retire
      security: [{ query: [] }]
      parameters: [{ name: no, in: path, required: true, schema: { type: integer } }]
      responses: { "204": { description: d } }
"#;

const ROBOT: &str = r#"
name = "robots"
[fleet]
workers = 2
interval = "50ms"
[[stage]]
name = "join"
kind = "ramp"
duration = "300ms"
over = "10ms"
[[stage]]
name = "leave"
kind = "ramp-down"
duration = "200ms"
[life]
id = "no"
[[life.enter]]
operation = "enrol"
body = { model = "r2" }
take = { no = "/robot/no" }
[[life.beat]]
operation = "pulse"
path = { no = "{no}" }
query = { beat = "{beat}" }
[[life.leave]]
operation = "retire"
path = { no = "{no}" }
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_api_with_other_credentials_is_data_alone() {
    let target = Target::of(|number, arrival| match arrival.method.as_str() {
        "PUT" => Reply::Answer(
            "201 Created",
            String::new(),
            format!(r#"{{"robot": {{"no": {number}}}}}"#),
        ),
        _ => Reply::Answer("204 No Content", String::new(), String::new()),
    })
    .await;
    let api = Arc::new(document(OTHER));
    let tokens = vec!["user:secret".to_owned()];
    let outcome = carried_out(resolve(ROBOT), api, &target.url, tokens, |_| ()).await;
    let summary = outcome.unwrap_or_else(|error| panic!("{error}")).summary;
    books_are_exact(&summary);
    let total = summary.total();
    assert_eq!((total.errors(), total.count(LoadOutcome::Ok)), (0, total.ended()));
    let of = |method: &str| -> Vec<Arrival> {
        target.arrivals().into_iter().filter(|arrival| arrival.method == method).collect()
    };
    for enrolment in of("PUT") {
        assert_eq!(enrolment.header("authorization"), Some("Basic dXNlcjpzZWNyZXQ="));
    }
    let pulses = of("PATCH");
    assert!(pulses.len() > 4, "{}", pulses.len());
    for pulse in &pulses {
        assert_eq!(pulse.header("x-robot-key"), Some("user:secret"));
        assert_eq!(pulse.header("cookie"), Some("session=user%3Asecret"));
        assert!(pulse.path.contains("/pulse?beat="), "{}", pulse.path);
        let address = target.address().to_string();
        assert_eq!(pulse.header("host"), Some(address.as_str()));
    }
    let retired = of("DELETE");
    assert_eq!(retired.len(), 2);
    assert!(retired.iter().all(|one| one.path.ends_with("?key=user%3Asecret")), "{retired:?}");
}
