//! The plan: every check there is to run, as data, and what narrows or changes it.
//!
//! ```text
//! Api + Selection → rules → drafts → checks → withheld, if they could do harm → profile → tier
//! ```

pub(in crate::check) mod answers;
pub(in crate::check) mod planned;
pub(in crate::check) mod profile;
pub(in crate::check) mod resources;
pub(in crate::check) mod shrink;
pub(in crate::check) mod tier;
mod withhold;
