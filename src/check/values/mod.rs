//! Values out of schemas: valid ones, ones on either side of a constraint, and ones of a wrong type.
//!
//! ```text
//! Schema → Shape (what all its parts say together) → sample, members, probes, wrong types
//! ```
//!
//! What is generated is a proposal: the schema's own validator has the last word on what is valid.

mod array_probes;
mod choice_probes;
pub(in crate::check) mod existence;
pub(in crate::check) mod identifier;
mod member;
mod number;
mod number_probes;
mod object_probes;
mod pattern;
mod probe;
mod probes;
mod sample;
pub(in crate::check) mod secret_name;
mod shape;
mod strings;
mod text_probes;
mod wrong;

pub use member::{Member, Way, members};
pub use probe::{Constraint, Probe, Probes};
pub use probes::probes;
pub use sample::{Extent, sample, sample_of};
pub use shape::{Alternative, Property, Shape};
pub use wrong::{Wrong, wrong_types};
