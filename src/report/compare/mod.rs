//! Comparing reports: what became of a target from one run to another.
//!
//! [`read`] says what a file is; [`LoadComparison::new`] and [`ConformComparison::new`] compare two of
//! a kind, as pure functions of the reports; each has a text for people and a versioned JSON.

mod conform;
mod error;
mod load;
mod measure;
mod model;
mod read;
mod rows;
mod text;

pub use conform::{Change, ConformComparison, ConformSide, Counts, Group};
pub use error::CompareError;
pub use load::{LoadComparison, LoadSide, SloChange};
pub use measure::{Seen, Tolerance};
pub use model::{Band, ChangeRow, ComparisonVerdict, Figure, Shift, Totals};
pub use read::{Told, read};
pub use text::{write_conform_comparison, write_load_comparison};
