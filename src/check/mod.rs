//! What to verify, pure: rules turn the operations into a plan; one function judges what came back.
//!
//! In floors, each of which uses those above it in this list only:
//!
//! ```text
//! model        what a check is
//! values       schema → values
//! conventions  what files promise beside the documents
//! request      operation → valid requests
//! cases        valid requests → invalid, boundary, random ones
//! rules        requirement → drafts of checks      judge   check + exchanges → outcome
//! plan         all rules × all operations
//! review       documents, revisions, coverage
//! ```

mod cases;
pub mod conventions;
mod judge;
pub mod model;
mod plan;
mod request;
mod review;
mod rules;
pub mod values;

pub use cases::fuzz::Fuzz;
pub use cases::shared::Cases;
pub use conventions::law::Laws;
pub use conventions::overview::{Note, Overview};
pub use conventions::set::Conventions;
pub use conventions::waiver::{Standing, Waiver, Waivers, read as read_waivers};
pub use judge::{judge, judge_all};
pub use model::{
    Alteration, Altered, Basis, Binding, Check, CheckId, CheckPhase, CheckScope,
    ComparisonExpectation, ContentExpectation, Credential, Delivery, Draft, ExchangesExpectation,
    Expectation, Fill, Forgery, JsonType, Level, Outcome, Payload, Producer, Repetition,
    RequestOrigin, RequestTemplate, StatusExpectation, Types, Verbatim, bindings,
};
pub use plan::answers::{AnswerChecks, AnswerViolation};
pub use plan::planned::{Plan, PlannedOperation, Selection};
pub use plan::profile::{Bar, Entry, Profile};
pub use plan::resources::{ResourceOrigin, ResourceUse};
pub use plan::shrink::Shrink;
pub use request::bindings::Bindings;
pub use request::changes::Changes;
pub use request::operation_under_test::OperationUnderTest;
pub use review::coverage::{Promise, PromiseKind, Promises, Seen, Sighting};
pub use review::diff::{Change, Diff, Impact};
pub use review::lint::{LINTS, Lint, LintFinding, lint};
pub use rules::rule::{Explanation, Rule};
pub use rules::{rule, rules};
pub use values::secret_name::{is_count, is_secret, is_secret_header};
