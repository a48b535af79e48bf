//! Twin of `secret_member_echo`.

use cp_harness::reference::fixtures::FixtureApi;
use serde_json::{Value, json};

use crate::common::{Target, constraints};

/// Orders that need their password; `echo` is what of the content a refusal repeats.
fn target(echo: impl Fn(&Value) -> Value + Send + Sync + 'static) -> Target {
    let pointer = "/components/schemas/Order/required";
    Target::promising(FixtureApi::Constraints, pointer, json!(["id", "name", "password"]))
        .before(|call| {
            let lacks = call.object().is_some_and(|order| !order.contains_key("password"));
            (lacks && call.is_to("/orders")).then(|| refusal("password"))
        })
        .after(move |call, reply| {
            if let Some(sent) = call.json().filter(|_| reply.status == 422) {
                reply.edit(|members| _ = members.insert("input".to_owned(), echo(&sent)));
            }
        })
        .only(&["secret_*@make_order*"])
}

fn refusal(place: &str) -> crate::common::Reply {
    crate::common::Reply::new(422, json!({"problems": [{"where": place, "what": "missing"}]}))
}

#[tokio::test]
async fn a_refusal_that_repeats_the_whole_content_is_found() {
    target(Value::clone).breaks("secret_member_echo").await;
}

#[tokio::test]
async fn a_refusal_that_names_what_is_wrong_alone_is_none() {
    constraints::target().only(&["secret_*"]).conforms().await;
}

/// Frameworks quote the object that lacks a member, and of a wrong member its value alone.
#[tokio::test]
async fn a_refusal_that_repeats_the_content_for_want_of_a_member_is_found() {
    target(|body| if body.get("name").is_none() { body.clone() } else { body["name"].clone() })
        .breaks_checks(&["secret_member_echo@make_order#password:missing"])
        .await;
}
