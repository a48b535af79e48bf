//! The variables of a behavior, and their values for one worker.

use serde_json::Value;
use thiserror::Error;

/// The place of a variable in a worker's [`Variables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot(pub(super) u16);

impl Slot {
    /// The index into [`Behavior::variables`](crate::load::Behavior::variables).
    pub fn index(self) -> usize {
        self.0.into()
    }

    /// The slot with this index.
    pub(in crate::load) fn at(index: usize) -> Option<Self> {
        u16::try_from(index).ok().map(Self)
    }
}

/// A variable without a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("variable number {} has no value: no answer gave one", .0.index())]
pub struct Unset(pub Slot);

/// The names of a behavior's variables, each with its slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::load) struct Names(Vec<String>);

impl Names {
    /// The slot of a name, which is new or known.
    pub(in crate::load) fn slot(&mut self, name: &str) -> Slot {
        let known = self.0.iter().position(|known| known == name);
        let index = known.unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        });
        // More names than fit in a file of reasonable size share the last slot.
        Slot(u16::try_from(index).unwrap_or(u16::MAX))
    }

    pub(in crate::load) fn into_names(self) -> Vec<String> {
        self.0
    }
}

/// The values of one worker's variables, kept as JSON text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables(Box<[Option<Box<str>>]>);

impl Variables {
    /// So many variables without values.
    pub fn new(count: usize) -> Self {
        Self(vec![None; count].into())
    }

    /// Sets a variable; false where the value is an array or object, which no variable holds, or
    /// where there is no such slot.
    pub fn set(&mut self, slot: Slot, value: &Value) -> bool {
        let scalar = !value.is_array() && !value.is_object();
        match self.0.get_mut(slot.index()) {
            Some(place) if scalar => {
                *place = Some(value.to_string().into());
                true
            }
            _ => false,
        }
    }

    /// The value as JSON text.
    pub fn json(&self, slot: Slot) -> Option<&str> {
        self.0.get(slot.index())?.as_deref()
    }

    /// The value as JSON.
    pub fn value(&self, slot: Slot) -> Option<Value> {
        serde_json::from_str(self.json(slot)?).ok()
    }

    /// The value as text outside JSON: a string without its quotes.
    pub fn text(&self, slot: Slot) -> Option<String> {
        Some(match self.value(slot)? {
            Value::String(text) => text,
            other => other.to_string(),
        })
    }
}
