//! An overview as the engine knows it.

use serde_json::Value;

use crate::check::model::Level;
use crate::spec::{Api, Location, Pointer};

/// What an overview says of all operations of an API.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// The file's name for it.
    pub name: String,
    /// `info.title` of the documents it is about; `None` where it is about all.
    pub title: Option<String>,
    /// A link to the overview.
    pub reference: String,
    /// The base URL it gives.
    pub base_url: Option<(String, Location)>,
    /// The version it gives.
    pub version: Option<(String, Location)>,
    /// What it says.
    pub rules: OverviewRules,
}

/// What an overview says; each of it may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OverviewRules {
    /// The envelope of errors, as a JSON Schema.
    pub error_envelope: Option<(OverviewRule, Value)>,
    /// The statuses in common use.
    pub statuses: Option<(OverviewRule, Vec<u16>)>,
    /// That the headers on the rate are there.
    pub rate_present: Option<OverviewRule>,
    /// That they are true of each other.
    pub rate_consistent: Option<OverviewRule>,
    /// That what remains falls with each request.
    pub rate_falls: Option<OverviewRule>,
    /// That more requests than the limit are refused.
    pub rate_exceeded: Option<OverviewRule>,
    /// The headers, and how many requests are free.
    pub rate_limit: RateLimit,
    /// Pages of lists.
    pub pagination: Option<(OverviewRule, Pagination)>,
}

/// One thing an overview says.
#[derive(Clone, Debug, PartialEq)]
pub struct OverviewRule {
    /// How binding it is.
    pub level: Level,
    /// It in one sentence.
    pub text: String,
    /// The words it rests on, and why it has this level.
    pub basis: String,
    /// Where the file states it.
    pub location: Location,
}

/// How a limit on the rate is reported and kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateLimit {
    /// The header with the most requests in a window.
    pub limit: String,
    /// The header with those left.
    pub remaining: String,
    /// The header with the time when the window ends.
    pub reset: String,
    /// Requests in a window that are served.
    pub requests: u32,
}

/// How lists are paged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// The query parameter with the most items wanted, and the answer's member of the same name.
    pub limit: String,
    /// The query parameter with the items skipped, and the answer's member of the same name.
    pub offset: String,
    /// The answer's member with the items.
    pub items: String,
    /// The answer's member with the number of all items.
    pub total: String,
}

impl Overview {
    /// Returns `true` if this overview is about the documents of `api`.
    pub fn is_about(&self, api: &Api) -> bool {
        let Some(title) = &self.title else { return true };
        let place = Pointer::root().join_all(["info", "title"]);
        let mut documents = api.documents().iter();
        documents.any(|document| {
            place.lookup(&document.root).and_then(Value::as_str) == Some(title.as_str())
        })
    }
}

impl Pagination {
    /// The members that an answer has to have.
    pub fn members(&self) -> [&str; 4] {
        [&self.items, &self.total, &self.limit, &self.offset]
    }
}
