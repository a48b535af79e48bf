//! Answers judged under load: one defect in one answer is one violation, with what it rests on.

use std::fmt::Write as _;
use std::sync::Arc;

use cp_harness::load::{LoadOutcome, LoadSummary, SloVerdict, Violation};
use cp_harness::run::load::CompletedRun;
use serde_json::{Value, json};

use super::fleet::{carried_out, resolve, run, scenario};
use super::target::{Arrival, Reply, Target};
use crate::common::document;

const QUICK: &str = "interval = \"50ms\"";

/// An API whose answers to who registers have to hold a member that is called like an extent.
const ACCOUNTS: &str = r#"
openapi: 3.1.0
info: { title: Accounts, version: "1" }
paths:
  /accounts:
    post:
      operationId: open_account
      requestBody: { required: true, content: { application/json: { schema: { type: object } } } }
      responses:
        "200":
          description: d
          content: { application/json: { schema: {
            type: object, required: [id, full_name],
            properties: { id: { type: string }, full_name: { type: string } } } } }
  /accounts/{id}/pulse:
    post:
      operationId: pulse
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { "204": { description: d } }
"#;

fn accounts(workers: u32, rest: &str) -> String {
    format!(
        "name = \"accounts\"\n[fleet]\nworkers = {workers}\ninterval = \"50ms\"\n{rest}\n\
         [[stage]]\nname = \"join\"\nkind = \"ramp\"\nduration = \"500ms\"\nover = \"10ms\"\n\
         slos = [\"violations==0\"]\n\
         [life]\nid = \"id\"\n\
         [[life.enter]]\noperation = \"open_account\"\nbody = {{ plan = \"basic\" }}\n\
         take = {{ id = \"/id\" }}\n\
         [[life.beat]]\noperation = \"pulse\"\npath = {{ id = \"{{id}}\" }}\n"
    )
}

/// Who opens an account gets this, with an id of its own; who beats gets nothing.
async fn target_of(account: Value) -> Target {
    Target::of(move |number, arrival| {
        if arrival.path.ends_with("/pulse") {
            return Reply::Answer("204 No Content", String::new(), String::new());
        }
        let mut account = account.clone();
        account["id"] = json!(format!("a{number}"));
        Reply::ok(&account.to_string())
    })
    .await
}

async fn carried(scenario: &str, target: &Target) -> CompletedRun {
    let api = Arc::new(document(ACCOUNTS));
    let outcome = carried_out(resolve(scenario), api, &target.url, Vec::new(), |_| ()).await;
    outcome.unwrap_or_else(|error| panic!("{error}"))
}

/// Operation, rule, pointer and count of each violation.
fn describe(violations: &[Violation]) -> Vec<(&str, &str, &str, u64)> {
    let described = violations
        .iter()
        .map(|it| (it.key.operation.as_str(), it.key.rule, it.key.pointer.as_str(), it.count));
    described.collect()
}

fn violations(summary: &LoadSummary, operation: &str) -> (u64, u64) {
    let tally = summary.operation(operation).unwrap().tally;
    (tally.violations, tally.judged)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_leaves_out_a_required_member_fails_with_its_pointer_and_its_line() {
    let target = target_of(json!({})).await;
    let outcome = carried(&accounts(3, ""), &target).await;
    let summary = &outcome.summary;
    assert_eq!(
        describe(&summary.violations),
        [("open_account", "response_member", "/full_name", 3)],
        "each worker's account once"
    );
    assert_eq!(violations(summary, "open_account"), (3, 3));
    assert_eq!(outcome.results[0].verdict, SloVerdict::Fail, "however few were judged");
    let first = &summary.violations[0].first;
    assert_eq!(summary.violations[0].key.location, "own.yaml:14");
    assert_eq!((first.request.method.as_str(), first.request.path.as_str()), ("POST", "/accounts"));
    let sent: Value = serde_json::from_slice(first.request.body.as_deref().unwrap()).unwrap();
    assert_eq!(sent, json!({"plan": "basic"}));
    assert!(first.request.headers.is_empty(), "they carry credentials");
    assert!(String::from_utf8_lossy(&first.response.body).starts_with("{\"id\":\"a"));
    assert_eq!((first.place.as_str(), first.actual.as_str()), ("/full_name", "absent"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn null_where_a_string_is_declared_is_one_violation() {
    let target = target_of(json!({"full_name": null})).await;
    let summary = carried(&accounts(2, ""), &target).await.summary;
    let expected = [("open_account", "response_member", "/full_name", 2)];
    assert_eq!(describe(&summary.violations), expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_few_judged_answers_meet_no_objective_and_enough_of_them_do() {
    let target = target_of(json!({"full_name": "Ada"})).await;
    let few = carried(&accounts(1, "timeout = \"1s\""), &target).await;
    let result = &few.results[0];
    assert!(result.samples < 30, "{result:?}");
    assert_eq!((result.verdict, result.population), (SloVerdict::NoData, Some(result.samples)));
    let note = result.note.as_deref().unwrap();
    assert!(note.contains("at least 30 are needed"), "{note}");
    // However sparse the sample is, the first answers of each operation are judged.
    let enough = carried(&accounts(15, "check_every = 1000"), &target).await;
    let result = &enough.results[0];
    assert_eq!(result.verdict, SloVerdict::Pass, "{result:?}");
    assert!((30..=60).contains(&result.samples), "{result:?}");
    assert!(result.population.unwrap() > result.samples, "{result:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_stage_has_its_first_answers_judged_however_many_were_before() {
    let target = target_of(json!({"full_name": "Ada"})).await;
    let hold = "[[stage]]\nname = \"hold\"\nkind = \"hold\"\nduration = \"1s\"\n[life]";
    let scenario = accounts(15, "check_every = 1000").replace("[life]", hold);
    let judged = |stage: &cp_harness::load::StageSummary| stage.operations["pulse"].tally.judged;
    let stages = carried(&scenario, &target).await.summary.stages;
    assert!(stages.iter().map(judged).all(|judged| judged >= 30), "{stages:?}");
}

/// An answer of `start_worker_for_queue` that obeys the documents, from the reference.
fn started() -> Value {
    json!({
        "worker_id": "w", "task_queue_name": "q", "temporal_namespace": "n", "temporal_host": "h",
        "temporal_api_key": "k", "organization_id": "o", "control_plane_url": "http://c",
        "heartbeat_interval": 1, "litellm_api_url": "http://l", "litellm_api_key": "k",
        "queue_name": "q", "environment_name": "e", "queue_id": "i",
        "control_plane_sdk_version": "1.0.0"
    })
}

async fn queue_workers(workers: u32, change: fn(&mut Value)) -> LoadSummary {
    let target = Target::of(move |number, arrival: &Arrival| {
        if arrival.is_beat() {
            return Reply::plain(arrival);
        }
        let mut answer = started();
        answer["worker_id"] = json!(format!("w{number}"));
        change(&mut answer);
        Reply::ok(&answer.to_string())
    })
    .await;
    let fleet = format!("{QUICK}\nentry = \"queue\"\nbind = {{ queue_id = \"q\" }}");
    run(scenario(workers, &fleet, "200ms", ""), &target.url).await.summary
}

/// What is done to an answer, and the rule and the pointer of the one violation.
type Defect = (fn(&mut Value), &'static str, &'static str);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_answers_with_one_defect_each_are_five_violations() {
    let defects: [Defect; 4] = [
        (
            |answer| drop(answer.as_object_mut().unwrap().remove("queue_name")),
            "response_member",
            "/queue_name",
        ),
        (|answer| answer["queue_name"] = json!(null), "response_member", "/queue_name"),
        (|answer| answer["litellm_api_key"] = json!(5), "response_member", "/litellm_api_key"),
        (|answer| answer["redis_url"] = json!(5), "response_schema", "/redis_url"),
    ];
    for (change, rule, pointer) in defects {
        let summary = queue_workers(5, change).await;
        assert_eq!(
            describe(&summary.violations),
            [("start_worker_for_queue", rule, pointer, 5)],
            "{pointer}"
        );
        assert_eq!(violations(&summary, "start_worker_for_queue"), (5, 5), "{pointer}");
    }
    let correct = queue_workers(5, |_| ()).await;
    assert!(correct.violations.is_empty(), "{:?}", describe(&correct.violations));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_too_long_to_keep_is_not_judged_and_not_counted_as_judged() {
    let target = target_of(json!({"full_name": 1, "padding": "x".repeat(1_100 << 10)})).await;
    let summary = carried(&accounts(2, ""), &target).await.summary;
    assert_eq!(violations(&summary, "open_account"), (0, 0));
    let summary = summary.operation("open_account").unwrap();
    assert_eq!(summary.welcome(), 0, "its id could not be read");
    assert_eq!(summary.count(LoadOutcome::Incomplete), summary.ended());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_compiles_the_schemas_of_its_calls_and_no_other() {
    let target = target_of(json!({"full_name": "Ada"})).await;
    let many = (0..200).fold(String::new(), |mut text, number| {
            let _ = write!(
                text,
                "  /other/{number}:\n    post:\n      operationId: other_{number}\n      responses:\n        \
                 \"200\": {{ description: d, content: {{ application/json: {{ schema: {{ type: object, \
                 required: [a{number}] }} }} }} }}\n"
            );
            text
        });
    let api = Arc::new(document(&format!("{ACCOUNTS}{many}")));
    let profile = resolve(&accounts(1, ""));
    let outcome = carried_out(profile, Arc::clone(&api), &target.url, Vec::new(), |_| ()).await;
    assert!(outcome.unwrap_or_else(|error| panic!("{error}")).summary.total().welcome() > 1);
    // The request and the answer of who opens an account, and the member that is taken from the
    // answer; a beat has none of these.
    assert_eq!(api.compiled_schemas(), 3, "of {} operations", api.operations().len());
}
