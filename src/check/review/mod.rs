//! A look back: at the documents themselves, at two revisions of them, and at what a run judged of them.

pub(in crate::check) mod coverage;
pub(in crate::check) mod diff;
pub(in crate::check) mod lint;
