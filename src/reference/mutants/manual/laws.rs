//! Mutants that break a law of a worker's life, which no single answer shows.

use serde_json::{Value, json};

use super::super::mutant::ManualMutant;
use crate::reference::intercept::{InterceptedCall, Reply};
use crate::reference::{DEMO_QUEUE_ID, SECOND_TOKEN};

fn is_start(call: &InterceptedCall) -> bool {
    call.path().contains("/workers/") && call.is_to("/start")
}

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "one_id_for_all",
        "The id of a worker is made of its host, and all of them run in one container.",
        &["law_unique", "law_unique_in_flight"],
    )
    .after(|call, reply| {
        if call.is_to("/register") {
            reply.edit_success(|answer| {
                if let Some(id) = answer.get_mut("worker_id") {
                    *id = call.memory.first("worker_id", id.clone());
                }
            });
        }
    }),
    ManualMutant::new("id_in_capitals", "A database gives UUIDs back in capitals.", &["law_echo"])
        .after(|call, reply| {
            if is_start(call) {
                reply.edit_success(|answer| {
                    if let Some(Value::String(id)) = answer.get_mut("worker_id") {
                        *id = id.to_uppercase();
                    }
                });
            }
        }),
    ManualMutant::new(
        "name_in_a_shared_variable",
        "The name of the environment is kept where all requests see it.",
        &["law_echo_in_flight"],
    )
    .after(|call, reply| {
        let sent = call.member("/environment_name");
        let is_numbered = sent.is_some_and(|name| {
            name.as_str().is_some_and(|name| name.ends_with(|last: char| last.is_ascii_digit()))
        });
        if call.is_to("/register") && is_numbered {
            reply.edit_success(|answer| {
                if let Some(name) = answer.get_mut("environment_name") {
                    *name = call.memory.first("environment_name", name.clone());
                }
            });
        }
    }),
    ManualMutant::new(
        "queue_chosen_anew",
        "Each start is given the next queue of a list, and the worker listens where nobody writes.",
        &["law_stable"],
    )
    .after(|call, reply| {
        if is_start(call) {
            let turn = call.memory.count("starts");
            reply.put("task_queue_name", json!(format!("queue-{turn}")));
        }
    }),
    ManualMutant::new(
        "url_without_its_scheme",
        "The address comes from a setting that somebody wrote without `https://`.",
        &["law_formed"],
    )
    .after(|call, reply| {
        if call.is_to("/register") {
            reply.put("control_plane_url", json!("control-plane.example.com"));
        }
    }),
    ManualMutant::new(
        "named_url_spoilt",
        "The address that a worker names is joined with a path that is already there.",
        &["law_formed"],
    )
    .after(|call, reply| {
        if let Some(Value::String(named)) = call.member("/control_plane_url") {
            reply.put("control_plane_url", json!(format!("{named}//api/v1")));
        }
    }),
    ManualMutant::new(
        "organisation_by_default",
        "A background path does not know the caller and takes the default organisation.",
        &["law_constant"],
    )
    .after(|call, reply| {
        if call.path().contains("/worker-queues/") {
            reply.put("organization_id", json!("default"));
        }
    }),
    ManualMutant::new(
        "heartbeat_taken_once",
        "Heartbeats are stored under what they say, and the same again is a conflict.",
        &["law_repeatable"],
    )
    .after(|call, reply| {
        if call.is_to("/heartbeat") && reply.is_success() {
            let times = call.memory.count(&String::from_utf8_lossy(&call.body));
            if times > 1 {
                *reply = Reply::detail(409, "duplicate heartbeat");
            }
        }
    }),
    ManualMutant::new(
        "unknown_worker_crashes_the_heartbeat",
        "A worker outlives the database it was registered in, and its heartbeat ends in an error.",
        &["law_unknown_id", "never_server_error"],
    )
    .after(|call, reply| {
        let is_id =
            call.member("/worker_id").is_some_and(|id| id.as_str().map(str::len) == Some(36));
        if call.is_to("/heartbeat") && reply.status == 404 && is_id {
            *reply = Reply::detail(500, "'NoneType' object has no attribute 'last_seen'");
        }
    }),
    ManualMutant::new(
        "any_queue_is_the_default",
        "A queue that is not there falls back to the first one there is.",
        &["law_unknown_id_refused"],
    )
    .before(|call| {
        let (path, end) = call.path.strip_suffix("/start")?.rsplit_once('/')?;
        if path.ends_with("/worker-queues") && end.len() == 36 {
            call.path = format!("{path}/{DEMO_QUEUE_ID}/start");
        }
        None
    }),
    ManualMutant::new(
        "tenant_not_asked",
        "A worker is looked up by its id alone, whoever asks.",
        &["law_tenant"],
    )
    .before(|call| {
        if call.is_to("/start") && call.token() == Some(SECOND_TOKEN) {
            call.authenticate();
        }
        None
    }),
];
