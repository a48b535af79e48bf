//! What to verify, pure: rules turn the operations into a plan; one function judges what came back.

mod auth;
mod bindings;
mod body;
#[expect(clippy::module_inception, reason = "the check is what this floor is named after")]
mod check;
mod credential;
mod expectation;
mod fault;
mod file;
mod fuzz;
pub mod generate;
mod hostile;
mod judge;
mod jwt;
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
mod secret_name;
mod secrets;
mod step;
mod subject;

pub use bindings::Bindings;
pub use check::{Check, CheckId};
pub use credential::{Alteration, Altered, Credential, Forgery};
pub use expectation::Expectation;
pub use file::{FileError, FileProblem};
pub use fuzz::{Fuzz, Origin, Shrink};
pub use judge::{judge, judge_all};
pub use outcome::Outcome;
pub use plan::{Binding, Plan, PlannedOperation, Producer, Selection};
pub use profile::{Bar, Entry, Profile};
pub use promises::Promises;
pub use rule::{Basis, Draft, Level, Rule};
pub use rules::RULES;
pub use secret_name::{is_count, is_secret, is_secret_header};
pub use step::{Fill, Payload, Step};
pub use subject::{Subject, fill_made_up};
