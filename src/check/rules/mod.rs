//! The catalogue: every rule, one file each, in the order they are planned and told.

use super::Rule;

pub(super) mod accepts_alternative;
pub(super) mod accepts_boundary;
pub(super) mod accepts_charset;
pub(super) mod accepts_format;
mod accepts_full;
pub(super) mod accepts_listed_value;
pub(super) mod accepts_media_type;
pub(super) mod accepts_minimal;
pub(super) mod accepts_null;
pub(super) mod accepts_without_optional;
mod allow_header;
mod auth_alternative;
mod auth_before_content;
mod auth_challenge;
mod auth_documented;
mod auth_jwt_expired;
mod auth_jwt_not_yet_valid;
mod auth_jwt_signature;
mod auth_jwt_unsigned;
mod auth_malformed;
mod auth_missing;
mod auth_optional;
mod auth_other_scheme;
mod auth_scheme_case;
mod auth_wrong_place;
mod auth_wrong_token;
mod content_end;
mod default_equals_omission;
mod fuzz_accepts;
mod fuzz_refuses;
mod fuzz_response;
mod fuzz_survives;
mod head_as_get;
mod head_no_content;
mod law_constant;
mod law_echo;
mod law_echo_in_flight;
mod law_formed;
mod law_repeatable;
mod law_stable;
mod law_tenant;
mod law_unique;
mod law_unique_in_flight;
mod law_unknown_id;
mod law_unknown_id_refused;
mod never_server_error;
mod no_content;
pub(super) mod optional_body;
mod prose_error_envelope;
mod prose_pagination;
mod prose_rate_limit_consistent;
mod prose_rate_limit_exceeded;
mod prose_rate_limit_falls;
mod prose_rate_limit_present;
mod prose_status;
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
mod secret_echo;
mod secret_member_echo;
mod single_framing;
mod survives_unpredictable_json;
mod trace_echo;
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
    &content_end::RULE,
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
    &head_as_get::RULE,
    &head_no_content::RULE,
    &trace_echo::RULE,
    &auth_missing::RULE,
    &auth_malformed::RULE,
    &auth_other_scheme::RULE,
    &auth_wrong_token::RULE,
    &auth_before_content::RULE,
    &auth_challenge::RULE,
    &auth_scheme_case::RULE,
    &auth_jwt_unsigned::RULE,
    &auth_jwt_signature::RULE,
    &auth_jwt_expired::RULE,
    &auth_jwt_not_yet_valid::RULE,
    &auth_wrong_place::RULE,
    &auth_alternative::RULE,
    &auth_optional::RULE,
    &auth_documented::RULE,
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
    // Last: what a target is left like after hostile input must not colour the other answers.
    &never_server_error::RULE,
    &survives_unpredictable_json::RULE,
    &fuzz_survives::RULE,
    &fuzz_refuses::RULE,
    &fuzz_accepts::RULE,
    &fuzz_response::RULE,
    // On all that came before.
    &secret_member_echo::RULE,
    &secret_echo::RULE,
    &single_framing::RULE,
];
