//! `fleet.bind` as it is written: the values of variables that belong to a target.

use serde::Deserialize;

use crate::load::Given;

/// A bound value, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "a text, a list of texts (one for each organisation), or { each = \"uuid\" } or \
                 { each = [a text for each worker] }"
)]
pub(super) enum BindWritten {
    Same(String),
    PerOrganisation(Vec<String>),
    Each(EachWritten),
}

/// A value for each worker.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EachWritten {
    each: Each,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Each {
    Made(Made),
    Listed(Vec<String>),
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Made {
    Uuid,
}

impl BindWritten {
    pub(super) fn given(&self) -> Given {
        match self.clone() {
            Self::Same(value) => Given::Same(value),
            Self::PerOrganisation(values) => Given::PerOrganisation(values),
            Self::Each(EachWritten { each: Each::Listed(values) }) => Given::PerWorker(values),
            Self::Each(EachWritten { each: Each::Made(Made::Uuid) }) => Given::Uuid,
        }
    }
}
