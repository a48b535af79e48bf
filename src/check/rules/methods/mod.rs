//! Methods that a path declares or does not: HEAD, TRACE, `Allow` (RFC 9110 §9).

use crate::check::rules::rule::Rule;

pub(in crate::check) mod allow_header;
pub(in crate::check) mod head_as_get;
pub(in crate::check) mod head_no_content;
pub(in crate::check) mod trace_echo;
pub(in crate::check) mod undeclared_method_refused;
pub(in crate::check) mod undeclared_method_status;

/// The rules of the family, in the order in which their checks are planned.
pub(in crate::check::rules) static RULES: &[&Rule] = &[
    &undeclared_method_refused::RULE,
    &undeclared_method_status::RULE,
    &allow_header::RULE,
    &head_as_get::RULE,
    &head_no_content::RULE,
    &trace_echo::RULE,
];
