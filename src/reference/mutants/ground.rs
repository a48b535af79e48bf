//! The APIs that mutants serve: the published one, and a gallery of what that one does not declare.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::Router;

use super::gallery::{self, DOORS, ORDERS, OVERVIEW, SHELVES};
use crate::check::prose::Prose;
use crate::check::{Conventions, FileError, Profile};
use crate::reference::{Config, DEMO_QUEUE_ID, app};
use crate::run::Credentials;
use crate::spec::{Api, SpecError};

/// An API with a correct server of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// The published API, served by the reference control plane.
    Workers,
    /// An API of shelves with parameters, headers, an API key and more methods than POST.
    Gallery,
    /// An API of orders with a constraint of every kind, and forms.
    Orders,
    /// An API with every kind of lock, pages, and an overview in prose.
    Doors,
}

type Read = LazyLock<Result<Arc<Api>, SpecError>>;

static WORKERS_API: Read = LazyLock::new(|| Api::embedded().map(Arc::new));
static GALLERY_API: Read = LazyLock::new(|| SHELVES.read());
static ORDERS_API: Read = LazyLock::new(|| ORDERS.read());
static DOORS_API: Read = LazyLock::new(|| DOORS.read());

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 4] = [Self::Workers, Self::Gallery, Self::Orders, Self::Doors];

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Workers => "workers",
            Self::Gallery => "gallery",
            Self::Orders => "orders",
            Self::Doors => "doors",
        }
    }

    /// The documents of the API; loaded once.
    pub fn api(self) -> Result<&'static Arc<Api>, &'static SpecError> {
        let read = match self {
            Self::Workers => &WORKERS_API,
            Self::Gallery => &GALLERY_API,
            Self::Orders => &ORDERS_API,
            Self::Doors => &DOORS_API,
        };
        read.as_ref()
    }

    /// Values that requests need and no operation answers.
    pub fn bind(self) -> BTreeMap<String, String> {
        match self {
            Self::Workers => BTreeMap::from([("queue_id".to_owned(), DEMO_QUEUE_ID.to_owned())]),
            Self::Gallery | Self::Orders | Self::Doors => BTreeMap::new(),
        }
    }

    /// Rules that find something in a correct server here: what they tell is true of the documents,
    /// which do not declare the 401 that strangers are answered.
    pub(super) fn left_out(self) -> &'static [&'static str] {
        match self {
            Self::Workers | Self::Gallery => &["auth_documented"],
            Self::Orders | Self::Doors => &[],
        }
    }

    /// What a caller has beside the demo token.
    pub fn credentials(self) -> Credentials {
        match self {
            Self::Doors => gallery::credentials(),
            Self::Workers | Self::Gallery | Self::Orders => Credentials::default(),
        }
    }

    /// What the API promises beside its documents.
    pub(super) fn conventions(self, api: &Api) -> Result<Conventions, FileError> {
        let (origin, text) = OVERVIEW;
        Ok(match self {
            Self::Doors => Conventions {
                prose: Some(Prose::parse(origin, text)?),
                exceed_rate: true,
                ..Conventions::default()
            },
            Self::Workers | Self::Gallery | Self::Orders => Conventions::shipped(api)?,
        })
    }

    /// The profile that judges: of the doors, one that lets nothing go.
    pub(super) fn profile(self) -> Result<Profile, FileError> {
        match self {
            Self::Doors => Ok(Profile::default()),
            Self::Workers | Self::Gallery | Self::Orders => Profile::standard(),
        }
    }

    /// A correct server of the API.
    pub(super) fn app(self, config: Config) -> Router {
        match self {
            Self::Workers => app(config),
            Self::Gallery | Self::Orders | Self::Doors => gallery::app(self),
        }
    }
}
