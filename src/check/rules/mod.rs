//! The catalogue: every rule, one file each, in the order they are planned and told.

use super::Rule;

mod accepts_alternative;
mod accepts_boundary;
mod accepts_charset;
mod accepts_format;
mod accepts_full;
mod accepts_listed_value;
mod accepts_media_type;
pub(super) mod accepts_minimal;
mod accepts_null;
mod accepts_without_optional;
mod allow_header;
mod auth_before_content;
mod auth_challenge;
mod auth_malformed;
mod auth_missing;
mod auth_other_scheme;
mod auth_scheme_case;
mod auth_wrong_token;
mod default_equals_omission;
mod never_server_error;
mod no_content;
mod optional_body;
mod refusal_content;
mod refusal_names_offender;
mod refuses_bad_length;
mod refuses_coercible_type;
mod refuses_empty_parameter;
mod refuses_item_count;
mod refuses_malformed_body;
mod refuses_malformed_text;
mod refuses_media_type;
mod refuses_member_count;
mod refuses_missing_body;
mod refuses_missing_dependent;
mod refuses_missing_member;
mod refuses_missing_parameter;
mod refuses_mistyped_parameter;
mod refuses_no_alternative;
mod refuses_no_multiple;
mod refuses_null;
mod refuses_out_of_range;
mod refuses_pattern_mismatch;
mod refuses_repeated_item;
mod refuses_top_level_type;
mod refuses_undeclared_member;
mod refuses_unlisted_value;
mod refuses_wrong_type;
mod response_default;
mod response_header;
mod response_media_type;
mod response_member;
mod response_schema;
mod response_status;
mod response_unique_members;
mod response_write_only;
mod survives_unpredictable_json;
mod undeclared_method_refused;
mod undeclared_method_status;

/// Every rule.
pub static RULES: &[&Rule] = &[
    &accepts_minimal::RULE,
    &accepts_full::RULE,
    &accepts_without_optional::RULE,
    &accepts_null::RULE,
    &accepts_charset::RULE,
    &accepts_media_type::RULE,
    &accepts_boundary::RULE,
    &accepts_format::RULE,
    &accepts_listed_value::RULE,
    &accepts_alternative::RULE,
    &default_equals_omission::RULE,
    &optional_body::RULE,
    &response_status::RULE,
    &response_media_type::RULE,
    &response_schema::RULE,
    &response_unique_members::RULE,
    &response_member::RULE,
    &response_write_only::RULE,
    &response_default::RULE,
    &response_header::RULE,
    &no_content::RULE,
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
    &undeclared_method_refused::RULE,
    &undeclared_method_status::RULE,
    &allow_header::RULE,
    &auth_missing::RULE,
    &auth_malformed::RULE,
    &auth_other_scheme::RULE,
    &auth_wrong_token::RULE,
    &auth_before_content::RULE,
    &auth_challenge::RULE,
    &auth_scheme_case::RULE,
    // Last: what a target is left like after hostile input must not colour the other answers.
    &never_server_error::RULE,
    &survives_unpredictable_json::RULE,
];
