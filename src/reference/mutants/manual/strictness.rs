//! Mutants that refuse, or treat differently, what the documents accept.

use serde_json::{Value, json};

use super::super::mutant::ManualMutant;
use crate::reference::intercept::{InterceptedCall, Reply};

fn spoil(reply: &mut Reply, is_met: bool, instead: Reply) {
    if reply.is_success() && is_met {
        *reply = instead;
    }
}

fn has(call: &InterceptedCall, pointer: &str) -> bool {
    call.member(pointer).is_some()
}

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "optional_became_required",
        "Since a validator's upgrade, an optional member without a default has to be given.",
        &["accepts_minimal", "accepts_without_optional"],
    )
    .after(|call, reply| {
        let is_met = call.is_to("/register") && !has(call, "/hostname");
        spoil(reply, is_met, Reply::invalid(&["hostname"]));
    }),
    ManualMutant::new(
        "empty_object_is_falsy",
        "`if not body:` is true of `{}` too.",
        &["accepts_minimal", "optional_body"],
    )
    .after(|call, reply| {
        let is_met = call.path().contains("/worker-queues/") && call.json() == Some(json!({}));
        spoil(reply, is_met, Reply::invalid(&[]));
    }),
    ManualMutant::new(
        "one_of_two_needed",
        "A worker has to say something of itself: one of two optional members is asked for.",
        &["accepts_minimal"],
    )
    .after(|call, reply| {
        let says = has(call, "/hostname") || has(call, "/worker_metadata");
        spoil(reply, call.is_to("/register") && !says, Reply::invalid(&["hostname"]));
    }),
    ManualMutant::new(
        "members_collide",
        "Two optional members are written to one column, and together they fail.",
        &["accepts_full"],
    )
    .after(|call, reply| {
        let is_met = has(call, "/hostname") && has(call, "/worker_metadata");
        spoil(reply, is_met, Reply::detail(500, "duplicate key"));
    }),
    ManualMutant::new(
        "sibling_expected",
        "A share is computed from two members, one of which may be missing.",
        &["accepts_without_optional", "never_server_error"],
    )
    .after(|call, reply| {
        let used = call.member("/system_info/memory_used").is_some_and(|used| used.is_number());
        let total = call.member("/system_info/memory_total").is_some_and(|total| total.is_number());
        // A null stands for a measurement that failed, which the code knows.
        let is_null = call.member("/system_info/memory_total") == Some(Value::Null);
        spoil(reply, used && !total && !is_null, Reply::detail(500, "KeyError: 'memory_total'"));
    }),
    ManualMutant::new(
        "null_refused",
        "A nullable member is declared as a plain string in the code.",
        &["accepts_null"],
    )
    .after(|call, reply| {
        let is_met = call.is_to("/register") && call.member("/hostname") == Some(Value::Null);
        spoil(reply, is_met, Reply::invalid(&["hostname"]));
    }),
    ManualMutant::new(
        "null_dereferenced",
        "`info.hostname` is read of an object that may be null.",
        &["accepts_null"],
    )
    .after(|call, reply| {
        let is_met = call.member("/system_info") == Some(Value::Null);
        spoil(reply, is_met, Reply::detail(500, "'NoneType' object has no attribute 'hostname'"));
    }),
    ManualMutant::new(
        "charset_refused",
        "The media type is compared as text, and a charset makes it another one.",
        &["accepts_charset"],
    )
    .before(|call| {
        let is_json = call.header("content-type")? == "application/json";
        (call.is_json() && !is_json).then(|| Reply::detail(415, "Unsupported Media Type"))
    }),
    ManualMutant::new(
        "zero_is_falsy",
        "`if not tasks_processed:` takes zero for a missing member.",
        &["default_equals_omission"],
    )
    .before(|call| {
        (call.member("/tasks_processed")? == json!(0)).then(|| Reply::invalid(&["tasks_processed"]))
    }),
    ManualMutant::new(
        "default_told_from_omission",
        "An empty object is kept, a missing one gives another answer.",
        &["default_equals_omission"],
    )
    .after(|call, reply| {
        if call.is_to("/register") && has(call, "/worker_metadata") {
            reply.put("temporal_namespace", json!("tagged"));
        }
    }),
    ManualMutant::new(
        "body_became_required",
        "A framework's upgrade makes the body required where a default stood before.",
        &["optional_body"],
    )
    .after(|call, reply| {
        let is_met = call.path().contains("/worker-queues/") && call.body.is_empty();
        spoil(reply, is_met, Reply::invalid(&[]));
    }),
    ManualMutant::new(
        "no_body_is_another_queue",
        "Without content the queue falls back to one that nobody named.",
        &["optional_body"],
    )
    .after(|call, reply| {
        if call.body.is_empty() {
            reply.put("queue_name", json!("fallback"));
        }
    }),
    ManualMutant::new(
        "every_call_fails",
        "A migration was forgotten: one operation answers 500 to everybody.",
        &[
            "accepts_minimal",
            "accepts_full",
            "never_server_error",
            "survives_unpredictable_json",
            "optional_body",
        ],
    )
    .after(|call, reply| {
        let is_met = call.path().contains("/worker-queues/");
        spoil(reply, is_met, Reply::detail(500, "no such column: queue_ephemeral"));
    }),
];
