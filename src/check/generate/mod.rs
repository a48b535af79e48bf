//! Values out of schemas: valid ones, and ones that are wrong in one place.

mod array_probes;
mod choice_probes;
mod member;
mod number;
mod number_probes;
mod object_probes;
mod pattern;
mod probe;
mod sample;
mod shape;
mod text;
mod text_probes;
mod types;
mod wrong;

pub use member::{Member, Way, members};
pub use probe::{Constraint, Probe, Probes, probes};
pub use sample::{Extent, sample, sample_of};
pub use shape::{Alternative, Property, Shape};
pub use types::{JsonType, Types};
pub use wrong::{Wrong, wrong_types};
