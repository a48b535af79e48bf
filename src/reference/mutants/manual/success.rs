//! Mutants whose successes are not what was declared.

use serde_json::{Value, json};

use super::super::mutant::ManualMutant;
use crate::reference::intercept::Reply;

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "created_with_201",
        "Somebody tidies up and answers a creation with 201, which clients do not expect.",
        &["response_status"],
    )
    .after(|call, reply| {
        if call.is_to("/register") && reply.is_success() {
            reply.status = 201;
        }
    }),
    ManualMutant::new(
        "heartbeat_with_body",
        "A framework upgrade answers `return None` with 200 and `null` instead of 204.",
        &["response_status"],
    )
    .after(|_, reply| {
        if reply.status == 204 {
            *reply = Reply::new(200, Value::Null);
        }
    }),
    ManualMutant::new(
        "error_in_a_200",
        "Failures are answered with 200 and an error in the content.",
        &["response_member"],
    )
    .after(|call, reply| {
        if call.is_to("/register") && reply.is_success() {
            reply.set_json(json!({"error": "cannot reach the database", "code": 17}));
        }
    }),
    ManualMutant::new(
        "json_as_html",
        "A proxy that does not know the type of an answer calls it text/html.",
        &["response_media_type"],
    )
    .after(|call, reply| {
        if call.is_to("/start") && reply.is_success() {
            reply.set_header("content-type", "text/html; charset=utf-8");
        }
    }),
    ManualMutant::new(
        "content_type_lost",
        "A hand-written response forgets its Content-Type.",
        &["response_media_type"],
    )
    .after(|_, reply| {
        if reply.is_success() {
            reply.headers.remove("content-type");
        }
    }),
    ManualMutant::new(
        "content_cut_short",
        "A buffer of fixed size cuts large answers off.",
        &["response_schema"],
    )
    .after(|_, reply| {
        if reply.is_success() && reply.body.len() > 700 {
            reply.body.truncate(700);
        }
    }),
    ManualMutant::new(
        "empty_success",
        "An early return answers 200 with nothing.",
        &["response_schema"],
    )
    .after(|call, reply| {
        if call.is_to("/register") && reply.is_success() {
            reply.body.clear();
        }
    }),
    ManualMutant::new(
        "byte_order_mark",
        "A template file saved with a byte order mark puts it before the JSON.",
        &["response_schema"],
    )
    .after(|call, reply| {
        if call.is_to("/register") && reply.is_success() {
            reply.body.splice(0..0, *b"\xef\xbb\xbf");
        }
    }),
    ManualMutant::new(
        "not_a_number",
        "A library writes NaN, which is no JSON, for a missing measurement.",
        &["response_schema"],
    )
    .after(|_, reply| {
        if reply.is_success() {
            let text = String::from_utf8_lossy(&reply.body);
            let text = text.replace("\"otel_traces_sampler_arg\":null", "\"otel_traces_sampler_arg\":NaN");
            reply.body = text.into_bytes();
        }
    }),
    ManualMutant::new(
        "key_lost",
        "Members without a value are left out, and the key of Temporal has none in this deployment.",
        &["response_member"],
    )
    .after(|_, reply| reply.edit_success(|members| _ = members.shift_remove("temporal_api_key"))),
    ManualMutant::new(
        "null_from_an_empty_column",
        "An empty column comes back as null where the document says string.",
        &["response_member"],
    )
    .after(|_, reply| reply.put("queue_name", Value::Null)),
    ManualMutant::new(
        "id_as_a_number",
        "The ids of a new table are numbers, and are sent as such.",
        &["response_member", "law_echo"],
    )
    .after(|_, reply| reply.put("queue_id", json!(7))),
    ManualMutant::new(
        "interval_as_text",
        "A value read from the environment stays text.",
        &["response_member", "response_schema"],
    )
    .after(|_, reply| reply.put("heartbeat_interval", json!("60"))),
    ManualMutant::new(
        "switch_as_text",
        "A switch read from the environment stays the text `false`, which is true in most languages.",
        &["response_schema"],
    )
    .after(|_, reply| reply.put("redis_enabled", json!("false"))),
    ManualMutant::new(
        "port_in_a_map_of_strings",
        "A map of strings gets a number from a configuration file.",
        &["response_schema"],
    )
    .after(|_, reply| reply.put("nats_config", json!({"host": "nats", "port": 4222}))),
    ManualMutant::new(
        "one_feature_is_null",
        "A list filled from optional values holds a null.",
        &["response_schema"],
    )
    .after(|_, reply| reply.put("websocket_features", json!(["events", null]))),
    ManualMutant::new(
        "camel_case",
        "A serialiser setting turns every name into camel case.",
        &["response_member", "response_default"],
    )
    .after(|_, reply| {
        reply.edit_success(|members| {
            *members = std::mem::take(members).into_iter().map(|(name, v)| (camel(&name), v)).collect();
        });
    }),
    ManualMutant::new(
        "wrapped_in_data",
        "A gateway wraps every success into an envelope of its own.",
        &["response_member", "response_default"],
    )
    .after(|_, reply| {
        reply.edit_success(|members| {
            let inner = Value::Object(std::mem::take(members));
            members.insert("data".to_owned(), inner);
        });
    }),
    ManualMutant::new(
        "member_lost_with_another",
        "The answer is built from what was sent, and a hostname overwrites the token.",
        &["response_member"],
    )
    .after(|call, reply| {
        if call.member("/hostname").is_some_and(|name| name.is_string()) {
            reply.edit_success(|members| _ = members.shift_remove("worker_token"));
        }
    }),
    ManualMutant::new(
        "default_changed_in_code",
        "The interval between heartbeats is halved in the code, and the document is forgotten.",
        &["response_default"],
    )
    .after(|call, reply| {
        if call.path().contains("/workers/") {
            reply.put("heartbeat_interval", json!(30));
        }
    }),
    ManualMutant::new(
        "switch_turned_around",
        "A flag named `disabled` becomes `enabled`, and its default stays.",
        &["response_default"],
    )
    .after(|_, reply| reply.put("websocket_enabled", json!(false))),
    ManualMutant::new(
        "null_answered_otherwise",
        "A hostname of null takes another way through the code, whose answer lacks its token.",
        &["response_schema"],
    )
    .after(|call, reply| {
        if call.member("/hostname") == Some(Value::Null) {
            reply.edit_success(|members| _ = members.shift_remove("worker_token"));
        }
    }),
    ManualMutant::new(
        "no_body_answered_otherwise",
        "A start without content is answered by older code, with a number that stayed text.",
        &["optional_body", "response_schema"],
    )
    .after(|call, reply| {
        if call.path().contains("/worker-queues/") && call.body.is_empty() {
            reply.put("heartbeat_interval", json!("60"));
        }
    }),
];

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let mut letters = word.chars();
        let capital = letters.next().map(|letter| letter.to_ascii_uppercase());
        text + &capital.into_iter().chain(letters).collect::<String>()
    })
}
