//! What a check is, as data: requests, what has to come back, how binding it is, and what came of it.
//!
//! ```text
//! Draft (of a rule) → Check { steps: [RequestTemplate], expectation: Expectation } → Outcome
//! ```
//!
//! The lowest floor of `check`: nothing here knows how values are made, what is sent, or who judges.

mod binding;
mod check;
mod credential;
mod draft;
mod expectation;
mod law;
mod level;
mod outcome;
mod overview_expectation;
mod place;
mod place_template;
mod repetition;
mod request_origin;
mod request_template;
mod sending;
mod types;
mod verbatim;

pub use binding::{Binding, Producer};
pub use check::{Check, CheckId};
pub use credential::{Alteration, Altered, Credential, Forgery};
pub use draft::{Basis, Draft};
pub use expectation::{
    ComparisonExpectation, ContentExpectation, ExchangesExpectation, Expectation, StatusExpectation,
};
pub use law::{Demand, Form, LawExpectation, LawKind};
pub use level::Level;
pub use outcome::Outcome;
pub use overview_expectation::OverviewExpectation;
pub use place::Place;
pub use place_template::Template;
pub(in crate::check) use place_template::text_of;
pub use repetition::Repetition;
pub use request_origin::RequestOrigin;
pub use request_template::{Fill, Payload, RequestTemplate, bindings};
pub use sending::{CheckPhase, CheckScope, Delivery};
pub use types::{JsonType, Types};
pub use verbatim::Verbatim;
