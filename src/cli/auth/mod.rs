//! Who calls: tokens, credentials, headers, and the secrets among them.

pub(super) mod caller;
pub(super) mod credentials;
pub(super) mod headers;
pub(super) mod tokens;
