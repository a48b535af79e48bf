//! Twin of `law_formed`.

use cp_harness::check::Outcome;

use crate::common::{QUEUE_START, REGISTER, Target, failures};
use serde_json::json;

#[tokio::test]
async fn a_form_that_is_not_the_documented_one_is_found() {
    for (member, value) in [
        ("control_plane_url", "control-plane.example.com"),
        ("worker_id", ""),
        ("worker_token", " "),
    ] {
        Target::reference()
            .after(move |call, reply| {
                let plain = call.object().is_some_and(|body| body.len() == 1);
                if call.is_to("/register") && plain {
                    reply.edit_success(|content| _ = content.insert(member.into(), json!(value)));
                }
            })
            .only(&["law_formed@register_worker#*"])
            .breaks("law_formed")
            .await;
    }
}

#[tokio::test]
async fn an_environment_without_its_organisation_is_found() {
    Target::reference()
        .after(|call, reply| {
            let name = call.object().and_then(|body| body.get("environment_name").cloned());
            if let Some(name) = name.filter(|_| call.is_to("/register")) {
                reply.edit_success(|content| _ = content.insert("environment_name".into(), name));
            }
        })
        .only(&[REGISTER])
        .breaks_checks(&["law_formed@register_worker#environment_name"])
        .await;
}

#[tokio::test]
async fn an_interval_of_no_time_is_found() {
    Target::reference()
        .after(|call, reply| {
            if call.path.contains("/worker-queues/") {
                reply.edit_success(|content| {
                    _ = content.insert("heartbeat_interval".into(), json!(0));
                });
            }
        })
        .breaks("law_formed")
        .await;
}

/// A control plane that gives the caller's own address back, changed by `change`.
fn naming(change: fn(&str) -> String) -> Target {
    Target::reference().after(move |call, reply| {
        let named = call.object().and_then(|body| body.get("control_plane_url").cloned());
        if let Some(named) =
            named.as_ref().and_then(|named| named.as_str()).filter(|_| reply.is_success())
        {
            reply.edit_success(|content| {
                _ = content.insert("control_plane_url".into(), json!(change(named)));
            });
        }
    })
}

#[tokio::test]
async fn an_address_that_the_caller_named_is_not_the_targets() {
    naming(str::to_owned).only(&[QUEUE_START]).conforms().await;
}

#[tokio::test]
async fn an_address_that_is_spoilt_where_the_caller_names_one_is_found() {
    for change in [|named: &str| format!("{named}/"), |_: &str| "control-plane".to_owned()] {
        let found = ["law_formed@start_worker_for_queue#queue_control_plane_url"];
        naming(change).only(&["law_formed"]).breaks_checks(&found).await;
    }
}

#[tokio::test]
async fn another_value_of_the_caller_in_the_place_of_the_address_is_found() {
    Target::reference()
        .after(|call, reply| {
            let name = call.object().and_then(|body| body.get("environment_name").cloned());
            if let Some(name) = name.filter(|_| call.is_to("/register")) {
                reply.edit_success(|content| _ = content.insert("control_plane_url".into(), name));
            }
        })
        .only(&["law_formed"])
        .breaks_checks(&["law_formed@register_worker#registered_control_plane_url"])
        .await;
}

#[tokio::test]
async fn a_value_that_only_the_caller_named_is_neither_a_pass_nor_a_finding() {
    let results =
        Target::reference().only(&["law_formed@start_worker#started_worker_id_word"]).run().await;
    assert_eq!(failures(&results).count(), 0);
    assert!(results.iter().all(|result| matches!(result.outcome, Outcome::Skip { .. })));
}
