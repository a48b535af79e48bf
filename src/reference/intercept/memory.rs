//! What one mutant notes of the calls it saw, so that a defect can depend on what came before.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

/// Values by name, and counters; clones share one memory.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<BTreeMap<String, Value>>>);

impl Memory {
    /// How often this was asked for `name` before.
    pub fn count(&self, name: &str) -> u64 {
        let mut notes = self.notes();
        let before = notes.get(name).and_then(Value::as_u64).unwrap_or_default();
        notes.insert(name.to_owned(), Value::from(before + 1));
        before
    }

    /// What is noted under `name`; `value`, which is noted now, where nothing was.
    pub fn first(&self, name: &str, value: Value) -> Value {
        self.notes().entry(name.to_owned()).or_insert(value).clone()
    }

    /// Notes `value` under `name`; returns what was noted before.
    pub fn swap(&self, name: &str, value: Value) -> Option<Value> {
        self.notes().insert(name.to_owned(), value)
    }

    fn notes(&self) -> MutexGuard<'_, BTreeMap<String, Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_note_stays_and_the_last_is_swapped() {
        let memory = Memory::default();
        assert_eq!(memory.first("id", Value::from(1)), 1);
        assert_eq!(memory.clone().first("id", Value::from(2)), 1);
        assert_eq!(memory.swap("last", Value::from(1)), None);
        assert_eq!(memory.swap("last", Value::from(2)), Some(Value::from(1)));
        assert_eq!((memory.count("calls"), memory.count("calls")), (0, 1));
    }
}
