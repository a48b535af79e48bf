//! What the reference control plane knows before the first request: tokens, queues, addresses.

use std::collections::BTreeMap;

/// What the health endpoint says of the server: who knows it knows the demo token too.
pub const NAME: &str = "cp-harness reference";
/// The token of [`DEMO_ORGANISATION`] in the default [`Config`].
pub const DEMO_TOKEN: &str = "reference-demo-token";
/// The organisation that [`DEMO_TOKEN`] belongs to.
pub const DEMO_ORGANISATION: &str = "acme";
/// The queue of [`DEMO_ORGANISATION`].
pub const DEMO_QUEUE_ID: &str = "5f0c9c1e-7d57-4b8e-9a43-0d6a5a1c1001";
/// The token of [`SECOND_ORGANISATION`] in the default [`Config`].
pub const SECOND_TOKEN: &str = "reference-second-token";
/// The organisation that [`SECOND_TOKEN`] belongs to.
pub const SECOND_ORGANISATION: &str = "globex";
/// The queue of [`SECOND_ORGANISATION`].
pub const SECOND_QUEUE_ID: &str = "5f0c9c1e-7d57-4b8e-9a43-0d6a5a1c1002";

/// What the reference control plane knows before the first request.
#[derive(Clone, Debug)]
pub struct Config {
    /// Bearer token → id of the organisation it belongs to.
    pub tokens: BTreeMap<String, String>,
    /// The worker queues there are.
    pub queues: Vec<Queue>,
    /// Where workers send their heartbeats.
    pub control_plane_url: String,
    /// The Temporal namespace workers connect to.
    pub temporal_namespace: String,
    /// The Temporal frontend, `host:port`.
    pub temporal_host: String,
    /// The credential for Temporal.
    pub temporal_api_key: String,
    /// The base URL of the model gateway.
    pub litellm_api_url: String,
    /// The credential for the model gateway.
    pub litellm_api_key: String,
}

/// A worker queue of one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its id, as it stands in the path.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The organisation it belongs to.
    pub organisation: String,
    /// The environment its workers run in, created on first use.
    pub environment: String,
    /// True where the queue ends with its work.
    pub ephemeral: bool,
    /// True where a worker of the queue runs one execution and ends.
    pub single_execution: bool,
}

impl Queue {
    fn lasting(id: &str, organisation: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: "default".to_owned(),
            organisation: organisation.to_owned(),
            environment: "production".to_owned(),
            ephemeral: false,
            single_execution: false,
        }
    }
}

impl Default for Config {
    /// Two organisations, each with one token and one queue.
    fn default() -> Self {
        Self {
            tokens: BTreeMap::from([
                (DEMO_TOKEN.to_owned(), DEMO_ORGANISATION.to_owned()),
                (SECOND_TOKEN.to_owned(), SECOND_ORGANISATION.to_owned()),
            ]),
            queues: vec![
                Queue::lasting(DEMO_QUEUE_ID, DEMO_ORGANISATION),
                Queue::lasting(SECOND_QUEUE_ID, SECOND_ORGANISATION),
            ],
            control_plane_url: "http://127.0.0.1:8001".to_owned(),
            temporal_namespace: "agent-control-plane.reference".to_owned(),
            temporal_host: "127.0.0.1:7233".to_owned(),
            temporal_api_key: "reference-temporal-api-key".to_owned(),
            litellm_api_url: "http://127.0.0.1:4000".to_owned(),
            litellm_api_key: "reference-litellm-api-key".to_owned(),
        }
    }
}
