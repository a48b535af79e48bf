//! Requests made out of the valid ones: invalid in one place, on a boundary, unusual, random, or without the
//! right credential.
//!
//! ```text
//! OperationUnderTest → Cases (each list built when first asked for) → Drafts of the rules
//! ```

pub(in crate::check) mod auth;
pub(in crate::check) mod boundary;
pub(in crate::check) mod shared;
pub(in crate::check) mod choice;
pub(in crate::check) mod drafts;
pub(in crate::check) mod fuzz;
pub(in crate::check) mod invalid_request;
pub(in crate::check) mod jwt;
pub(in crate::check) mod laws;
pub(in crate::check) mod other_methods;
pub(in crate::check) mod overview;
pub(in crate::check) mod refusal;
pub(in crate::check) mod robustness;
pub(in crate::check) mod robustness_kind;
pub(in crate::check) mod secrets;
pub(in crate::check) mod variation;
