//! Laws of a lifecycle: what kinds there are, what each demands, and what its answers are held to.
//!
//! ```text
//! LawKind (a rule) → Demand (of one law in a file) → requests and LawExpectation (of one check)
//! ```

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Place, Template};
use crate::spec::Pointer;

/// What a law demands, without the particulars: the rule that plans it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LawKind {
    /// Each call is answered a value of its own.
    Unique,
    /// Each of several calls in flight together is answered a value of its own.
    UniqueInFlight,
    /// What was sent comes back.
    Echo,
    /// Of several calls in flight together each gets back what it sent.
    EchoInFlight,
    /// The same call is answered the same.
    Stable,
    /// A value has a form.
    Formed,
    /// A value is the same in every answer to one token.
    Constant,
    /// The same call succeeds again.
    Repeatable,
    /// An id that nobody made is answered, not crashed on.
    UnknownId,
    /// An id that nobody made is refused.
    UnknownIdRefused,
    /// What one organisation made is not another's.
    Tenant,
}

/// What a law demands.
#[derive(Clone, Debug, PartialEq)]
pub enum Demand {
    /// See [`LawKind::Unique`] and [`LawKind::UniqueInFlight`].
    Unique {
        /// The value's place in the answer.
        member: Pointer,
        /// How many calls are compared.
        times: u32,
        /// True where they are in flight together.
        in_flight: bool,
    },
    /// See [`LawKind::Echo`].
    Echo {
        /// Where the value is sent.
        sent: Place,
        /// Where it comes back.
        member: Pointer,
    },
    /// See [`LawKind::EchoInFlight`].
    EchoInFlight {
        /// The top-level member of the body that differs from call to call.
        sent: Pointer,
        /// What has to come back at `member`.
        template: Template,
        /// Where it comes back.
        member: Pointer,
        /// How many calls are in flight together.
        times: u32,
    },
    /// See [`LawKind::Stable`].
    Stable {
        /// Places of the answer that may differ.
        except: Vec<Pointer>,
        /// How many calls are compared.
        times: u32,
    },
    /// See [`LawKind::Formed`].
    Formed {
        /// The value's place in the answer.
        member: Pointer,
        /// The form.
        form: Form,
    },
    /// See [`LawKind::Constant`].
    Constant {
        /// The value's place in the answers.
        member: Pointer,
        /// The operations whose answers are compared, the law's own first.
        operations: Vec<String>,
    },
    /// See [`LawKind::Repeatable`].
    Repeatable {
        /// How many calls there are.
        times: u32,
    },
    /// See [`LawKind::UnknownId`] and [`LawKind::UnknownIdRefused`].
    UnknownId {
        /// Where the id is sent.
        sent: Place,
        /// True where it has to be refused.
        refused: bool,
    },
    /// See [`LawKind::Tenant`].
    Tenant {
        /// An operation that says the caller's organisation, and the place where it does.
        proof: Option<(String, Pointer)>,
    },
}

/// A form that values have.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Put together from other values of the exchange.
    Template(Template),
    /// A JSON Schema (2020-12), `format` asserted.
    Schema(Value),
}

impl Demand {
    /// The kind of the demand.
    pub fn kind(&self) -> LawKind {
        match self {
            Self::Unique { in_flight: false, .. } => LawKind::Unique,
            Self::Unique { in_flight: true, .. } => LawKind::UniqueInFlight,
            Self::Echo { .. } => LawKind::Echo,
            Self::EchoInFlight { .. } => LawKind::EchoInFlight,
            Self::Stable { .. } => LawKind::Stable,
            Self::Formed { .. } => LawKind::Formed,
            Self::Constant { .. } => LawKind::Constant,
            Self::Repeatable { .. } => LawKind::Repeatable,
            Self::UnknownId { refused: false, .. } => LawKind::UnknownId,
            Self::UnknownId { refused: true, .. } => LawKind::UnknownIdRefused,
            Self::Tenant { .. } => LawKind::Tenant,
        }
    }
}

/// What a law expects of all the answers to its steps.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "law", rename_all = "snake_case")]
pub enum LawExpectation {
    /// A different value in each answer.
    Distinct {
        /// The value's place.
        member: Pointer,
        /// True where the requests are in flight together.
        in_flight: bool,
    },
    /// In each answer what its request sent.
    Echo {
        /// What is expected, put together from the request and the answer.
        template: Template,
        /// Where it comes back.
        member: Pointer,
        /// True where the requests are in flight together.
        in_flight: bool,
    },
    /// Equal answers.
    Stable {
        /// Places that may differ.
        except: Vec<Pointer>,
    },
    /// A value that a schema accepts.
    Formed {
        /// The value's place.
        member: Pointer,
        /// The schema.
        schema: Value,
    },
    /// The same value in the answers of all steps.
    Constant {
        /// The value's place.
        member: Pointer,
    },
    /// A success each time.
    Repeatable,
    /// A 4xx for the last step, whose id nobody made.
    UnknownRefused,
    /// A 4xx for the last step, which another organisation sends; the one before is the owner's.
    Tenant {
        /// Where the first two answers, one to each organisation, say which organisation it is.
        proof: Option<Pointer>,
    },
}

impl LawExpectation {
    /// True where the requests are sent at once.
    pub fn is_in_flight(&self) -> bool {
        matches!(self, Self::Distinct { in_flight: true, .. } | Self::Echo { in_flight: true, .. })
    }
}
