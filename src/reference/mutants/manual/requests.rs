//! Mutants that accept what the documents refuse.

use serde_json::{Value, json};

use super::super::mutant::ManualMutant;
use crate::reference::intercept::Reply;

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "hidden_default",
        "A default in the code makes a required member optional, and typing errors pass.",
        &["refuses_missing_member"],
    )
    .before(|call| {
        if call.is_to("/register") {
            call.edit(|members| _ = members.entry("environment_name").or_insert("default".into()));
        }
        None
    }),
    ManualMutant::new(
        "null_is_absent",
        "Nulls are stripped before validation, so null passes where it is not allowed.",
        &["refuses_null"],
    )
    .before(|call| {
        if call.is_to("/heartbeat") {
            call.edit(|members| {
                members.retain(|name, value| !value.is_null() || name == "current_task_id");
            });
        }
        None
    }),
    ManualMutant::new(
        "number_from_text",
        "A lax validator reads \"5\" as 5.",
        &["refuses_coercible_type"],
    )
    .before(|call| {
        coerce(call, "tasks_processed", |value| {
            value.as_str()?.parse::<i64>().ok().map(Value::from)
        });
        None
    }),
    ManualMutant::new(
        "text_counted_with",
        "Text passes the validator, and the sum with a number raises a TypeError.",
        &["never_server_error"],
    )
    .before(|call| {
        let count = call.member("/tasks_processed").filter(|_| call.is_to("/heartbeat"))?;
        let is_met = count.as_str().is_some_and(|text| text.parse::<i64>().is_ok());
        (is_met && call.header("authorization").is_some())
            .then(|| Reply::detail(500, "can only concatenate str (not \"int\") to str"))
    }),
    ManualMutant::new(
        "text_from_number",
        "A lax validator writes 5 as \"5\".",
        &["refuses_coercible_type"],
    )
    .before(|call| {
        coerce(call, "status", |value| value.is_number().then(|| value.to_string().into()));
        None
    }),
    ManualMutant::new(
        "number_from_boolean",
        "In Python True is an int, and a check by isinstance lets it pass.",
        &["refuses_coercible_type"],
    )
    .before(|call| {
        coerce(call, "tasks_processed", |value| value.as_bool().map(|flag| u8::from(flag).into()));
        None
    }),
    ManualMutant::new(
        "fraction_cut",
        "`int(1.9)` is 1: a fraction is cut instead of refused.",
        &["refuses_wrong_type"],
    )
    .before(|call| {
        coerce(call, "tasks_processed", |value| value.is_f64().then(|| json!(1)));
        None
    }),
    ManualMutant::new(
        "json_column",
        "Metadata goes into a JSON column as it is, whatever it is.",
        &["refuses_wrong_type"],
    )
    .before(|call| {
        if call.is_to("/heartbeat") {
            coerce(call, "worker_metadata", |value| {
                (!value.is_object() && !value.is_null()).then(|| json!({}))
            });
        }
        None
    }),
    ManualMutant::new(
        "list_from_one",
        "A single value is taken for a list of one.",
        &["refuses_wrong_type"],
    )
    .before(|call| {
        call.edit(|members| {
            if let Some(Value::Object(info)) = members.get_mut("system_info")
                && let Some(value) = info.get_mut("supported_runtimes")
                && value.is_string()
            {
                *value = json!([value]);
            }
        });
        None
    }),
    ManualMutant::new(
        "items_unchecked",
        "A list is checked to be one, and its items are not.",
        &["refuses_coercible_type", "refuses_wrong_type", "refuses_null"],
    )
    .before(|call| {
        call.edit(|members| {
            if let Some(Value::Object(info)) = members.get_mut("system_info")
                && let Some(Value::Array(items)) = info.get_mut("supported_runtimes")
            {
                items.retain(Value::is_string);
            }
        });
        None
    }),
    ManualMutant::new(
        "nested_unchecked",
        "System information is stored as it comes: its members are not validated at all.",
        &["refuses_coercible_type", "refuses_wrong_type", "refuses_null"],
    )
    .before(|call| {
        if call.path().contains("/worker-queues/") {
            call.edit(|members| {
                if let Some(Value::Object(info)) = members.get_mut("system_info") {
                    info.clear();
                }
            });
        }
        None
    }),
    ManualMutant::new(
        "broken_json_is_nothing",
        "A parse error is caught, and the call goes on without content.",
        &["refuses_malformed_body"],
    )
    .before(|call| {
        if call.path().contains("/worker-queues/") && call.is_json() && call.json().is_none() {
            call.body.clear();
        }
        None
    }),
    ManualMutant::new(
        "first_value_read",
        "A streaming parser stops after the first value and ignores what follows.",
        &["refuses_malformed_body"],
    )
    .before(|call| {
        let mut values = serde_json::Deserializer::from_slice(&call.body).into_iter::<Value>();
        let first = values.next()?.ok()?;
        if call.is_json() {
            call.set_json(first);
        }
        None
    }),
    ManualMutant::new(
        "trailing_comma_taken",
        "A parser made for configuration files takes a trailing comma.",
        &["refuses_malformed_body"],
    )
    .before(|call| {
        let end = call.body.strip_suffix(b",}").map(<[u8]>::len)?;
        call.body.truncate(end);
        call.body.push(b'}');
        None
    }),
    ManualMutant::new(
        "anything_cast_to_an_object",
        "Content of another type is cast to an empty object.",
        &["refuses_top_level_type"],
    )
    .before(|call| {
        let is_other = call.json().is_some_and(|value| !value.is_object());
        if call.path().contains("/worker-queues/") && call.is_json() && is_other {
            call.set_json(json!({}));
        }
        None
    }),
    ManualMutant::new(
        "missing_body_is_empty",
        "Required content that is missing is taken for `{}`.",
        &["refuses_missing_body"],
    )
    .before(|call| {
        if call.path().contains("/workers/") && call.is_to("/start") && call.body.is_empty() {
            call.set_json(json!({}));
            call.set_header("content-type", "application/json");
        }
        None
    }),
    ManualMutant::new(
        "content_type_ignored",
        "Content is parsed as JSON whatever it says it is.",
        &["refuses_media_type"],
    )
    .before(|call| {
        if !call.body.is_empty() {
            call.set_header("content-type", "application/json");
        }
        None
    }),
];

/// Turns a member of the content into another value where `read` gives one.
fn coerce(
    call: &mut crate::reference::intercept::InterceptedCall,
    name: &str,
    read: fn(&Value) -> Option<Value>,
) {
    call.edit(|members| {
        if let Some(value) = members.get_mut(name)
            && let Some(other) = read(value)
        {
            *value = other;
        }
    });
}
