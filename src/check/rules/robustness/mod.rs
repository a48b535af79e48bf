//! Input that no caller sends on purpose, and random input; planned after the other requests, as what
//! a target is left like must not colour their answers.

use crate::check::rules::rule::Rule;

pub(in crate::check) mod fuzz_accepts;
pub(in crate::check) mod fuzz_refuses;
pub(in crate::check) mod fuzz_response;
pub(in crate::check) mod fuzz_survives;
pub(in crate::check) mod never_server_error;
pub(in crate::check) mod survives_unpredictable_json;

/// The rules of the family, in the order in which their checks are planned.
pub(in crate::check::rules) static RULES: &[&Rule] = &[
    &never_server_error::RULE,
    &survives_unpredictable_json::RULE,
    &fuzz_survives::RULE,
    &fuzz_refuses::RULE,
    &fuzz_accepts::RULE,
    &fuzz_response::RULE,
];
