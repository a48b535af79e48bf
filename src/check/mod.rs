//! What to verify, pure: rules turn the operations into a plan; one function judges what came back.

mod auth;
mod bindings;
mod body;
#[expect(clippy::module_inception, reason = "the check is what this floor is named after")]
mod check;
mod expectation;
mod fault;
mod file;
pub mod generate;
mod hostile;
mod judge;
pub mod law;
mod methods;
mod outcome;
mod parameter;
mod plan;
mod ports;
mod profile;
mod promises;
pub mod prose;
mod refusal;
mod rule;
mod rules;
mod step;
mod subject;

pub use bindings::Bindings;
pub use check::{Check, CheckId};
pub use expectation::Expectation;
pub use file::{FileError, FileProblem};
pub use judge::judge;
pub use outcome::Outcome;
pub use plan::{Binding, Plan, PlannedOperation, Producer, Selection};
pub use profile::{Bar, Entry, Profile};
pub use promises::Promises;
pub use rule::{Basis, Draft, Level, Rule};
pub use rules::RULES;
pub use step::{Credential, Fill, Payload, Step};
pub use subject::Subject;
