//! The APIs that mutants serve: the published one, and a gallery of what that one does not declare.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::Router;

use super::gallery;
use crate::reference::{Config, DEMO_QUEUE_ID, app};
use crate::spec::{Api, SpecError};

/// An API with a correct server of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// The published API, served by the reference control plane.
    Workers,
    /// An API of shelves with parameters, headers, an API key and more methods than POST.
    Gallery,
}

static WORKERS: LazyLock<Result<Arc<Api>, SpecError>> =
    LazyLock::new(|| Api::embedded().map(Arc::new));

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 2] = [Self::Workers, Self::Gallery];

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Workers => "workers",
            Self::Gallery => "gallery",
        }
    }

    /// The documents of the API; loaded once.
    pub fn api(self) -> Result<&'static Arc<Api>, &'static SpecError> {
        match self {
            Self::Workers => WORKERS.as_ref(),
            Self::Gallery => gallery::api(),
        }
    }

    /// Values that requests need and no operation answers.
    pub fn bind(self) -> BTreeMap<String, String> {
        match self {
            Self::Workers => BTreeMap::from([("queue_id".to_owned(), DEMO_QUEUE_ID.to_owned())]),
            Self::Gallery => BTreeMap::new(),
        }
    }

    /// A correct server of the API.
    pub(super) fn app(self, config: Config) -> Router {
        match self {
            Self::Workers => app(config),
            Self::Gallery => gallery::app(),
        }
    }
}
