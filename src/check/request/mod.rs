//! The valid requests of an operation: what they carry, where their values come from, what they may change.
//!
//! ```text
//! Api → Bindings (which operation answers which id) → OperationUnderTest (its valid requests)
//!                                                   → Changes (what may be sent to whom)
//! ```

pub(in crate::check) mod bindings;
pub(in crate::check) mod body;
pub(in crate::check) mod changes;
pub(in crate::check) mod dependencies;
pub(in crate::check) mod json_success;
pub(in crate::check) mod operation_under_test;
pub(in crate::check) mod parameter;
