//! `--tier`: a quick look that keeps within its requests and yet asks after nearly every rule.

use std::collections::BTreeSet;

use serde_json::Value;

use super::binary::Folder;

fn report(arguments: &[&str]) -> Value {
    let ran = Folder::new().run(&[&["conform", "--format", "json"], arguments].concat());
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    ran.json()
}

fn describe(report: &Value, member: &str) -> BTreeSet<String> {
    let checks = report["checks"].as_array().unwrap();
    checks.iter().map(|check| check[member].as_str().unwrap().to_owned()).collect()
}

#[test]
fn smoke_asks_after_every_operation_and_nearly_every_rule_with_sixty_requests_at_most() {
    let (standard, smoke) = (report(&[]), report(&["--tier", "smoke"]));
    assert!(smoke["requests"].as_u64().unwrap() <= 60, "{}", smoke["requests"]);
    assert!(standard["requests"].as_u64().unwrap() > 60);
    assert_eq!(describe(&smoke, "operation"), describe(&standard, "operation"));
    // What compares several requests has no room beside all the others.
    let (asked, known) = (describe(&smoke, "rule"), describe(&standard, "rule"));
    let missing: Vec<&String> = known.difference(&asked).collect();
    assert!(missing.len() <= 3 && asked.len() > 50, "{missing:?}");
    assert!(describe(&smoke, "id").is_subset(&describe(&standard, "id")));
}

#[test]
fn the_same_documents_give_the_same_smoke_plan() {
    let plan = || Folder::new().run(&["plan", "--tier", "smoke", "--format", "json"]);
    let (first, second) = (plan(), plan());
    assert_eq!(first.quiet(), Some(0));
    assert_eq!(first.stdout, second.stdout);
}

#[test]
fn a_tier_applies_to_what_is_selected() {
    let smoke = report(&["--tier", "smoke", "--only", "refuses_*"]);
    let rules = describe(&smoke, "rule");
    assert!(rules.iter().all(|rule| rule.starts_with("refuses_")), "{rules:?}");
    assert!(smoke["requests"].as_u64().unwrap() <= 60);
}

#[test]
fn the_search_has_a_tier_and_its_seed_gives_the_same_requests() {
    let plan = |more: &[&str]| {
        let ran =
            Folder::new().run(&[&["plan", "--format", "json", "--only", "fuzz_*"], more].concat());
        assert_eq!(ran.quiet(), Some(0), "{ran:?}");
        ran.stdout
    };
    let by_tier = plan(&["--tier", "fuzz", "--seed", "7"]);
    assert_eq!(by_tier, plan(&["--fuzz", "100", "--seed", "7"]));
    assert_ne!(by_tier, plan(&["--fuzz", "100", "--seed", "8"]));
    let refused = Folder::new().run(&["plan", "--seed", "7"]);
    assert!(refused.error(2).contains("--fuzz N"), "{refused:?}");
}
