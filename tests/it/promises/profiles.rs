//! Profiles of leniency: what they let go, what they hold to, and that each of them judges.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::routing::get;
use cp_harness::check::{Check, Conventions, Level, Plan, Profile};
use cp_harness::event::CheckResult;
use cp_harness::reference::fixtures::FixtureApi;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method};
use serde_json::{Value, json};
use wildmatch::WildMatch;

use crate::common::{
    HEARTBEAT, REGISTER, Reply, Target, document, embedded, failures, plan, plan_under,
};

/// What frameworks differ in beside what the other documents have.
const TEAMS: &str = "
openapi: 3.1.0
info: {title: Teams, version: '1'}
paths:
  /teams:
    get:
      operationId: count_teams
      parameters:
        - {name: least, in: query, schema: {type: integer}}
      responses:
        '200': {description: How many}
        '422': {description: Refused}
    post:
      operationId: create_team
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              required: [name, password]
              properties:
                name: {type: string}
                password: {type: string}
                members: {type: array, uniqueItems: true, items: {type: string}}
      responses:
        '204': {description: Created}
        '422': {description: Refused}
";

/// A correct server of a framework in which each method is a route of its own, lists of unique items
/// are sets, and a refusal quotes the object that lacks a member.
fn teams() -> Target {
    let count = |RawQuery(query): RawQuery| async move {
        match query.as_deref().map(|query| query.trim_start_matches("least=").parse::<i64>()) {
            None | Some(Ok(_)) => Reply::new(200, json!(0)),
            Some(Err(_)) => Reply::new(422, json!({ "detail": "least" })),
        }
    };
    let create = |headers: HeaderMap, body: Bytes| async move {
        let is_json = (headers.get(CONTENT_TYPE))
            .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let known = ["name", "password", "members"];
        let Some(members) = body.as_object().filter(|_| is_json) else {
            return Reply::new(422, json!({ "detail": "body" }));
        };
        for name in ["name", "password"] {
            match members.get(name) {
                None => return Reply::new(422, json!({ "detail": name, "input": body })),
                Some(value) if !value.is_string() => {
                    return Reply::new(422, json!({ "detail": name, "input": value }));
                }
                Some(_) => {}
            }
        }
        let list = members
            .get("members")
            .map(|list| list.as_array().filter(|list| list.iter().all(Value::is_string)));
        if let Some(unknown) = members.keys().find(|name| !known.contains(&name.as_str())) {
            return Reply::new(422, json!({ "detail": unknown }));
        }
        if list == Some(None) {
            return Reply::new(422, json!({ "detail": "members" }));
        }
        Reply::new(204, json!(null))
    };
    let router = Router::new().route("/teams", get(count).post(create));
    Target::own(TEAMS, router)
        .before(|call| (call.method == Method::HEAD).then(|| Reply::new(405, json!(null))))
        .after(|_, reply| {
            if reply.status == 405 {
                reply.set_header("allow", "GET");
            }
        })
}

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
        let failed: Vec<&Arc<_>> = failures(&results).collect();
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

/// The rules of the findings that have a level.
fn describe(results: &[Arc<CheckResult>], level: Level) -> BTreeSet<&'static str> {
    let failed = failures(results).filter(|result| result.check.level == level);
    failed.map(|result| result.check.rule).collect()
}

#[tokio::test]
async fn what_a_framework_does_by_default_warns_and_fails_nothing_but_under_strict() {
    let defaults = ["allow_header", "head_as_get", "refuses_repeated_item", "secret_member_echo"];
    let standard = teams().changeable().profile(shipped("standard")).run().await;
    assert!(describe(&standard, Level::Must).is_empty(), "{:?}", describe(&standard, Level::Must));
    assert_eq!(describe(&standard, Level::Should), defaults.into());
    let fastapi = teams().changeable().profile(shipped("fastapi")).run().await;
    assert!(
        describe(&fastapi, Level::Should).is_empty(),
        "{:?}",
        describe(&fastapi, Level::Should)
    );
    assert!(describe(&fastapi, Level::Must).is_empty());
    let strict = teams().changeable().profile(shipped("strict")).run().await;
    assert_eq!(describe(&strict, Level::Must), defaults[..3].iter().copied().collect());
}

#[tokio::test]
async fn a_lenient_profile_still_finds_what_no_framework_does() {
    for name in ["fastapi", "express", "spring", "django"] {
        Target::reference()
            .after(|call, reply| {
                if call.is_to("/register") {
                    reply.edit_success(|content| _ = content.remove("worker_token"));
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
    let auth = Arc::clone(FixtureApi::Auth.api().unwrap());
    let apis: [(_, &[&str]); 3] =
        [(embedded(), &[]), (auth, &["list_books", "read_book"]), (Arc::new(document(TEAMS)), &[])];
    for name in Profile::names() {
        let profile = shipped(name);
        for entry in &profile.entries {
            let glob = entry.matching.to_string();
            let glob = WildMatch::new(glob.split('@').next().unwrap());
            let mut rules = cp_harness::check::rules();
            assert!(rules.any(|rule| glob.matches(rule.id)), "{name}: {}", entry.matching);
        }
        for index in 0..profile.entries.len() {
            let mut without = profile.clone();
            let entry = without.entries.remove(index);
            let changed = apis.iter().any(|(api, only)| {
                let plan =
                    |profile| plan_under(api, only, Conventions::shipped(api).unwrap(), profile);
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
