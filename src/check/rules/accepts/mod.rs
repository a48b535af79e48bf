//! Valid requests are accepted: the plain ones, and each variation of them in one place.

use crate::check::rules::rule::Rule;

pub(in crate::check) mod accepts_alternative;
pub(in crate::check) mod accepts_boundary;
pub(in crate::check) mod accepts_charset;
pub(in crate::check) mod accepts_format;
pub(in crate::check) mod accepts_full;
pub(in crate::check) mod accepts_listed_value;
pub(in crate::check) mod accepts_media_type;
pub(in crate::check) mod accepts_minimal;
pub(in crate::check) mod accepts_null;
pub(in crate::check) mod accepts_without_optional;
pub(in crate::check) mod default_equals_omission;
pub(in crate::check) mod optional_body;

/// The rules of the family, in the order in which their checks are planned.
pub(in crate::check::rules) static RULES: &[&Rule] = &[
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
];

/// The rules whose requests vary the plain ones: rules on answers judge what these are answered too.
pub(in crate::check::rules) static VARIATIONS: &[&Rule] = &[
    &accepts_without_optional::RULE,
    &accepts_null::RULE,
    &accepts_charset::RULE,
    &accepts_media_type::RULE,
    &accepts_boundary::RULE,
    &accepts_format::RULE,
    &accepts_listed_value::RULE,
    &accepts_alternative::RULE,
    &optional_body::RULE,
];
