//! What a run may change: an unsafe method goes only to what the run made itself, or may change.
//!
//! ```text
//! documents + bindings + laws + --allow-changes → Changes
//! Changes × check in the plan    → sent, sent with an identifier that nobody has, or withheld
//! Changes × step about to be sent → sent, or refused: the last line of defence
//! ```
//!
//! Safe methods (RFC 9110 §9.2.1) are never held back. A request with any other method is sent if
//! everything that it names is the run's own (a [producer](crate::check::model::Producer) made it), is allowed by
//! name, is a documented use of the operation, or cannot exist; and if, where it names nothing, its
//! operation makes something ([`effect`]).

mod effect;
mod held;
mod identifiers;
mod made_up;
mod model;
mod origin;
mod permission;
mod withhold;

pub(in crate::check) use effect::item_parameters;
pub use model::Changes;
pub(in crate::check) use model::is_safe;

#[cfg(test)]
mod tests;
