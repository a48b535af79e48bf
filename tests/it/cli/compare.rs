//! `compare` through the real binary.

use std::fs;

use serde_json::Value;

use super::binary::{Folder, report_in};
use super::load::SMALL;
use super::server::{Server, TOKEN, answer, reference};

fn valid(schema: &str, instance: &Value) -> bool {
    let path = format!("{}/docs/schemas/{schema}", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::is_valid(&schema, instance)
}

#[test]
fn two_conform_runs_are_compared_check_by_check() {
    let folder = Folder::new();
    let good = reference("");
    let only = ["--only", "auth_*@worker_heartbeat#*", "--bind", "worker_id=w"];
    let broken = Server::http(|_, _| answer("500 Internal Server Error", "", ""));
    for (name, target) in [("good", good), ("bad", broken.url())] {
        let arguments = ["conform", "--target", &target, "--report", name];
        folder.run(&[&arguments[..], &TOKEN, &only].concat());
    }
    let ran = folder.run(&["compare", "good", "bad"]);
    assert_eq!(ran.quiet(), Some(1), "{ran:?}");
    assert!(ran.stdout.contains("NEW     auth_"), "{ran:?}");
    assert!(ran.last_line().starts_with("WORSE  "), "{ran:?}");
    let ran = folder.run(&["compare", "bad", "good/report.json", "--format", "json"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let told = ran.json();
    assert!(valid("conform-comparison-v1.schema.json", &told), "{told}");
    assert!(told["counts"]["fixed"].as_u64() > Some(0), "{told}");
    let groups = told["groups"].as_array().unwrap();
    let worse = groups.iter().filter(|group| group["change"] == "new" && group["binding"] == true);
    assert_eq!(worse.count(), 0, "{told}");
    assert_eq!(folder.run(&["compare", "bad", "bad"]).quiet(), Some(0));
}

#[test]
fn two_load_runs_are_compared_and_other_load_is_refused() {
    let folder = Folder::new();
    for (name, seed) in [("a", "1"), ("b", "2")] {
        folder.run(&[&SMALL[..], &["--seed", seed, "--report", name]].concat());
    }
    let ran = folder.run(&["compare", "a", "a", "--baseline", "a", "--format", "json"]);
    let told = ran.json();
    assert!(valid("load-comparison-v1.schema.json", &told), "{told}");
    // Of a busy machine nothing can be compared.
    let is_valid = report_in(&folder.path("a"))["invalid"].as_array().unwrap().is_empty();
    assert_eq!(ran.quiet(), Some(if is_valid { 0 } else { 4 }), "{ran:?}");
    let refused = folder.run(&["compare", "a", "b"]);
    assert!(refused.error(3).contains("seed (1, 2)"), "{refused:?}");
}

#[test]
fn what_cannot_be_compared_is_refused_with_one_message() {
    let folder = Folder::new();
    folder.run(&[&SMALL[..], &["--report", "load"]].concat());
    folder.run(&["conform", "--only", "auth_missing@register_worker#*", "--report", "conform"]);
    let old = fs::read_to_string(folder.path("load/report.json")).unwrap();
    folder.write("old.json", old.replacen("\"version\": 1", "\"version\": 0", 1));
    folder.write("text.json", "hello");
    for (before, after, told) in [
        ("load", "conform", "give two of one kind"),
        ("conform", "load", "give two of one kind"),
        ("load", "old.json", "version 0"),
        ("text.json", "load", "no report"),
        ("nothing", "load", "cannot read nothing"),
    ] {
        let ran = folder.run(&["compare", before, after]);
        assert!(ran.error(3).contains(told), "{ran:?}");
    }
    let several = folder.run(&["compare", "conform", "conform", "--baseline", "conform"]);
    assert!(several.error(2).contains("by two"), "{several:?}");
}
