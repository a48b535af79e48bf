//! The HTTP archive: held to what HAR 1.2 asks for, member by member.
#![expect(
    clippy::unwrap_used,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

use cp_harness::event::Ending;
use cp_harness::report::formats::to_har;
use serde_json::{Value, json};

use super::{fixture, script};

fn archive() -> Value {
    let report = fixture::report(&script::unhealthy(), Ending::Complete, &fixture::context());
    serde_json::from_str(&to_har(&report)).unwrap()
}

/// An object with these members, each required; what HAR does not know begins with `_`.
fn object(members: &Value, optional: &Value) -> Value {
    let mut properties = members.as_object().unwrap().clone();
    let required: Vec<String> = properties.keys().cloned().collect();
    properties.extend(optional.as_object().unwrap().clone());
    json!({
        "type": "object", "properties": properties, "required": required,
        "patternProperties": { "^_": {} }, "additionalProperties": false,
    })
}

fn schema() -> Value {
    let text = json!({ "type": "string" });
    let none = json!({});
    let pair = object(&json!({ "name": text, "value": text }), &json!({ "comment": text }));
    let pairs = json!({ "type": "array", "items": pair });
    let size = json!({ "type": "integer", "minimum": -1 });
    let time = json!({ "type": "number", "minimum": 0 });
    let maybe = json!({ "anyOf": [{ "const": -1 }, time] });
    let data = object(
        &json!({ "mimeType": text, "params": pairs, "text": text }),
        &json!({ "comment": text }),
    );
    let request = object(
        &json!({
            "method": text, "url": { "type": "string", "format": "uri" }, "httpVersion": text,
            "cookies": pairs, "headers": pairs, "queryString": pairs, "headersSize": size,
            "bodySize": size,
        }),
        &json!({ "postData": data, "comment": text }),
    );
    let content = object(
        &json!({ "size": { "type": "integer", "minimum": 0 }, "mimeType": text }),
        &json!({ "text": text, "encoding": { "const": "base64" }, "comment": text }),
    );
    let response = object(
        &json!({
            "status": { "type": "integer" }, "statusText": text, "httpVersion": text,
            "cookies": pairs, "headers": pairs, "content": content, "redirectURL": text,
            "headersSize": size, "bodySize": size,
        }),
        &json!({ "comment": text }),
    );
    let timings = object(
        &json!({ "send": time, "wait": time, "receive": time }),
        &json!({ "blocked": maybe, "dns": maybe, "connect": maybe, "ssl": maybe, "comment": text }),
    );
    let entry = object(
        &json!({
            "startedDateTime": { "type": "string", "format": "date-time" }, "time": time,
            "request": request, "response": response, "cache": object(&none, &none),
            "timings": timings,
        }),
        &json!({ "comment": text }),
    );
    let creator = object(&json!({ "name": text, "version": text }), &json!({ "comment": text }));
    let log = object(
        &json!({
            "version": { "const": "1.2" }, "creator": creator,
            "entries": { "type": "array", "items": entry, "minItems": 1 },
        }),
        &none,
    );
    object(&json!({ "log": log }), &none)
}

#[test]
fn the_archive_is_har_1_2() {
    let schema = schema();
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    let validator = options.build(&schema).unwrap();
    let archive = archive();
    let errors: Vec<String> = validator
        .iter_errors(&archive)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn every_exchange_is_an_entry_with_its_moment_and_its_duration() {
    let report = fixture::report(&script::unhealthy(), Ending::Complete, &fixture::context());
    let archive = archive();
    let entries = archive["log"]["entries"].as_array().unwrap();
    assert_eq!(entries.len(), report.exchanges.len());
    assert_eq!(entries[0]["startedDateTime"], "2026-01-02T03:04:05.001Z");
    assert_eq!(entries[0]["time"], 2.25);
    for entry in entries {
        let timings = &entry["timings"];
        let parts = ["send", "wait", "receive"].map(|part| timings[part].as_f64().unwrap());
        assert_eq!(Some(parts.iter().sum::<f64>()), entry["time"].as_f64());
    }
}

#[test]
fn the_archive_says_no_secret() {
    let text = archive().to_string();
    assert!(!text.contains(fixture::TOKEN) && !text.contains(fixture::WORKER_TOKEN));
    assert!(text.contains("[redacted]"));
}
