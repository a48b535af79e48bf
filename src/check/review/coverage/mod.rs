//! Spec coverage: every promise of the documents, and whether a check on it was judged.

mod call;
mod observe;
mod promises;
mod regard;

use serde_json::Value;

use crate::check::model::{CheckId, Types};
use crate::spec::{Location, ParameterPlace, Pointer, StatusPattern};

pub use crate::check::review::coverage::observe::Sighting;

/// What a promise is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PromiseKind {
    /// A declared status.
    Status,
    /// A member of the request's content.
    RequestMember,
    /// A member of an answer's content.
    ResponseMember,
    /// A parameter.
    Parameter,
    /// What a member or parameter may not be: a bound, a type, a list of values.
    Constraint,
    /// What a member or parameter is where it is left out.
    Default,
    /// A credential that is asked for.
    Security,
}

impl PromiseKind {
    /// The word for it in reports: `request_member`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::RequestMember => "request_member",
            Self::ResponseMember => "response_member",
            Self::Parameter => "parameter",
            Self::Constraint => "constraint",
            Self::Default => "default",
            Self::Security => "security",
        }
    }
}

/// One promise of an operation.
#[derive(Clone, Debug)]
pub struct Promise {
    /// The operation's short name.
    pub operation: String,
    /// The operation's method, in capitals.
    pub method: String,
    /// What it is about.
    pub kind: PromiseKind,
    /// What distinguishes it from the others of its operation and kind: `name: maxLength 64`.
    pub name: String,
    /// Where the documents make it.
    pub location: Location,
    sign: Sign,
}

/// What shows a promise, and what has to be judged there.
#[derive(Clone, Debug)]
enum Sign {
    /// An answer with this declared status: that it is right there, and as declared.
    Answered(StatusPattern),
    /// An answer of this declared status with this member in it, or where it is due.
    Held(StatusPattern, Pointer),
    /// A valid request with the value in it: that it is accepted.
    Sent(Subject),
    /// A request without the value: that it is refused, or that the default applies.
    LeftOut(Subject, Due),
    /// A request whose value breaks a keyword: that it is refused.
    Broken(Subject, Keyword),
    /// A request without the caller's credential: that it is refused.
    Anonymous,
    /// Nothing that is ever sent, for this reason.
    Never(&'static str),
}

/// What a request has that a promise is about.
#[derive(Clone, Debug)]
enum Subject {
    /// The member of the content at this place; `*` stands for every element.
    Member(Pointer),
    /// A parameter, with the types its text is read as.
    Parameter(ParameterPlace, String, Types),
}

/// What is promised of a request without a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    /// A success: the default applies.
    Success,
    /// A refusal: the value is required.
    Refusal,
}

/// A keyword with what it asks for.
#[derive(Clone, Debug)]
enum Keyword {
    /// A type among these.
    Type(Types),
    /// Another keyword of JSON Schema, by its name.
    Other(&'static str, Value),
}

/// What became of a promise in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A check on a request that shows it was judged: its id.
    Exercised(CheckId),
    /// A check on an answer that shows it was judged: its id.
    Observed(CheckId),
    /// Checks on it were planned, and none of them was judged.
    Unjudged {
        /// Why not.
        reason: String,
        /// True where the target kept the answer back, or the run ended before: another run of the
        /// same plan may judge it.
        is_open: bool,
    },
    /// Nothing that was planned or answered concerns it: why.
    Never(String),
}

/// Every promise that a run is held to.
#[derive(Clone, Debug, Default)]
pub struct Promises {
    /// The promises, by operation in the documents' order.
    pub list: Vec<Promise>,
}
