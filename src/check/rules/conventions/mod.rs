//! What an API promises beside its documents: laws of its lifecycle, and rules of its overview.

use crate::check::rules::rule::Rule;

pub(in crate::check) mod law_constant;
pub(in crate::check) mod law_echo;
pub(in crate::check) mod law_echo_in_flight;
pub(in crate::check) mod law_formed;
pub(in crate::check) mod law_repeatable;
pub(in crate::check) mod law_stable;
pub(in crate::check) mod law_tenant;
pub(in crate::check) mod law_unique;
pub(in crate::check) mod law_unique_in_flight;
pub(in crate::check) mod law_unknown_id;
pub(in crate::check) mod law_unknown_id_refused;
pub(in crate::check) mod prose_error_envelope;
pub(in crate::check) mod prose_pagination;
pub(in crate::check) mod prose_rate_limit_consistent;
pub(in crate::check) mod prose_rate_limit_exceeded;
pub(in crate::check) mod prose_rate_limit_falls;
pub(in crate::check) mod prose_rate_limit_present;
pub(in crate::check) mod prose_status;

/// The rules of the family, in the order in which their checks are planned.
pub(in crate::check::rules) static RULES: &[&Rule] = &[
    &law_unique::RULE,
    &law_unique_in_flight::RULE,
    &law_echo::RULE,
    &law_echo_in_flight::RULE,
    &law_stable::RULE,
    &law_formed::RULE,
    &law_constant::RULE,
    &law_repeatable::RULE,
    &law_unknown_id::RULE,
    &law_unknown_id_refused::RULE,
    &law_tenant::RULE,
    &prose_error_envelope::RULE,
    &prose_status::RULE,
    &prose_rate_limit_present::RULE,
    &prose_rate_limit_consistent::RULE,
    &prose_rate_limit_falls::RULE,
    &prose_rate_limit_exceeded::RULE,
    &prose_pagination::RULE,
];
