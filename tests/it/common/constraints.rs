//! The `constraints` fixture, as its document declares it or with one keyword changed.

use std::sync::Arc;

use cp_harness::reference::fixtures::FixtureApi;
use cp_harness::spec::Api;
use serde_json::Value;

use super::Target;

/// The operations.
pub(crate) const MAKE: &str = "make_order";
pub(crate) const LIST: &str = "list_orders";
pub(crate) const NOTE: &str = "write_note";

/// The API.
pub(crate) fn api() -> Arc<Api> {
    Arc::clone(FixtureApi::Constraints.api().unwrap())
}

/// The server as documented.
pub(crate) fn target() -> Target {
    Target::fixture(FixtureApi::Constraints)
}

/// The server with this keyword of an order changed; `null` removes it.
pub(crate) fn with(place: &str, value: Value) -> Target {
    let pointer = format!("/components/schemas/Order{place}");
    Target::reading(FixtureApi::Constraints, &pointer, value).only(&[MAKE])
}

/// The server with this keyword of a parameter of the listing changed; `null` removes it.
pub(crate) fn with_parameter(name: &str, place: &str, value: Value) -> Target {
    let pointer = format!("/components/parameters/{name}/schema{place}");
    Target::reading(FixtureApi::Constraints, &pointer, value).only(&[LIST])
}
