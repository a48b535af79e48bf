//! Paths, methods, and the pages that ask for no token.

use cp_harness::reference::DEMO_QUEUE_ID;
use serde_json::json;

use super::target::{HEARTBEAT, REGISTER, Target, queue_start_path, start_path};

#[tokio::test]
async fn an_undeclared_method_is_refused_with_the_methods_there_are() {
    let target = Target::new().await;
    let posts = [
        REGISTER.to_owned(),
        HEARTBEAT.to_owned(),
        start_path("x"),
        queue_start_path(DEMO_QUEUE_ID),
    ];
    for path in posts {
        for method in ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"] {
            let reply = target.call(method, &path, "", b"{}").await;
            assert_eq!(reply.status, 405, "{method} {path}");
            assert_eq!(reply.header("allow"), Some("POST"), "{method} {path}");
            assert_eq!(reply.json(), json!({ "detail": "Method Not Allowed" }));
        }
        let reply = target.call("HEAD", &path, "", b"").await;
        assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")));
        assert_eq!(reply.body, b"");
    }
    for path in ["/health", "/api/health", "/api/openapi.json"] {
        let reply = target.call("POST", path, "", b"").await;
        assert_eq!((reply.status, reply.header("allow")), (405, Some("GET,HEAD")));
    }
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let target = Target::new().await;
    for path in [
        "/",
        "/nothing",
        "/api/v1/workers",
        "/api/v1/workers/x/start/",
        "/api/v1/workers/a/b/start",
        "/api/v1/workers/register/",
        "//api/v1/workers/register",
        "*",
    ] {
        let reply = target.call("POST", path, "", b"{}").await;
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(reply.json(), json!({ "detail": "Not Found" }), "{path}");
    }
}

#[tokio::test]
async fn health_and_the_document_are_there_for_everyone() {
    let target = Target::new().await;
    for path in ["/health", "/api/health"] {
        let reply = target.call("GET", path, "", b"").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.json()["status"], "healthy");
        let reply = target.call("HEAD", path, "", b"").await;
        assert_eq!((reply.status, reply.body.len()), (200, 0));
    }
    let reply = target.call("GET", "/api/openapi.json", "", b"").await;
    let document = reply.json();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["security"], json!([{ "BearerAuth": [] }]));
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(
        paths,
        [
            REGISTER,
            "/api/v1/workers/{worker_id}/start",
            "/api/v1/worker-queues/{queue_id}/start",
            HEARTBEAT,
        ]
    );
}

#[tokio::test]
async fn an_id_that_nobody_has_is_not_found_however_odd() {
    let target = Target::new().await;
    let long = "x".repeat(5000);
    let ids = [
        "",
        "00000000-0000-4000-8000-000000000000",
        "x",
        "%00",
        "%2F",
        "..%2f..",
        "%F0%9F%94%92",
        "%zz",
        &long,
    ];
    for id in ids {
        let reply = target.post(&start_path(id), "{}").await;
        assert_eq!((reply.status, reply.json()), (404, json!({ "detail": "Worker not found" })));
        let reply = target.post(&queue_start_path(id), "{}").await;
        assert_eq!(
            (reply.status, reply.json()),
            (404, json!({ "detail": "Worker queue not found" }))
        );
    }
}

#[tokio::test]
async fn an_id_that_is_no_text_is_an_offender_beside_the_others() {
    let target = Target::new().await;
    let reply = target.post(&start_path("%FF"), r#"{"system_info": 1}"#).await;
    assert_eq!(
        reply.offenders(),
        [r#"["path","worker_id"] string_unicode"#, r#"["body","system_info"] dict_type"#]
    );
}
