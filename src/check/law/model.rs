//! Laws as the engine knows them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Place, Template};
use crate::check::Level;
use crate::spec::{Location, Pointer};

/// The laws of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Laws {
    /// The file's name for them; empty where there are none.
    pub name: String,
    /// Which operation makes which id.
    pub ids: Vec<IdSource>,
    /// The laws, in the order of the file.
    pub laws: Vec<Law>,
}

/// The operation that makes an id, where names alone do not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdSource {
    /// What consumers call it: a parameter, or a member of their body.
    pub name: String,
    /// The operation that makes it.
    pub operation: String,
    /// Its place in that operation's answer.
    pub member: Pointer,
    /// Where the file says so.
    pub location: Location,
}

/// One law.
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    /// Its name, unique in its file: the case of its check.
    pub id: String,
    /// The operation it is about.
    pub operation: String,
    /// What it demands.
    pub demand: Demand,
    /// How binding it is.
    pub level: Level,
    /// The law in one sentence.
    pub text: String,
    /// The words of the documents that it rests on, and why it has this level.
    pub basis: String,
    /// A link to the text it rests on.
    pub reference: Option<String>,
    /// Where the file states it.
    pub location: Location,
}

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
        /// An operation that tells the caller's organisation, and the place where it does.
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
