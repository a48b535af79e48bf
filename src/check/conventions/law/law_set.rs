//! Laws as the engine knows them.

use crate::check::model::{Demand, Level, Place};
use crate::spec::{Location, Pointer};

/// The laws of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Laws {
    /// The file's name for them; empty where there are none.
    pub name: String,
    /// Which operation makes which id.
    pub ids: Vec<IdSource>,
    /// Which operations may be called on what the run did not make.
    pub uses: Vec<DocumentedUse>,
    /// The laws, in the order of the file.
    pub laws: Vec<Law>,
}

/// The operation that makes an id, where names alone do not say it.
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

/// An operation that the documents themselves call for on things that are there already: a worker's
/// heartbeat. It may be called on whatever is named at its place, made by the run or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentedUse {
    /// The operation.
    pub operation: String,
    /// Where it names the thing.
    pub sent: Place,
    /// The words of the documents that call for it, and why it does no harm.
    pub basis: String,
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
