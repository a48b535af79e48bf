//! What to verify, pure: rules turn the operations into a plan; one function judges what came back.

mod auth;
mod bindings;
mod body;
#[expect(clippy::module_inception, reason = "the check is what this floor is named after")]
mod check;
mod expectation;
mod fault;
pub mod generate;
mod hostile;
mod judge;
mod methods;
mod outcome;
mod parameter;
mod plan;
mod ports;
mod refusal;
mod rule;
mod rules;
mod step;
mod subject;
mod variation;

pub use bindings::Bindings;
pub use check::{Check, CheckId};
pub use expectation::Expectation;
pub use judge::judge;
pub use outcome::Outcome;
pub use plan::{Binding, Plan, PlannedOperation, Producer, Selection};
pub use rule::{Draft, Level, Rule};
pub use rules::RULES;
pub use step::{Credential, Fill, Payload, Step};
pub use subject::Subject;
