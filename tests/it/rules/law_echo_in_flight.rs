//! Twin of `law_echo_in_flight`.

use std::sync::{Arc, Mutex};

use crate::common::{Target, embedded, plan};
use cp_harness::check::{Delivery, Expectation};
use serde_json::json;

#[tokio::test]
async fn a_name_kept_where_all_requests_see_it_is_found() {
    // The server keeps the first name it hears of in a variable that all requests share.
    let seen: Arc<Mutex<Option<String>>> = Arc::default();
    Target::reference()
        .after(move |call, reply| {
            let name = call.object().and_then(|body| Some(body.get("environment_name")?.clone()));
            let numbered = name.as_ref().and_then(|name| name.as_str());
            if let Some(name) = numbered.filter(|name| name.ends_with(char::is_numeric)) {
                let mut seen = seen.lock().unwrap();
                let first = seen.get_or_insert_with(|| format!("acme.{name}")).clone();
                reply.edit_success(|content| {
                    _ = content.insert("environment_name".into(), json!(first));
                });
            }
        })
        .breaks("law_echo_in_flight")
        .await;
}

#[test]
fn each_request_in_flight_sends_another_name() {
    let plan = plan(&embedded(), &["law_echo_in_flight"]);
    let check = &plan.checks[0];
    assert_eq!(check.delivery, Delivery::Together);
    assert!(matches!(check.expectation, Expectation::Law { .. }));
    let sent: std::collections::BTreeSet<String> =
        check.steps.iter().map(|step| format!("{:?}", step.payload)).collect();
    assert_eq!(sent.len(), 9, "the plain request, and eight others");
}
