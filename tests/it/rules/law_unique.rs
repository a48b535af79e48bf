//! Twin of `law_unique`.

use crate::common::{REGISTER, Target};
use serde_json::json;

fn one_id_for_all() -> Target {
    Target::reference().after(|call, reply| {
        if call.is_to("/register") {
            reply.edit_success(|content| _ = content.insert("worker_id".into(), json!("worker-1")));
        }
    })
}

#[tokio::test]
async fn an_id_given_twice_is_found() {
    one_id_for_all().only(&["law_unique"]).breaks("law_unique").await;
}

#[tokio::test]
async fn one_id_for_all_is_found_in_a_row_and_in_flight_and_by_no_other_rule() {
    let start = "law_echo@start_worker#started_worker_id";
    one_id_for_all()
        .only(&[REGISTER, start])
        .breaks_checks(&[
            "law_unique@register_worker#worker_id",
            "law_unique_in_flight@register_worker#worker_id_in_flight",
        ])
        .await;
}
