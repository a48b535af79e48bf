//! Mutants of the `constraints` fixture: constraints that are not kept, or kept too strictly, and forms.

use chrono::DateTime;
use serde_json::{Map, Value, json};

use super::super::mutant::ManualMutant;
use crate::reference::fixtures::FixtureApi;
use crate::reference::intercept::{InterceptedCall, Reply};

/// A refusal in the words of the document.
fn refused(place: &str) -> Reply {
    let described = json!({"where": place, "what": "is not as declared"});
    Reply::new(422, json!({ "problems": [described] }))
}

/// Puts another value in place of one that is wrong.
fn remedy(
    call: &mut InterceptedCall,
    name: &str,
    is_wrong: impl Fn(&Value) -> bool,
    instead: Value,
) {
    change(call, |order| {
        if let Some(value) = order.get_mut(name).filter(|value| is_wrong(value)) {
            *value = instead;
        }
    });
}

fn change(call: &mut InterceptedCall, change: impl FnOnce(&mut Map<String, Value>)) {
    if call.is_to("/orders") && call.is_json() {
        call.edit(change);
    }
}

/// Refuses a member that meets this.
fn refuse(call: &InterceptedCall, name: &str, is_met: impl Fn(&Value) -> bool) -> Option<Reply> {
    let order = call.object().filter(|_| call.is_to("/orders"))?;
    order.get(name).filter(|value| is_met(value)).map(|_| refused(name))
}

fn is_text(value: &Value, is_met: fn(&str) -> bool) -> bool {
    value.as_str().is_some_and(is_met)
}

fn is_code(text: &str) -> bool {
    let is_kind = |(index, byte): (usize, u8)| match index {
        0..3 => byte.is_ascii_uppercase(),
        3 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() == 6 && text.bytes().enumerate().all(is_kind)
}

/// What the documents refuse passes.
pub(super) static LAX: &[ManualMutant] = &[
    ManualMutant::new(
        "upper_bound_forgotten",
        "The form on the page knows the largest count, and the server does not.",
        &["refuses_out_of_range"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        remedy(
            call,
            "count",
            |value| value.as_f64().is_some_and(|count| count >= 100.0),
            json!(50),
        );
        None
    }),
    ManualMutant::new(
        "page_size_capped",
        "A page size beyond the largest is silently cut to it.",
        &["refuses_out_of_range"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        let (path, query) = call.path.split_once('?')?;
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some(("limit", text)) if text.parse::<i64>().is_ok_and(|limit| limit > 50) => {
                "limit=50"
            }
            _ => pair,
        });
        call.path = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"));
        None
    }),
    ManualMutant::new(
        "step_rounded",
        "A number between two steps is rounded to one of them.",
        &["refuses_no_multiple"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        remedy(call, "step", |value| value.as_i64().is_some_and(|step| step % 5 != 0), json!(5));
        None
    }),
    ManualMutant::new(
        "text_cut_to_its_column",
        "MySQL without its strict mode cuts a text to the length of its column.",
        &["refuses_bad_length"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        remedy(call, "name", |value| is_text(value, |text| text.chars().count() > 8), json!("cut"));
        None
    }),
    ManualMutant::new(
        "pattern_for_people_only",
        "The pattern of a code stands in the document, and nowhere else.",
        &["refuses_pattern_mismatch"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        remedy(call, "code", |value| is_text(value, |text| !is_code(text)), json!("ABC-12"));
        None
    }),
    ManualMutant::new(
        "date_guessed",
        "A lenient parser makes a date of any text.",
        &["refuses_malformed_text"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        let is_odd = |text: &str| DateTime::parse_from_rfc3339(text).is_err();
        remedy(call, "due", |value| is_text(value, is_odd), json!("2026-01-01T00:00:00Z"));
        None
    }),
    ManualMutant::new(
        "unknown_state_is_the_first",
        "A value that an enumeration does not know becomes its first one.",
        &["refuses_unlisted_value"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        let is_odd = |text: &str| !matches!(text, "open" | "closed");
        remedy(call, "state", |value| is_text(value, is_odd), json!("open"));
        None
    }),
    ManualMutant::new(
        "unknown_region_is_home",
        "An unknown region in the path is served by the first one.",
        &["refuses_unlisted_value"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        let (path, query) = call.path.split_once('?').unwrap_or((call.path.as_str(), ""));
        let region = path.strip_prefix("/orders/")?;
        if !region.contains('/') && !matches!(region, "eu" | "us") {
            call.path = format!("/orders/eu?{query}");
        }
        None
    }),
    ManualMutant::new(
        "list_cut_to_its_limit",
        "Tags beyond the third are dropped without a word.",
        &["refuses_item_count"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        change(call, |order| {
            if let Some(tags) = order.get_mut("tags").and_then(Value::as_array_mut) {
                tags.truncate(3);
            }
        });
        None
    }),
    ManualMutant::new(
        "repetitions_merged",
        "A list is read into a set, and what stands there twice is there once.",
        &["refuses_repeated_item"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        change(call, |order| {
            if let Some(tags) = order.get_mut("tags").and_then(Value::as_array_mut) {
                let mut known = Vec::new();
                tags.retain(|tag| {
                    !known.contains(tag) && {
                        known.push(tag.clone());
                        true
                    }
                });
            }
        });
        None
    }),
    ManualMutant::new(
        "unknown_member_dropped",
        "A model takes what it knows and ignores the rest, so that a misspelt name has no effect.",
        &["refuses_undeclared_member"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        const KNOWN: [&str; 16] = [
            "name", "password", "code", "due", "trace", "count", "price", "step", "state", "tags",
            "point", "labels", "card", "address", "owner", "note",
        ];
        change(call, |order| order.retain(|name, _| KNOWN.contains(&name.as_str())));
        None
    }),
    ManualMutant::new(
        "labels_without_a_limit",
        "A map of labels takes as many as are sent.",
        &["refuses_member_count"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        change(call, |order| {
            if let Some(labels) = order.get_mut("labels").and_then(Value::as_object_mut) {
                let mut left = 2;
                labels.retain(|name, _| {
                    let is_kept = left > 0 || !name.starts_with("x-");
                    left -= usize::from(left > 0);
                    is_kept
                });
            }
        });
        None
    }),
    ManualMutant::new(
        "card_without_an_address",
        "What one member needs of another is checked on the page alone.",
        &["refuses_missing_dependent"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        change(call, |order| {
            if order.contains_key("card") {
                order.entry("address").or_insert("unknown".into());
            }
        });
        None
    }),
    ManualMutant::new(
        "excluded_word_taken",
        "A word that the document excludes is taken like any other.",
        &["refuses_no_alternative"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        remedy(call, "note", |value| value == "forbidden", json!("allowed"));
        None
    }),
    ManualMutant::new(
        "empty_is_missing",
        "`limit=` is read as if it were not there.",
        &["refuses_empty_parameter"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        let (path, query) = call.path.split_once('?')?;
        let pairs = query.split('&').filter(|pair| *pair != "limit=");
        call.path = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"));
        None
    }),
];

/// What the documents accept is refused, or answered wrongly.
pub(super) static STRICT: &[ManualMutant] = &[
    ManualMutant::new(
        "bound_off_by_one",
        "`<` stands where `<=` was meant, and the last value is refused.",
        &["accepts_boundary"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| refuse(call, "count", |value| *value == json!(99))),
    ManualMutant::new(
        "length_in_bytes",
        "A length is counted in bytes, and letters beyond ASCII have more than one.",
        &["accepts_boundary"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        refuse(call, "name", |value| {
            is_text(value, |text| text.len() > 8 && text.chars().count() <= 8)
        })
    }),
    ManualMutant::new(
        "time_in_utc_only",
        "A time has to end in Z, and one with an offset is refused.",
        &["accepts_format"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        let has_offset =
            |text: &str| DateTime::parse_from_rfc3339(text).is_ok() && !text.ends_with('Z');
        refuse(call, "due", |value| is_text(value, has_offset))
    }),
    ManualMutant::new(
        "value_added_to_the_document",
        "A value is added to the enumeration in the document, and the code knows the old ones.",
        &["accepts_listed_value"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| refuse(call, "state", |value| *value == "closed")),
    ManualMutant::new(
        "alternative_not_built",
        "Of two kinds of owner the code knows one.",
        &["accepts_alternative"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| refuse(call, "owner", |value| value.get("team").is_some_and(Value::is_string))),
    ManualMutant::new(
        "form_with_files_not_read",
        "A form is read in one of its two encodings.",
        &["accepts_media_type", "refusal_documented"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| {
        let is_met = call.header("content-type")?.starts_with("multipart/");
        is_met.then(|| Reply::detail(415, "Unsupported Media Type"))
    }),
    ManualMutant::new(
        "answer_glued_together",
        "An answer is put together from two texts, and a name stands in both.",
        &["response_unique_members"],
    )
    .on(FixtureApi::Constraints)
    .after(|call, reply| {
        if call.is_to("/orders") && reply.is_success() && reply.body.starts_with(b"{") {
            reply.body.splice(1..1, *b"\"id\":1,");
        }
    }),
    ManualMutant::new(
        "password_in_the_answer",
        "The row is answered as it is stored, with what was meant to be written only.",
        &["response_write_only"],
    )
    .on(FixtureApi::Constraints)
    .after(|call, reply| {
        if call.is_to("/orders") {
            reply.edit_success(|order| _ = order.insert("password".into(), json!("stored")));
        }
    }),
    ManualMutant::new(
        "refusal_repeats_the_content",
        "A validator repeats the whole input in its error, with the password beside the offender.",
        &["secret_member_echo"],
    )
    .on(FixtureApi::Constraints)
    .after(|call, reply| {
        if reply.status == 422
            && let Some(sent) = call.json()
        {
            reply.edit(|members| _ = members.insert("input".to_owned(), sent));
        }
    }),
    ManualMutant::new(
        "media_type_refused_unannounced",
        "A gateway knows JSON alone and answers 415, which the document does not declare.",
        &["refusal_documented"],
    )
    .on(FixtureApi::Constraints)
    .after(|call, reply| {
        if call.is_to("/orders") && reply.status == 422 && !call.is_json() {
            reply.status = 415;
        }
    }),
    ManualMutant::new(
        "head_without_a_route",
        "A route is declared for GET alone, and HEAD finds nothing.",
        &["head_as_get"],
    )
    .on(FixtureApi::Constraints)
    .before(|call| (call.method == "HEAD").then(|| Reply::detail(404, "Not Found"))),
    ManualMutant::new(
        "head_with_content",
        "A hand-written server answers HEAD like GET, content and all.",
        &["head_no_content"],
    )
    .on(FixtureApi::Constraints)
    .wire(|answer| {
        // The server leaves the content out where the method is HEAD, and sends its length.
        let head = String::from_utf8_lossy(&answer).to_lowercase();
        let is_bare = answer.ends_with(b"\r\n\r\n") && head.starts_with("http/1.1 200");
        let described =
            head.split("content-length: ").nth(1).and_then(|rest| rest.split('\r').next());
        match described.and_then(|length| length.parse().ok()) {
            Some(length) if is_bare => [answer, vec![b' '; length]].concat(),
            _ => answer,
        }
    }),
];
