//! Results as data and as text: pure functions of what was observed.
//!
//! ```text
//! events → Recording → conform::Report ─┐
//! summary, objectives → LoadReport ─────┼→ formats::FORMATS → standard output, report folder
//! probes → CapacityReport ──────────────┤
//! two reports → a comparison ───────────┤
//! all of one night → GateReport ────────┘
//! ```
//!
//! Each kind of report has a folder with its data model and its text for a terminal; [`formats`] is
//! the one table of output formats, and [`shared`] what they have in common. Every text of a report
//! passes the [`shared::Redactor`].

mod rule_reference;

pub mod capacity;
pub mod compare;
pub mod conform;
pub mod formats;
pub mod gate;
pub mod load;
pub mod shared;

pub use rule_reference::{rule_reference, rule_section};
