//! The state of the reference control plane, in memory, safe to share between connections.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::config::{Config, Queue};
use super::worker::{Environment, StoredWorker};

/// How many locks the workers are spread over, so that connections rarely wait for each other.
const SHARDS: usize = 16;

type Environments = BTreeMap<Box<str>, Arc<Environment>>;
type Shard = Mutex<HashMap<Uuid, StoredWorker>>;

/// Organisations, queues, environments and workers.
#[derive(Debug)]
pub struct Store {
    config: Config,
    organisations: HashMap<Box<[u8]>, Arc<str>>,
    queues: HashMap<String, Arc<Queue>>,
    environments: Mutex<BTreeMap<Arc<str>, Environments>>,
    workers: [Shard; SHARDS],
}

impl Store {
    /// A store without workers.
    pub fn new(config: Config) -> Self {
        let organisations = config
            .tokens
            .iter()
            .map(|(token, organisation)| (token.as_bytes().into(), organisation.as_str().into()))
            .collect();
        let queues =
            config.queues.iter().map(|queue| (queue.id.clone(), Arc::new(queue.clone()))).collect();
        Self {
            config,
            organisations,
            queues,
            environments: Mutex::default(),
            workers: std::array::from_fn(|_| Mutex::default()),
        }
    }

    /// What the store was made from.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What is kept about a worker, at this moment, whatever organisation it belongs to.
    pub fn worker(&self, worker_id: &str) -> Option<StoredWorker> {
        let id = canonical(worker_id)?;
        locked(self.shard(id)).get(&id).cloned()
    }

    /// How many workers there are.
    pub fn worker_count(&self) -> usize {
        self.workers.iter().map(|shard| locked(shard).len()).sum()
    }

    /// The organisation a token belongs to.
    pub(super) fn organisation(&self, token: &[u8]) -> Option<&Arc<str>> {
        self.organisations.get(token)
    }

    /// The queue with this id, where it is one of the organisation.
    pub(super) fn queue(&self, organisation: &str, queue_id: &str) -> Option<&Arc<Queue>> {
        self.queues.get(queue_id).filter(|queue| queue.organisation == organisation)
    }

    /// The environment with this name, created on first use.
    pub(super) fn environment(&self, organisation: &Arc<str>, name: &str) -> Arc<Environment> {
        let mut environments = locked(&self.environments);
        let named = environments.entry(Arc::clone(organisation)).or_default();
        if let Some(environment) = named.get(name) {
            return Arc::clone(environment);
        }
        let environment = Arc::new(Environment {
            organisation: Arc::clone(organisation),
            name: name.into(),
            worker_token: Uuid::new_v4(),
        });
        named.insert(name.into(), Arc::clone(&environment));
        environment
    }

    /// Takes in a worker and gives it an id of its own.
    pub(super) fn add(&self, worker: StoredWorker) -> Uuid {
        let id = Uuid::new_v4();
        locked(self.shard(id)).insert(id, worker);
        id
    }

    /// Looks at a worker of the organisation, or changes it; `None` where there is no such worker.
    pub(super) fn with_worker<T>(
        &self,
        organisation: &str,
        worker_id: &str,
        act: impl FnOnce(&mut StoredWorker) -> T,
    ) -> Option<T> {
        let id = canonical(worker_id)?;
        let mut workers = locked(self.shard(id));
        let worker = workers.get_mut(&id)?;
        (*worker.environment.organisation == *organisation).then(|| act(worker))
    }

    fn shard(&self, id: Uuid) -> &Shard {
        let [.., last] = *id.as_bytes();
        &self.workers[usize::from(last) % SHARDS]
    }
}

/// The id behind its own spelling; another spelling of the same number is another id.
fn canonical(worker_id: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(worker_id).ok()?;
    let mut buffer = Uuid::encode_buffer();
    (id.hyphenated().encode_lower(&mut buffer) == worker_id).then_some(id)
}

/// The content behind a lock; what a panicking holder left is whole, as each change is one step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_seen_by_its_own_organisation_alone() {
        let store = Store::new(Config::default());
        let environment = store.environment(&"acme".into(), "production");
        let id = store.add(StoredWorker::new(environment, None)).to_string();
        assert!(store.with_worker("acme", &id, |_| ()).is_some());
        assert!(store.with_worker("globex", &id, |_| ()).is_none());
        assert!(store.worker(&id).is_some());
        assert_eq!(store.worker_count(), 1);
    }

    #[test]
    fn an_id_has_one_spelling() {
        let id = Uuid::new_v4();
        assert_eq!(canonical(&id.to_string()), Some(id));
        for other in [
            id.simple().to_string(),
            format!("{{{id}}}"),
            format!("urn:uuid:{id}"),
            "5F0C9C1E-7D57-4B8E-9A43-0D6A5A1C1001".to_owned(),
        ] {
            assert_eq!(canonical(&other), None, "{other}");
        }
    }

    #[test]
    fn environments_of_two_organisations_have_nothing_in_common() {
        let store = Store::new(Config::default());
        let first = store.environment(&"acme".into(), "production");
        let second = store.environment(&"globex".into(), "production");
        assert_ne!(first.worker_token, second.worker_token);
        let again = store.environment(&"acme".into(), "production");
        assert_eq!(first, again);
    }
}
