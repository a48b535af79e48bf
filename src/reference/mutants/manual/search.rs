//! Mutants that no planned request meets: what a random search is for.

use serde_json::{Map, Value, json};

use super::super::mutant::ManualMutant;
use crate::reference::intercept::{InterceptedCall, Reply};

/// Random requests that each is tried with.
const CASES: u32 = 400;

fn beat(call: &InterceptedCall) -> Option<Map<String, Value>> {
    call.object().filter(|_| call.is_to("/heartbeat"))
}

fn any_longer_than(members: &Map<String, Value>, length: usize) -> bool {
    members.values().any(|value| value.as_str().is_some_and(|text| text.len() > length))
}

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "busy_worker_without_metadata",
        "A rate is divided by a number that one pair of values makes zero.",
        &["fuzz_survives"],
    )
    .searched("worker_heartbeat", CASES)
    .before(|call| {
        let members = beat(call)?;
        let tasks = members.get("tasks_processed")?.as_i64()?;
        let fails =
            (101..50_000).contains(&tasks) && members.get("worker_metadata") == Some(&json!({}));
        fails.then(|| Reply::detail(500, "division by zero"))
    }),
    ManualMutant::new(
        "hidden_upper_limit",
        "The code has a limit that no document tells.",
        &["fuzz_accepts"],
    )
    .searched("worker_heartbeat", CASES)
    .before(|call| {
        let tasks = beat(call)?.get("tasks_processed")?.as_i64()?;
        (5_001..1_000_000).contains(&tasks).then(|| Reply::invalid(&["tasks_processed"]))
    }),
    ManualMutant::new(
        "validation_switched_off",
        "A large request takes a fast path that does not validate.",
        &["fuzz_refuses"],
    )
    .searched("worker_heartbeat", CASES)
    .before(|call| {
        let is_long = any_longer_than(&beat(call)?, 500);
        is_long.then(|| Reply { body: Vec::new(), ..Reply::new(204, Value::Null) })
    }),
    ManualMutant::new(
        "odd_name_makes_another_answer",
        "A worker with a name and empty metadata is told by older code, with a number for an id.",
        &["fuzz_response"],
    )
    .searched("register_worker", CASES)
    .after(|call, reply| {
        let has_name = call.member("/hostname").is_some_and(|name| name.is_string());
        if has_name && call.member("/worker_metadata") == Some(json!({})) {
            reply.put("worker_id", json!(7));
        }
    }),
];
