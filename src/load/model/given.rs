//! Values that a behavior is given from outside: one for all, one for each organisation or worker.

use uuid::Builder;

use crate::load::model::rng::{Purpose, draw};

/// The value of a variable that no answer gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// The same for every worker.
    Same(String),
    /// One for each organisation, in their order.
    PerOrganisation(Vec<String>),
    /// One for each worker, in their order.
    PerWorker(Vec<String>),
    /// A UUID for each worker, in the layout of version 4 (RFC 9562 §5.4), made from the seed and
    /// the worker's index: the same in every run.
    Uuid,
}

impl Given {
    /// The value for a worker of an organisation; `None` where the list has none for it.
    pub fn value(&self, seed: u64, worker: u32, organisation: u32) -> Option<String> {
        let listed = |list: &[String], index: u32| list.get(usize::try_from(index).ok()?).cloned();
        match self {
            Self::Same(value) => Some(value.clone()),
            Self::PerOrganisation(values) => listed(values, organisation),
            Self::PerWorker(values) => listed(values, worker),
            Self::Uuid => Some(uuid(seed, worker)),
        }
    }

    /// What is missing for so many organisations and workers, and the remedy.
    pub fn lacks(&self, organisations: u32, workers: u32) -> Option<String> {
        let (have, need, whom) = match self {
            Self::PerOrganisation(values) => (values.len(), organisations, "organisations"),
            Self::PerWorker(values) => (values.len(), workers, "workers"),
            Self::Same(_) | Self::Uuid => return None,
        };
        let is_short = usize::try_from(need).is_ok_and(|need| have < need);
        is_short.then(|| format!("{have} values for {need} {whom}: give one for each"))
    }
}

fn uuid(seed: u64, worker: u32) -> String {
    let half = |part: u64| draw(seed, Purpose::Id, [worker.into(), part]).to_be_bytes();
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&half(0));
    bytes[8..].copy_from_slice(&half(1));
    Builder::from_random_bytes(bytes).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn list(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn each_worker_has_the_value_of_its_own_its_organisations_or_everybodys() {
        let same = Given::Same("a".to_owned());
        let organisations = Given::PerOrganisation(list(&["a", "b"]));
        let workers = Given::PerWorker(list(&["x", "y", "z"]));
        let of = |given: &Given| given.value(1, 2, 1);
        assert_eq!(of(&same).as_deref(), Some("a"));
        assert_eq!(of(&organisations).as_deref(), Some("b"));
        assert_eq!(of(&workers).as_deref(), Some("z"));
        assert_eq!(workers.value(1, 3, 0), None);
    }

    #[test]
    fn uuids_are_the_workers_own_and_the_same_in_every_run() {
        let of = |seed, worker| Given::Uuid.value(seed, worker, 0).unwrap();
        assert_eq!(of(1, 7), of(1, 7));
        assert_ne!(of(1, 7), of(2, 7));
        let all: BTreeSet<String> = (0..1_000).map(|worker| of(1, worker)).collect();
        assert_eq!(all.len(), 1_000);
        assert!(all.iter().all(|id| id.len() == 36 && id.as_bytes()[14] == b'4'), "{all:?}");
    }

    #[test]
    fn a_list_that_is_too_short_is_reported_with_what_it_lacks() {
        let organisations = Given::PerOrganisation(list(&["a", "b"]));
        assert_eq!(organisations.lacks(2, 100), None);
        let described = organisations.lacks(3, 100).unwrap();
        assert_eq!(described, "2 values for 3 organisations: give one for each");
        assert!(Given::PerWorker(list(&["a"])).lacks(1, 2).unwrap().contains("2 workers"));
        assert_eq!(Given::Uuid.lacks(9, 9), None);
    }
}
