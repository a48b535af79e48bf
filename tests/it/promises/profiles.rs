//! Profiles of leniency: what they let go, what they hold to, and that each of them judges.

use std::sync::Arc;

use cp_harness::check::{Check, Conventions, Level, Plan, Profile};
use serde_json::json;

use crate::common::shelf::DOCUMENT as SHELF;
use crate::common::{HEARTBEAT, REGISTER, Target, document, embedded, plan, plan_under};

fn shipped(name: &str) -> Profile {
    Profile::shipped(name).unwrap().unwrap()
}

fn under(name: &str) -> Plan {
    let api = embedded();
    plan_under(&api, &[], Conventions::shipped(&api).unwrap(), shipped(name))
}

/// A server that takes `"5"` for 5, as frameworks that coerce do.
fn lax() -> Target {
    Target::reference().before(|call| {
        call.edit(|body| {
            if let Some(text) = body.get("tasks_processed").and_then(|value| value.as_str()) {
                let number = text.parse::<i64>().ok();
                let value = number.map_or(json!(text), Into::into);
                body.insert("tasks_processed".into(), value);
            }
        });
        None
    })
}

#[tokio::test]
async fn coercion_warns_by_default_is_noted_under_fastapi_and_fails_under_strict() {
    let rule = ["refuses_coercible_type@worker_heartbeat#*"];
    for (name, level) in
        [("standard", Level::Should), ("fastapi", Level::Note), ("strict", Level::Must)]
    {
        let results = lax().profile(shipped(name)).only(&rule).run().await;
        let failed: Vec<&Arc<_>> = crate::common::failures(&results).collect();
        assert!(!failed.is_empty(), "{name}");
        assert!(failed.iter().all(|result| result.check.level == level), "{name}");
    }
}

#[tokio::test]
async fn what_a_profile_tolerates_is_no_finding_and_what_it_does_not_is() {
    // 400 where the documents declare 422.
    let target = || {
        Target::reference().only(&["refuses_missing_member", "refuses_wrong_type"]).after(
            |_, reply| {
                if reply.status == 422 {
                    reply.status = 400;
                }
            },
        )
    };
    target().breaks_all(&["refuses_missing_member", "refuses_wrong_type"]).await;
    target().profile(shipped("spring")).conforms().await;
    target().profile(shipped("express")).conforms().await;
    target()
        .profile(shipped("fastapi"))
        .breaks_all(&["refuses_missing_member", "refuses_wrong_type"])
        .await;
}

#[tokio::test]
async fn a_lenient_profile_still_finds_what_no_framework_does() {
    for name in ["fastapi", "express", "spring", "django"] {
        Target::reference()
            .after(|call, reply| {
                if call.ends_with("register") {
                    reply.edit(|content| _ = content.remove("worker_token"));
                }
            })
            .profile(shipped(name))
            .only(&[REGISTER])
            .breaks("response_member")
            .await;
    }
}

#[tokio::test]
async fn the_reference_passes_under_every_profile_but_for_what_strict_misses_of_the_prose() {
    for name in ["standard", "fastapi", "express", "spring", "django"] {
        Target::reference().profile(shipped(name)).only(&[HEARTBEAT]).conforms().await;
    }
    let strict = Target::reference().profile(shipped("strict")).only(&[HEARTBEAT]);
    strict.breaks("prose_rate_limit_present").await;
}

#[test]
fn the_standard_profile_leaves_each_rule_at_its_level() {
    let bare = plan_under(
        &embedded(),
        &[],
        Conventions::shipped(&embedded()).unwrap(),
        Profile::default(),
    );
    let levels = |plan: &Plan| -> Vec<(String, Level)> {
        let asked = plan.checks.iter().filter(|check| check.rule != "prose_rate_limit_present");
        asked.map(|check| (check.id.clone(), check.level)).collect()
    };
    assert_eq!(levels(&bare), levels(&under("standard")));
    assert!(levels(&bare).len() < bare.checks.len());
}

#[test]
fn every_entry_of_every_profile_changes_something() {
    let apis = [embedded(), Arc::new(document(SHELF))];
    for name in Profile::names() {
        let profile = shipped(name);
        for entry in &profile.entries {
            let rules = cp_harness::check::RULES.iter();
            let mut known = rules.filter(|rule| entry.matching.matches(rule.id));
            assert!(known.next().is_some(), "{name}: {}", entry.matching);
        }
        for index in 0..profile.entries.len() {
            let mut without = profile.clone();
            let entry = without.entries.remove(index);
            let changed = apis.iter().any(|api| {
                let plan =
                    |profile| plan_under(api, &[], Conventions::shipped(api).unwrap(), profile);
                plan(profile.clone()).hash() != plan(without.clone()).hash()
            });
            assert!(changed, "{name}: {} changes nothing", entry.matching);
        }
    }
}

#[test]
fn the_plan_names_the_profile_that_judges() {
    assert_eq!(under("fastapi").profile, "fastapi");
    assert_eq!(plan(&embedded(), &[]).profile, "standard");
    let tolerated = |check: &Arc<Check>| check.tolerated.contains(&404);
    assert!(under("django").checks.iter().any(tolerated));
}
