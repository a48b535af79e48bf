//! Correct control planes that differ from the reference in what the documents leave open.

use flate2::Compression;
use flate2::read::GzEncoder;
use serde_json::{Value, json};
use std::io::Read;

use super::super::mutant::ManualMutant;
use super::wire::with_line;
use crate::reference::DEMO_TOKEN;
use crate::reference::fixtures::FixtureApi;
use crate::reference::intercept::Reply;

const NONE: &[&str] = &[];

pub(super) static VARIANTS: &[ManualMutant] = &[
    ManualMutant::new("ok:forbidden", "Strangers are forbidden without a challenge.", NONE).after(
        |_, reply| {
            if reply.status == 401 {
                *reply = Reply::detail(403, "Forbidden");
            }
        },
    ),
    ManualMutant::new(
        "ok:malformed_credential_400",
        "RFC 6750 §3.1: `invalid_request` is a 400.",
        NONE,
    )
    .after(|call, reply| {
        let text = call.header("authorization").unwrap_or_default();
        if reply.status == 401 && (text == DEMO_TOKEN || text.split(' ').count() == 3) {
            *reply = Reply::new(400, json!({"error": "invalid_request"}));
        }
    }),
    ManualMutant::new("ok:several_challenges", "A 401 offers several schemes.", NONE).after(
        |_, reply| {
            if reply.status == 401 {
                reply.set_header("www-authenticate", "bearer");
                reply.add_header("www-authenticate", "DPoP algs=\"ES256\", Basic realm=\"x\"");
            }
        },
    ),
    ManualMutant::new("ok:unsupported_media_type", "Another media type is refused with 415.", NONE)
        .after(|call, reply| {
            if reply.status == 422 && !call.is_json() && !call.body.is_empty() {
                *reply = Reply::new(415, json!("Unsupported Media Type"));
            }
        }),
    ManualMutant::new("ok:malformed_is_400", "Content that is no JSON is a bad request.", NONE)
        .after(|call, reply| {
            if reply.status == 422 && call.json().is_none() {
                *reply = Reply::new(400, json!({"message": "cannot parse the body"}));
                reply.set_header("content-type", "text/plain");
            }
        }),
    ManualMutant::new("ok:charset", "The media type of every answer carries a charset.", NONE)
        .after(|_, reply| {
            if reply.headers.contains_key("content-type") {
                reply.set_header("content-type", "Application/JSON;charset=UTF-8");
            }
        }),
    ManualMutant::new("ok:further_members", "Every answer has members nobody declared.", NONE)
        .after(|_, reply| {
            reply.edit(|members| {
                members.insert("request_id".to_owned(), Value::Null);
                members.insert("links".to_owned(), json!({"self": [1, {"worker_id": null}]}));
            });
        }),
    ManualMutant::new("ok:reordered_members", "Members come in another order.", NONE).after(
        |_, reply| {
            reply.edit(|members| *members = std::mem::take(members).into_iter().rev().collect());
        },
    ),
    ManualMutant::new("ok:whole_float", "A whole number is written with a fraction of zero.", NONE)
        .after(|_, reply| reply.put("heartbeat_interval", json!(60.0))),
    ManualMutant::new("ok:pretty", "JSON is laid out for people.", NONE).after(|_, reply| {
        if let Some(pretty) = reply.json().and_then(|c| serde_json::to_string_pretty(&c).ok()) {
            reply.body = format!("\n{pretty}\r\n\t ").into_bytes();
        }
    }),
    ManualMutant::new("ok:nulls_left_out", "Nullable members without a value are left out.", NONE)
        .after(|_, reply| reply.edit_success(|members| members.retain(|_, v| !v.is_null()))),
    ManualMutant::new("ok:gzip", "Every content is compressed.", NONE).after(|_, reply| {
        let mut coded = Vec::new();
        let read = GzEncoder::new(&reply.body[..], Compression::fast()).read_to_end(&mut coded);
        if read.is_ok() && !reply.body.is_empty() {
            reply.body = coded;
            reply.set_header("content-encoding", "gzip");
        }
    }),
    ManualMutant::new("ok:allow_with_options", "Allow lists OPTIONS and HEAD too.", NONE).after(
        |_, reply| {
            if reply.headers.contains_key("allow") {
                reply.set_header("allow", "HEAD  , POST, ,OPTIONS ");
            }
        },
    ),
    ManualMutant::new("ok:method_not_implemented", "A method known nowhere is a 501.", NONE).after(
        |_, reply| {
            if reply.status == 405 {
                *reply = Reply::detail(501, "Not Implemented");
            }
        },
    ),
    ManualMutant::new("ok:unknown_id_as_a_page", "An unknown id is answered with a page.", NONE)
        .after(|_, reply| {
            if reply.status == 404 {
                reply.body = b"<h1>Not found</h1>".to_vec();
                reply.set_header("content-type", "text/html");
            }
        }),
    ManualMutant::new("ok:large_input_refused", "A gate refuses large or binary input.", NONE)
        .before(|call| {
            let is_odd = call.path.contains("%00") || std::str::from_utf8(&call.body).is_err();
            if call.body.len() > 50_000 || call.path.len() > 1_000 {
                return Some(Reply::detail(413, "Content Too Large"));
            }
            is_odd.then(|| Reply::detail(400, "Bad Request"))
        }),
    ManualMutant::new("ok:further_headers", "Cookies, limits and a proxy's name come along.", NONE)
        .after(|_, reply| {
            reply.add_header("set-cookie", "session=1; HttpOnly");
            reply.add_header("set-cookie", "lang=en");
            reply.set_header("server", "envoy");
            reply.set_header("strict-transport-security", "max-age=31536000");
        }),
    ManualMutant::new("ok:rate_limited", "Every tenth call is asked to wait a moment.", NONE)
        .before(|call| {
            (call.memory.count("calls") % 10 == 9).then(|| {
                let mut reply = Reply::detail(429, "Too Many Requests");
                reply.set_header("retry-after", "0");
                reply
            })
        }),
    ManualMutant::new("ok:clock_in_every_answer", "Every answer tells the time.", NONE).after(
        |call, reply| {
            let ticks = call.memory.count("ticks") / 3;
            reply.edit_success(|members| _ = members.insert("now".to_owned(), json!(ticks)));
        },
    ),
    ManualMutant::new("ok:closed_after_each", "Every connection is closed after its answer.", NONE)
        .wire(|answer| answer),
    ManualMutant::new("ok:zero_length_204", "A 204 says that its length is zero.", NONE).wire(
        |answer| {
            let is_bare = answer.starts_with(b"HTTP/1.1 204");
            if is_bare { with_line(answer, "Content-Length: 0") } else { answer }
        },
    ),
    ManualMutant::new("ok:early_hints", "An interim answer comes before each.", NONE).wire(
        |answer| {
            let hints = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n";
            [&hints[..], &answer].concat()
        },
    ),
    ManualMutant::new("ok:no_reason_phrase", "The status line has no reason.", NONE).wire(
        |answer| match answer.iter().position(|byte| *byte == b'\r') {
            Some(end) => {
                [b"HTTP/1.1 ", answer.get(9..12).unwrap_or_default(), b" ", &answer[end..]].concat()
            }
            None => answer,
        },
    ),
    ManualMutant::new("ok:chunks", "Content comes in chunks.", NONE).wire(|answer| {
        let text = String::from_utf8_lossy(&answer).to_lowercase();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
        match (end, text.find("content-length:")) {
            (Some(end), Some(at)) if at < end && answer.len() > end + 4 => {
                chunked(&answer, end, at)
            }
            _ => answer,
        }
    }),
    ManualMutant::new(
        "ok:other_deployment",
        "Addresses and keys are those of another place.",
        NONE,
    )
    .config(|config| {
        config.temporal_host = "temporal.example:7233".into();
        config.control_plane_url = "https://例え.example/ü".into();
        config.temporal_api_key = "x".repeat(20_000);
    }),
    ManualMutant::new(
        "ok:named_url_taken",
        "A worker that names an address is told that one.",
        NONE,
    )
    .after(|call, reply| {
        if let Some(named @ Value::String(_)) = call.member("/control_plane_url") {
            reply.put("control_plane_url", named);
        }
    }),
    ManualMutant::new("ok:catalogue_says_404", "What is no id is an id that is not there.", NONE)
        .on(FixtureApi::Catalogue)
        .after(|call, reply| {
            let is_id = call.path().rsplit('/').next().is_some_and(|id| id.parse::<i64>().is_ok());
            if reply.status == 422 && call.path().starts_with("/shelves/") && !is_id {
                *reply = Reply::detail(404, "no such shelf");
            }
        }),
];

/// The message with its length replaced by two chunks.
fn chunked(answer: &[u8], end: usize, at: usize) -> Vec<u8> {
    let line_end = answer[at..].iter().position(|byte| *byte == b'\n').map_or(end, |n| at + n + 1);
    let content = &answer[end + 4..];
    let (first, rest) = content.split_at(content.len() / 2);
    let mut message = answer[..at].to_vec();
    message.extend_from_slice(b"Transfer-Encoding: chunked\r\n");
    message.extend_from_slice(&answer[line_end..end + 4]);
    for chunk in [first, rest].into_iter().filter(|chunk| !chunk.is_empty()) {
        message.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        message.extend_from_slice(chunk);
        message.extend_from_slice(b"\r\n");
    }
    message.extend_from_slice(b"0\r\n\r\n");
    message
}
