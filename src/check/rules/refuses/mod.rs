//! Invalid requests are refused, and the refusal is what the documents declare.

use crate::check::rules::rule::Rule;

pub(in crate::check) mod refusal_content;
pub(in crate::check) mod refusal_names_offender;
pub(in crate::check) mod refuses_bad_length;
pub(in crate::check) mod refuses_coercible_type;
pub(in crate::check) mod refuses_empty_parameter;
pub(in crate::check) mod refuses_item_count;
pub(in crate::check) mod refuses_malformed_body;
pub(in crate::check) mod refuses_malformed_text;
pub(in crate::check) mod refuses_media_type;
pub(in crate::check) mod refuses_member_count;
pub(in crate::check) mod refuses_missing_body;
pub(in crate::check) mod refuses_missing_dependent;
pub(in crate::check) mod refuses_missing_member;
pub(in crate::check) mod refuses_missing_parameter;
pub(in crate::check) mod refuses_mistyped_parameter;
pub(in crate::check) mod refuses_no_alternative;
pub(in crate::check) mod refuses_no_multiple;
pub(in crate::check) mod refuses_null;
pub(in crate::check) mod refuses_out_of_range;
pub(in crate::check) mod refuses_pattern_mismatch;
pub(in crate::check) mod refuses_repeated_item;
pub(in crate::check) mod refuses_top_level_type;
pub(in crate::check) mod refuses_undeclared_member;
pub(in crate::check) mod refuses_unlisted_value;
pub(in crate::check) mod refuses_wrong_type;

/// The rules of the family, in the order in which their checks are planned.
pub(in crate::check::rules) static RULES: &[&Rule] = &[
    &refuses_missing_member::RULE,
    &refuses_wrong_type::RULE,
    &refuses_coercible_type::RULE,
    &refuses_null::RULE,
    &refuses_out_of_range::RULE,
    &refuses_no_multiple::RULE,
    &refuses_bad_length::RULE,
    &refuses_pattern_mismatch::RULE,
    &refuses_malformed_text::RULE,
    &refuses_unlisted_value::RULE,
    &refuses_item_count::RULE,
    &refuses_repeated_item::RULE,
    &refuses_undeclared_member::RULE,
    &refuses_member_count::RULE,
    &refuses_missing_dependent::RULE,
    &refuses_no_alternative::RULE,
    &refuses_malformed_body::RULE,
    &refuses_top_level_type::RULE,
    &refuses_missing_body::RULE,
    &refuses_media_type::RULE,
    &refuses_missing_parameter::RULE,
    &refuses_mistyped_parameter::RULE,
    &refuses_empty_parameter::RULE,
    &refusal_content::RULE,
    &refusal_names_offender::RULE,
];
