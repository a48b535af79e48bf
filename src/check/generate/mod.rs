//! Values out of schemas: valid ones, and ones that are wrong in one place.

mod member;
mod number;
mod sample;
mod shape;
mod text;
mod types;
mod wrong;

pub use member::{Member, members};
pub use sample::{Extent, sample};
pub use shape::{Property, Shape};
pub use types::{JsonType, Types};
pub use wrong::{Wrong, wrong_types};
