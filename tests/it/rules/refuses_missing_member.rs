//! Twin of `refuses_missing_member`.

use crate::common::{REGISTER, Target, constraints};

#[tokio::test]
async fn a_required_member_with_a_hidden_default_is_found() {
    Target::reference()
        .before(|call| {
            call.edit(|body| {
                body.entry("environment_name").or_insert("default".into());
            });
            None
        })
        .only(&[REGISTER])
        .breaks("refuses_missing_member")
        .await;
}

#[tokio::test]
async fn a_form_that_passes_without_its_text_is_found() {
    constraints::target()
        .before(|call| {
            if call.body.is_empty() {
                call.body = b"text=sample".to_vec();
            }
            None
        })
        .only(&["refuses_missing_member@write_note*"])
        .breaks("refuses_missing_member")
        .await;
}
