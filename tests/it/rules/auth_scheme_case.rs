//! Twin of `auth_scheme_case`.

use crate::common::Target;

#[tokio::test]
async fn a_scheme_compared_letter_by_letter_is_found() {
    Target::reference()
        .before(|call| {
            if !call.header("authorization")?.starts_with("Bearer") {
                call.headers.remove("authorization");
            }
            None
        })
        .breaks("auth_scheme_case")
        .await;
}
