//! Comparing reports: what became of a target from one run to another.
//!
//! [`read`] says what a file is; [`LoadComparison::new`] and [`ConformComparison::new`] compare two of
//! a kind, as pure functions of the reports; each has a text for people and a versioned JSON.

mod conform_comparison;
mod conform_text;
mod decide;
mod error;
mod excuse;
mod fate;
mod load_comparison;
mod measure;
mod comparison;
mod objectives;
mod loaded;
mod rows;
mod load_text;

pub use comparison::{
    Band, BetweenRuns, ChangeRow, ComparisonVerdict, Decision, DifferenceInterval, Figure, Shift,
    ShiftTotals,
};
pub use conform_comparison::{ConformComparison, ConformSide, Counts, Group};
pub use conform_text::write_conform_comparison;
pub use error::CompareError;
pub use fate::CheckChange;
pub use load_comparison::{LoadComparison, LoadSide};
pub use load_text::write_load_comparison;
pub use loaded::{Loaded, read};
pub use measure::Tolerance;
pub use objectives::SloChange;
pub(in crate::report) use rows::{ObservedFigure, observed};
