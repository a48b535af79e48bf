//! What holds for every exchange of an operation, whichever check it was sent for; planned last.

use crate::check::rules::rule::Rule;

pub(in crate::check) mod refusal_documented;
pub(in crate::check) mod secret_echo;
pub(in crate::check) mod secret_member_echo;
pub(in crate::check) mod single_framing;

/// The rules of the family, in the order in which their checks are planned.
pub(in crate::check::rules) static RULES: &[&Rule] = &[
    &secret_member_echo::RULE,
    &secret_echo::RULE,
    &single_framing::RULE,
    &refusal_documented::RULE,
];
