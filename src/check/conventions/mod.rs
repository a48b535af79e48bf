//! What an API promises beside its OpenAPI documents, read from files: laws of its lifecycle, rules of its
//! overview, and waivers for known failures.

pub mod law;
pub mod overview;
mod source_line;
pub(in crate::check) mod set;
pub(in crate::check) mod waiver;
