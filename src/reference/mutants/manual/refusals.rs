//! Mutants whose refusals are not what was declared, or say too little.

use serde_json::{Value, json};

use super::super::mutant::ManualMutant;
use crate::reference::intercept::Reply;

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "envelope_of_its_own",
        "An error handler answers with a text where the document declares a list.",
        &["refusal_content"],
    )
    .after(|_, reply| {
        if reply.status == 422 {
            let described = String::from_utf8_lossy(&reply.body).into_owned();
            reply.set_json(json!({ "detail": described }));
        }
    }),
    ManualMutant::new(
        "refusal_as_a_page",
        "A proxy replaces the content of refusals by a page.",
        &["refusal_content"],
    )
    .after(|_, reply| {
        if reply.status == 422 {
            reply.set_header("content-type", "text/html");
        }
    }),
    ManualMutant::new(
        "location_as_text",
        "The place of the offender is joined into one text.",
        &["refusal_content"],
    )
    .after(|_, reply| {
        if reply.status == 422 {
            reply.edit(|members| {
                let list = members.get_mut("detail").and_then(Value::as_array_mut);
                for described in list.into_iter().flatten() {
                    described["loc"] = json!(described["loc"].to_string());
                }
            });
        }
    }),
    ManualMutant::new(
        "refusal_without_type",
        "A newer validator no longer gives the kind of its error.",
        &["refusal_content"],
    )
    .after(|_, reply| {
        if reply.status == 422 {
            reply.edit(|members| {
                let list = members.get_mut("detail").and_then(Value::as_array_mut);
                for described in list.into_iter().flatten().filter_map(Value::as_object_mut) {
                    described.shift_remove("type");
                }
            });
        }
    }),
    ManualMutant::new(
        "vague_refusal",
        "For fear of telling too much, a refusal says that something is wrong and no more.",
        &["refusal_names_offender"],
    )
    .after(|_, reply| {
        if reply.status == 422 {
            let vague = json!({"loc": ["body"], "msg": "bad request", "type": "value_error"});
            reply.set_json(json!({ "detail": [vague] }));
        }
    }),
    ManualMutant::new(
        "wrong_member_named",
        "A refusal names the first member of the content, whichever is wrong.",
        &["refusal_names_offender"],
    )
    .after(|call, reply| {
        if reply.status == 422 {
            let first = call.object().and_then(|members| members.keys().next().cloned());
            *reply = Reply::invalid(&[first.as_deref().unwrap_or("body")]);
        }
    }),
    ManualMutant::new(
        "validation_is_400",
        "Validation errors are answered with 400, which is not declared.",
        &["refuses_missing_member", "refuses_null", "refuses_top_level_type", "refuses_wrong_type"],
    )
    .after(|_, reply| {
        if reply.status == 422 {
            reply.status = 400;
        }
    }),
    ManualMutant::new(
        "validation_is_500",
        "The error handler fails over what it has to tell.",
        &[
            "never_server_error",
            "survives_unpredictable_json",
            "refuses_malformed_body",
            "refuses_media_type",
            "refuses_missing_body",
            "refuses_missing_member",
            "refuses_null",
            "refuses_top_level_type",
            "refuses_wrong_type",
        ],
    )
    .after(|_, reply| {
        if reply.status == 422 {
            *reply = Reply::detail(500, "Object of type bytes is not JSON serializable");
        }
    }),
    ManualMutant::new(
        "missing_member_is_500",
        "`body[\"environment_name\"]` raises a KeyError that nobody catches.",
        &["refuses_missing_member"],
    )
    .before(|call| {
        let members = call.object().filter(|_| call.header("authorization").is_some())?;
        let is_met = call.is_to("/register") && !members.contains_key("environment_name");
        is_met.then(|| Reply::detail(500, "KeyError: 'environment_name'"))
    }),
    ManualMutant::new(
        "parse_error_is_500",
        "A JSONDecodeError is caught by nobody.",
        &["never_server_error", "refuses_malformed_body", "survives_unpredictable_json"],
    )
    .before(|call| {
        let is_broken = call.is_json() && !call.body.is_empty() && call.json().is_none();
        (call.is_to("/heartbeat") && is_broken).then(|| Reply::detail(500, "JSONDecodeError"))
    }),
];
