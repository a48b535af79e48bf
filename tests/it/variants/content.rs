//! Content of a success: the same promises in other words.

use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::Compression;
use flate2::read::GzEncoder;
use serde_json::{Map, Value, json};

use crate::common::{QUEUE_START, REGISTER, START, Target};

#[tokio::test]
async fn a_charset_on_the_media_type() {
    Target::reference()
        .after(|_, reply| {
            if reply.headers.contains_key("content-type") {
                reply.set_header("content-type", "Application/JSON;charset=UTF-8");
            }
        })
        .conforms()
        .await;
}

#[tokio::test]
async fn further_members() {
    Target::reference()
        .after(|_, reply| {
            if let Some(Value::Object(mut content)) = reply.json() {
                content.insert("request_id".into(), json!(null));
                content.insert("links".into(), json!({"self": [1, {"worker_id": null}]}));
                reply.set_json(content);
            }
        })
        .conforms()
        .await;
}

#[tokio::test]
async fn members_in_another_order() {
    Target::reference()
        .after(|_, reply| {
            reply.edit_success(|content| {
                *content = std::mem::take(content).into_iter().rev().collect();
            });
        })
        .only(&["response_*", "default_*"])
        .conforms()
        .await;
}

#[tokio::test]
async fn a_whole_number_with_a_fraction_of_zero() {
    Target::reference()
        .after(|_, reply| {
            reply.edit_success(|content| {
                content.insert("heartbeat_interval".into(), json!(60.0));
            });
            assert!(!reply.is_success() || reply.body.windows(4).any(|text| text == b"60.0"));
        })
        .only(&[START, QUEUE_START])
        .conforms()
        .await;
}

#[tokio::test]
async fn json_laid_out_for_people() {
    Target::reference()
        .after(|_, reply| {
            if let Some(content) = reply.json() {
                let pretty = serde_json::to_string_pretty(&content).unwrap();
                reply.body = format!("\n{pretty}\r\n\t ").into_bytes();
            }
        })
        .conforms()
        .await;
}

#[tokio::test]
async fn nullable_members_left_out() {
    Target::reference()
        .after(|_, reply| reply.edit_success(|content| content.retain(|_, value| !value.is_null())))
        .conforms()
        .await;
}

#[tokio::test]
async fn members_at_their_default_left_out() {
    // The schema allows it; that a default is told is only what should be.
    Target::reference()
        .after(|_, reply| {
            reply.edit_success(|content| {
                content.shift_remove("redis_enabled");
            });
        })
        .only(&[QUEUE_START])
        .conforms_but_for(&["response_default"])
        .await;
}

#[tokio::test]
async fn gzip() {
    Target::reference()
        .after(|_, reply| {
            if !reply.body.is_empty() {
                let mut coded = Vec::new();
                let mut encoder = GzEncoder::new(&reply.body[..], Compression::fast());
                encoder.read_to_end(&mut coded).unwrap();
                reply.body = coded;
                reply.set_header("content-encoding", "gzip");
            }
        })
        .conforms()
        .await;
}

/// A moment and a number that count up, the one every few answers, the other with each.
fn ticking(every: usize) -> impl Fn(&mut Map<String, Value>) + Send + Sync + 'static {
    let answers = AtomicUsize::new(0);
    move |content| {
        let number = answers.fetch_add(1, Ordering::Relaxed);
        content.insert("server_time".into(), json!(number / every));
        content.insert("answers".into(), json!(number));
    }
}

#[tokio::test]
async fn a_clock_in_every_answer() {
    for every in [2, 3, 5] {
        let tick = ticking(every);
        Target::reference()
            .after(move |_, reply| reply.edit_success(&tick))
            .only(&["default_equals_omission", "optional_body"])
            .concurrency(1)
            .conforms()
            .await;
    }
}

#[tokio::test]
async fn other_values_than_the_reference() {
    Target::reference()
        .after(|_, reply| {
            reply.edit_success(|content| {
                content.insert("temporal_host".into(), json!("::1"));
                content.insert("control_plane_url".into(), json!("https://例え.example/ü"));
                content.insert("temporal_api_key".into(), json!("x".repeat(20_000)));
            });
        })
        .only(&[REGISTER])
        .conforms()
        .await;
}

#[tokio::test]
async fn servers_behind_one_address_that_differ_among_themselves() {
    // No request decides which of them answers, so no two requests mean different things.
    let turn = AtomicUsize::new(0);
    Target::reference()
        .after(move |_, reply| {
            // Hashed, so that the turns of the one never fall in step with those of the other.
            let turn = turn.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            reply.edit_success(|content| {
                content.insert("temporal_host".into(), json!(format!("host-{}", turn >> 63)));
            });
        })
        .only(&["default_equals_omission", "optional_body"])
        .concurrency(1)
        .conforms()
        .await;
}
