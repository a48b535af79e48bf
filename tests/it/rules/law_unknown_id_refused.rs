//! Twin of `law_unknown_id_refused`.

use cp_harness::check::{Level, Plan};

use crate::common::{Target, document, embedded, plan};

#[tokio::test]
async fn a_configuration_for_a_worker_that_nobody_made_is_found() {
    Target::reference()
        .before(|call| {
            // The server takes any id for the queue it knows.
            if call.path.contains("/worker-queues/d93f7c52-") {
                let queue = cp_harness::reference::DEMO_QUEUE_ID;
                call.path = format!("/api/v1/worker-queues/{queue}/start");
            }
            None
        })
        .only(&["law_*"])
        .breaks("law_unknown_id_refused")
        .await;
}

/// The levels of the law on workers that nobody made.
fn levels(plan: &Plan) -> Vec<Level> {
    let own = plan.checks.iter().filter(|check| check.case == "start_of_made_up_worker");
    own.map(|check| check.level).collect()
}

#[test]
fn it_is_a_note_where_the_documents_declare_no_refusal_of_an_unknown_id() {
    let only = ["law_unknown_id_refused"];
    assert_eq!(levels(&plan(&embedded(), &only)), [Level::Note]);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/start_worker.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    for (status, level) in [
        ("404", Level::Should),
        ("400", Level::Should),
        ("4XX", Level::Should),
        ("default", Level::Should),
        ("401", Level::Note),
        ("415", Level::Note),
    ] {
        let response = format!("'{status}': {{description: Refused}}\n        '422':");
        let declared = document(&text.replacen("'422':", &response, 1));
        assert_eq!(levels(&plan(&declared, &only)), [level], "{status}");
    }
}
