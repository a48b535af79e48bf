//! Refusals by other statuses that mean the same, and in other words.

use cp_harness::reference::DEMO_TOKEN;
use serde_json::json;

use crate::common::{Call, HEARTBEAT, QUEUE_START, Reply, START, Target};

fn is_json(call: &Call) -> bool {
    call.header("content-type").is_some_and(|name| name.starts_with("application/json"))
}

#[tokio::test]
async fn strangers_forbidden_without_a_challenge() {
    Target::reference()
        .after(|_, reply| {
            if reply.status == 401 {
                *reply = Reply::new(403, json!({"detail": "Forbidden"}));
            }
        })
        .conforms()
        .await;
}

#[tokio::test]
async fn several_challenges() {
    Target::reference()
        .after(|_, reply| {
            if reply.status == 401 {
                reply.set_header("www-authenticate", "bearer");
                reply.add_header("www-authenticate", "DPoP algs=\"ES256\", Basic realm=\"x\"");
            }
        })
        .conforms()
        .await;
}

#[tokio::test]
async fn a_malformed_credential_is_a_bad_request() {
    // RFC 6750 §3.1, `invalid_request`.
    Target::reference()
        .after(|call, reply| {
            let text = call.header("authorization").unwrap_or_default();
            let words: Vec<&str> = text.split(' ').collect();
            if reply.status == 401 && (text == DEMO_TOKEN || matches!(words[..], [_, _, _])) {
                *reply = Reply::new(400, json!({"error": "invalid_request"}));
            }
        })
        .conforms()
        .await;
}

#[tokio::test]
async fn another_media_type_refused_as_such() {
    for status in [400, 415] {
        Target::reference()
            .after(move |call, reply| {
                if reply.status == 422 && !is_json(call) {
                    *reply = Reply::new(status, json!("Unsupported Media Type"));
                }
            })
            .only(&["refus*"])
            .conforms()
            .await;
    }
}

#[tokio::test]
async fn content_that_is_no_json_is_a_bad_request() {
    Target::reference()
        .after(|call, reply| {
            if reply.status == 422 && call.json().is_none() {
                *reply = Reply::new(400, json!({"message": "There was an error parsing the body"}));
                reply.set_header("content-type", "text/plain");
            }
        })
        .conforms()
        .await;
}

#[tokio::test]
async fn missing_content_asked_for_by_its_length() {
    Target::reference()
        .after(|call, reply| {
            if reply.status == 422 && call.body.is_empty() {
                let status = if is_json(call) { 400 } else { 411 };
                *reply = Reply::new(status, json!({"message": "Length Required"}));
            }
        })
        .only(&["refus*"])
        .conforms()
        .await;
}

#[tokio::test]
async fn an_unknown_id_answered_with_a_page() {
    Target::reference()
        .after(|_, reply| {
            if reply.status == 404 {
                reply.body = b"<h1>Not found</h1>".to_vec();
                reply.set_header("content-type", "text/html");
            }
        })
        .conforms()
        .await;
}

#[tokio::test]
async fn allowed_methods_in_every_spelling() {
    for lines in [
        &["POST, OPTIONS"][..],
        &["OPTIONS,POST"],
        &["HEAD  , POST, ,OPTIONS "],
        &["OPTIONS", "POST"],
    ] {
        Target::reference()
            .after(move |_, reply| {
                if reply.headers.remove("allow").is_some() {
                    for line in lines {
                        reply.add_header("allow", line);
                    }
                }
            })
            .only(&["*method*", "allow_header"])
            .conforms()
            .await;
    }
}

#[tokio::test]
async fn a_method_that_the_server_knows_for_no_path() {
    Target::reference()
        .after(|_, reply| {
            if reply.status == 405 {
                *reply = Reply::new(501, json!({"detail": "Not Implemented"}));
            }
        })
        .only(&["*method*", "allow_header"])
        .conforms()
        .await;
}

#[tokio::test]
async fn strangers_turned_away_whatever_their_method() {
    Target::reference()
        .after(|_, reply| {
            if reply.status == 405 {
                *reply = Reply::new(403, json!({"detail": "Forbidden"}));
            }
        })
        .only(&["*method*", "allow_header"])
        .conforms()
        .await;
}

#[tokio::test]
async fn a_refusal_that_says_more() {
    Target::reference()
        .after(|_, reply| {
            if reply.status == 422 {
                let mut content = reply.json().unwrap();
                content["detail"][0]["input"] = json!(null);
                content["detail"][0]["ctx"] = json!({"error": {}});
                content["detail"][0]["url"] = json!("https://errors.example/2/v/missing");
                reply.set_json(content);
            }
        })
        .only(&[HEARTBEAT, START])
        .conforms()
        .await;
}

#[tokio::test]
async fn large_or_binary_input_refused_at_the_gate() {
    Target::reference()
        .before(|call| {
            let large = call.body.len() > 50_000 || call.path.len() > 1_000;
            let odd = call.path.contains("%00") || std::str::from_utf8(&call.body).is_err();
            match (large, odd) {
                (true, _) => Some(Reply::new(413, json!("Content Too Large"))),
                (_, true) => Some(Reply::new(400, json!("Bad Request"))),
                _ => None,
            }
        })
        .only(&[QUEUE_START, START])
        .conforms()
        .await;
}
