//! What tests of readers have in common.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

/// The keys that a part of a file takes, as its reader lists them for `text`, whose key `zzz` is none.
pub(crate) fn keys<T: DeserializeOwned>(text: &str) -> BTreeSet<String> {
    let message = toml::from_str::<T>(text).err().map(|error| error.message().to_owned());
    let message = message.unwrap_or_default();
    assert!(message.starts_with("unknown field `zzz`"), "{message}");
    message.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}
