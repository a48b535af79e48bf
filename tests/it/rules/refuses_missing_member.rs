//! Twin of `refuses_missing_member`.

use crate::common::{REGISTER, Target};

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
