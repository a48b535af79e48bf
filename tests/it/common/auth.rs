//! The `auth` fixture, which checks credentials as its document declares it or with one defect.

use cp_harness::reference::fixtures::{FixtureApi, Token, issued};
use serde_json::Value;

use super::{Call, Reply, Target};

/// The server as documented, asked by a caller with every credential.
pub(crate) fn target() -> Target {
    Target::fixture(FixtureApi::Auth)
}

/// The server with other security requirements at a path, as `[{"key": []}]`.
pub(crate) fn requiring(path: &str, security: Value) -> Target {
    let pointer = format!("/paths/{}/get/security", path.replace('/', "~1"));
    Target::reading(FixtureApi::Auth, &pointer, security)
}

/// One operation behind JSON Web Tokens, which admits tokens that meet this as well.
pub(crate) fn admitting(is_met: fn(&Token) -> bool) -> Target {
    target().only(&["read_book"]).before(move |call| {
        let token = call.token().and_then(Token::read);
        if token.is_some_and(|token| is_met(&token)) {
            call.set_header("authorization", &format!("Bearer {}", issued()));
        }
        None
    })
}

/// The operations that an overview in prose is about, with each answer changed.
pub(crate) fn books(change: impl Fn(&Call, &mut Reply) + Send + Sync + 'static) -> Target {
    target().only(&["list_books", "read_book"]).after(change)
}
