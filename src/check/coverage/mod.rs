//! Spec coverage: every promise of the documents, and whether a run has put it to the test.

mod observe;
mod promises;

use serde_json::Value;

use super::generate::Types;
use crate::spec::{Location, ParameterPlace, Pointer, StatusPattern};

pub use observe::Sighting;

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
    /// What tells it from the others of its operation and kind: `name: maxLength 64`.
    pub name: String,
    /// Where the documents make it.
    pub location: Location,
    sign: Sign,
}

/// By what a promise is seen to be put to the test.
#[derive(Clone, Debug)]
enum Sign {
    /// An answer with this declared status.
    Answered(StatusPattern),
    /// An answer of this declared status with this member in it.
    Held(StatusPattern, Pointer),
    /// A request with the value in it, answered.
    Sent(Subject),
    /// A request without the value, answered; with a success, where one is due.
    LeftOut(Subject, Due),
    /// A request whose value breaks a keyword, answered.
    Broken(Subject, Keyword),
    /// A request without the caller's credential, answered.
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

/// What a request without a value has to be answered with for the promise to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    /// A success: the default applies.
    Success,
    /// Whatever the answer is.
    Anything,
}

/// A keyword with what it asks for.
#[derive(Clone, Debug)]
enum Keyword {
    /// A type among these.
    Type(Types),
    /// Another keyword of JSON Schema, by its name.
    Other(&'static str, Value),
}

/// Whether a promise was put to the test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A request put it to the test, and was answered.
    Exercised,
    /// An answer showed it.
    Observed,
    /// Neither: why not.
    Never(String),
}

/// Every promise that a run is held to.
#[derive(Clone, Debug, Default)]
pub struct Promises {
    /// The promises, by operation in the documents' order.
    pub list: Vec<Promise>,
}
