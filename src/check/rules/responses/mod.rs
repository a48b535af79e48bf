//! Successes are what the documents declare: status, media type, headers and content.

use crate::check::rules::rule::Rule;

pub(in crate::check) mod content_end;
pub(in crate::check) mod no_content;
pub(in crate::check) mod response_default;
pub(in crate::check) mod response_header;
pub(in crate::check) mod response_media_type;
pub(in crate::check) mod response_member;
pub(in crate::check) mod response_schema;
pub(in crate::check) mod response_status;
pub(in crate::check) mod response_unique_members;
pub(in crate::check) mod response_write_only;

/// The rules of the family, in the order in which their checks are planned.
pub(in crate::check::rules) static RULES: &[&Rule] = &[
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
];
