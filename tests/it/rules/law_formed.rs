//! Twin of `law_formed`.

use crate::common::{REGISTER, Target};
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
                if call.ends_with("register") && plain {
                    reply.edit(|content| _ = content.insert(member.into(), json!(value)));
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
            if let Some(name) = name.filter(|_| call.ends_with("register")) {
                reply.edit(|content| _ = content.insert("environment_name".into(), name));
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
                reply.edit(|content| _ = content.insert("heartbeat_interval".into(), json!(0)));
            }
        })
        .breaks("law_formed")
        .await;
}
