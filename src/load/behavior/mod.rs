//! The behavior of a worker, as data: how it enters, what it beats, how it leaves.

mod check;
mod members;
mod need;
mod behavior_file;
mod behavior_written;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::model::units::as_text;
use super::{BodyTemplate, Slot, ValueSource};
use crate::spec::Pointer;

pub(super) use behavior_file::{Defaults, Read};
pub(super) use behavior_written::BehaviorWritten;

/// What a worker does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Behavior {
    /// Its name.
    pub name: String,
    /// The calls of entering, in order; together they give the variables their values.
    pub enter: Vec<Call>,
    /// What a beat may be; at each beat the first whose turn it is is sent.
    pub beat: Vec<Beat>,
    /// The calls of leaving, in order, for those who say goodbye.
    pub leave: Vec<Call>,
    /// The share of workers that say goodbye when they leave, 0 to 1.
    pub goodbye: f64,
    /// Variables whose values come from outside (`--bind`).
    pub given: Vec<String>,
    /// The variable that holds the worker's id, where the fleet has to know it.
    pub id: Option<String>,
    /// The variable that holds the heartbeat interval in seconds, if an answer gives it.
    pub interval: Option<String>,
    /// The names of all variables, by slot.
    pub variables: Vec<String>,
    /// The file it stands in.
    #[serde(skip)]
    pub origin: String,
}

/// One call of an operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Call {
    /// The operation's short name in the documents.
    pub operation: String,
    /// How long it may take.
    #[serde(serialize_with = "as_text")]
    pub timeout: Duration,
    /// Its content, as JSON; `None` for a call without content.
    pub body: Option<BodyTemplate>,
    /// The parameters of its path.
    pub path: BTreeMap<String, ValueSource>,
    /// Parameters of its query.
    pub query: BTreeMap<String, ValueSource>,
    /// Header fields.
    pub headers: BTreeMap<String, ValueSource>,
    /// Variables that its answer gives, and where in the answer.
    pub take: BTreeMap<String, Pointer>,
    /// The line it stands in.
    #[serde(skip)]
    pub line: u32,
}

/// A kind of beat.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Beat {
    /// What is called.
    pub call: Call,
    /// How often.
    pub every: Every,
}

/// How often a kind of beat has its turn; the first beat is every kind's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Each so many beats.
    Beats(u32),
    /// Each time so long has passed.
    Time(#[serde(serialize_with = "as_text")] Duration),
}

impl Every {
    /// Returns `true` if the beat with this number, counted from 0, is its turn.
    pub fn is_turn(self, beat: u32, interval: Duration) -> bool {
        let Some(before) = beat.checked_sub(1) else {
            return true;
        };
        match self {
            Self::Beats(count) => beat.is_multiple_of(count.max(1)),
            Self::Time(time) => {
                let passed = |beat: u32| {
                    (interval.as_nanos() * u128::from(beat)).checked_div(time.as_nanos())
                };
                passed(before) != passed(beat) || time.is_zero()
            }
        }
    }
}

impl Behavior {
    /// The kind of beat, as an index, that has its turn at the beat with this number; `None`
    /// where none has.
    pub fn beat_at(&self, beat: u32, interval: Duration) -> Option<usize> {
        (self.beat.iter()).position(|kind| kind.every.is_turn(beat, interval))
    }

    /// The slot of a variable.
    pub fn slot(&self, variable: &str) -> Option<Slot> {
        let index = self.variables.iter().position(|name| name == variable)?;
        Slot::at(index)
    }

    /// Every call: entering, beating, leaving.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        let beats = self.beat.iter().map(|beat| &beat.call);
        self.enter.iter().chain(beats).chain(&self.leave)
    }

    /// The operations it calls, each once, in the order of the first call.
    pub fn operations(&self) -> Vec<&str> {
        let mut operations: Vec<&str> = Vec::new();
        for call in self.calls() {
            if !operations.contains(&call.operation.as_str()) {
                operations.push(&call.operation);
            }
        }
        operations
    }
}
