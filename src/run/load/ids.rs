//! The ids of the fleet's workers: no two alike, and known to those who use another's.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::load::{Slot, Variables};

/// The ids that the target gave.
pub(super) struct Ids {
    /// The variable that holds a worker's id.
    slot: Option<Slot>,
    /// `true` if workers use each other's.
    are_shared: bool,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// The worker of each id, which is kept as 64 bits of it: a fleet may be very large.
    owners: HashMap<u64, u32>,
    by_worker: BTreeMap<u32, Value>,
}

impl Ids {
    pub(super) fn new(slot: Option<Slot>, are_shared: bool) -> Self {
        Self { slot, are_shared, known: Mutex::default() }
    }

    pub(super) fn slot(&self) -> Option<Slot> {
        self.slot
    }

    /// Takes a worker's id down; true where it is another worker's too.
    pub(super) fn note(&self, worker: u32, variables: &Variables) -> bool {
        let Some(id) = self.slot.and_then(|slot| variables.json(slot)) else { return false };
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        let mut known = self.known();
        if self.are_shared
            && let Ok(value) = serde_json::from_str(id)
        {
            known.by_worker.insert(worker, value);
        }
        *known.owners.entry(hasher.finish()).or_insert(worker) != worker
    }

    /// The id of a worker, where it is known by now and shared.
    pub(super) fn of(&self, worker: u32) -> Option<Value> {
        self.known().by_worker.get(&worker).cloned()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use crate::load::{Overrides, Scenario};

    use super::*;

    #[test]
    fn an_id_belongs_to_one_worker_however_often_it_is_reported() {
        let profile = Scenario::default_for(1).resolve(&Overrides::default()).unwrap().profile;
        let slot = profile.behavior.slot("worker_id");
        let ids = Ids::new(slot, true);
        let with = |id: &str| {
            let mut variables = Variables::new(profile.behavior.variables.len());
            assert!(variables.set(slot.unwrap(), &id.into()));
            variables
        };
        assert!(!ids.note(0, &with("a")));
        assert!(!ids.note(0, &with("a")));
        assert!(!ids.note(1, &with("b")));
        assert!(ids.note(2, &with("a")));
        assert_eq!((ids.of(1), ids.of(9)), (Some("b".into()), None));
        assert!(!Ids::new(None, true).note(0, &with("a")));
    }
}
