//! Mutants that fall over input that nobody sends on purpose.

use serde_json::Value;

use super::super::mutant::ManualMutant;
use crate::reference::intercept::{InterceptedCall, Reply};

fn fails(is_met: bool, message: &str) -> Option<Reply> {
    is_met.then(|| Reply::detail(500, message))
}

/// True where a text somewhere in the content meets this.
fn any_text(call: &InterceptedCall, is_met: fn(&str) -> bool) -> bool {
    fn walk(value: &Value, is_met: fn(&str) -> bool) -> bool {
        match value {
            Value::String(text) => is_met(text),
            Value::Array(items) => items.iter().any(|item| walk(item, is_met)),
            Value::Object(members) => {
                members.iter().any(|(name, value)| is_met(name) || walk(value, is_met))
            }
            _ => false,
        }
    }
    call.json().is_some_and(|content| walk(&content, is_met))
}

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "null_character_in_the_database",
        "PostgreSQL takes no NUL in text, and its error comes through.",
        &["never_server_error"],
    )
    .before(|call| {
        let is_met = call.sends(b"\\u0000") || call.path.contains("%00");
        fails(is_met, "invalid byte sequence for encoding UTF8: 0x00")
    }),
    ManualMutant::new(
        "text_too_long_for_its_column",
        "A VARCHAR(255) refuses what the schema does not limit.",
        &["never_server_error"],
    )
    .before(|call| {
        fails(any_text(call, |text| text.len() > 255), "value too long for type varchar(255)")
    }),
    ManualMutant::new(
        "integer_out_of_range",
        "A column of 32 bits refuses a number beyond them.",
        &["never_server_error"],
    )
    .before(|call| {
        let number = call.member("/tasks_processed")?;
        let is_met = number.as_i64().is_some_and(|number| i32::try_from(number).is_err());
        fails(is_met, "integer out of range")
    }),
    ManualMutant::new(
        "integer_beyond_64_bits",
        "A parser without big integers gives up on a number of 400 digits.",
        &["never_server_error"],
    )
    .before(|call| {
        fails(call.body.windows(60).any(|w| w.iter().all(u8::is_ascii_digit)), "OverflowError")
    }),
    ManualMutant::new(
        "negative_count",
        "A counter is taken for unsigned, and a negative one is an error of the database.",
        &["never_server_error"],
    )
    .before(|call| {
        let is_met = call.member("/tasks_processed")?.as_i64().is_some_and(|count| count < 0);
        fails(is_met, "new row violates check constraint")
    }),
    ManualMutant::new(
        "stack_exhausted",
        "A recursive parser follows nesting until its stack is gone.",
        &["never_server_error"],
    )
    .before(|call| {
        fails(call.body.windows(500).any(|w| w.iter().all(|byte| *byte == b'[')), "RecursionError")
    }),
    ManualMutant::new(
        "query_built_from_text",
        "A query is put together from text, and a quote breaks it.",
        &["never_server_error"],
    )
    .before(|call| fails(any_text(call, |text| text.contains('\'')), "syntax error at or near")),
    ManualMutant::new(
        "empty_text_indexed",
        "`status[0]` fails where the text is empty.",
        &["never_server_error"],
    )
    .before(|call| fails(call.member("/status")? == "", "string index out of range")),
    ManualMutant::new(
        "emoji_in_a_three_byte_column",
        "A utf8 column of MySQL holds three bytes a character.",
        &["never_server_error"],
    )
    .before(|call| {
        fails(any_text(call, |text| text.chars().any(|c| c > '\u{ffff}')), "Incorrect string value")
    }),
    ManualMutant::new(
        "id_that_is_no_uuid",
        "A path id goes into a UUID column unchecked.",
        &["never_server_error"],
    )
    .before(|call| {
        let id = call.path().split('/').rev().nth(1)?;
        let is_met = call.path().contains("/workers/") && call.is_to("/start") && id.len() != 36;
        fails(is_met, "invalid input syntax for type uuid")
    }),
    ManualMutant::new(
        "unknown_id_is_500",
        "Nobody thought of a worker that is not there.",
        &["never_server_error", "law_unknown_id"],
    )
    .after(|call, reply| {
        if reply.status == 404 && call.is_to("/start") {
            *reply = Reply::detail(500, "'NoneType' object has no attribute 'queue'");
        }
    }),
    ManualMutant::new(
        "lone_surrogate_repeated",
        "An answer that repeats a lone surrogate cannot be encoded.",
        &["survives_unpredictable_json"],
    )
    .before(|call| fails(call.sends(b"\\ud800"), "surrogates not allowed")),
    ManualMutant::new(
        "infinity_stored",
        "1e400 is read as infinity, which the database does not take.",
        &["survives_unpredictable_json"],
    )
    .before(|call| fails(call.sends(b"1e400"), "Infinity is not valid JSON")),
    ManualMutant::new(
        "latin_bytes",
        "Content that is no UTF-8 raises before anybody looks at it.",
        &["never_server_error"],
    )
    .before(|call| {
        fails(std::str::from_utf8(&call.body).is_err(), "'utf-8' codec can't decode byte 0xff")
    }),
    ManualMutant::new(
        "worker_process_dies",
        "A large request kills the process, and nobody answers.",
        &["never_server_error"],
    )
    .before(|call| {
        let is_large = call.is_to("/heartbeat") && call.body.len() > 90_000;
        is_large.then(|| Reply::detail(599, "gone"))
    })
    .wire(|answer| if answer.starts_with(b"HTTP/1.1 599") { Vec::new() } else { answer }),
];
