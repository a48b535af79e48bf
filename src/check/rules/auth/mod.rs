//! Credentials: none, malformed, wrong, forged, in the wrong place, and each that suffices.

use crate::check::rules::rule::Rule;

pub(in crate::check) mod auth_alternative;
pub(in crate::check) mod auth_before_content;
pub(in crate::check) mod auth_challenge;
pub(in crate::check) mod auth_documented;
pub(in crate::check) mod auth_jwt_expired;
pub(in crate::check) mod auth_jwt_not_yet_valid;
pub(in crate::check) mod auth_jwt_signature;
pub(in crate::check) mod auth_jwt_unsigned;
pub(in crate::check) mod auth_malformed;
pub(in crate::check) mod auth_missing;
pub(in crate::check) mod auth_optional;
pub(in crate::check) mod auth_other_scheme;
pub(in crate::check) mod auth_scheme_case;
pub(in crate::check) mod auth_wrong_place;
pub(in crate::check) mod auth_wrong_token;

/// The rules of the family, in the order in which their checks are planned.
pub(in crate::check::rules) static RULES: &[&Rule] = &[
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
];
