//! Twin of `prose_error_envelope`.

use crate::common::{auth, embedded, plan};

#[tokio::test]
async fn an_error_in_another_form_is_found() {
    auth::books(|_, reply| {
        if (400..500).contains(&reply.status) {
            reply.edit(|members| _ = members.shift_remove("error"));
        }
    })
    .breaks("prose_error_envelope")
    .await;
}

#[tokio::test]
async fn a_server_that_does_what_the_overview_says_passes() {
    auth::books(|_, _| ()).conforms().await;
}

#[test]
fn where_the_documents_declare_other_errors_they_win_and_the_contradiction_is_reported_once() {
    let plan = plan(&embedded(), &[]);
    assert!(plan.checks.iter().all(|check| check.rule != "prose_error_envelope"));
    let notes: Vec<_> = plan.notes.iter().filter(|note| note.text.contains("envelope")).collect();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].places, 4);
    assert!(notes[0].location.to_string().starts_with("specs/overview.prose.toml:"));
    assert!(notes[0].beside.as_ref().unwrap().to_string().starts_with("specs/register_worker"));
}
