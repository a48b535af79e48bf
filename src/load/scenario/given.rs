//! `fleet.bind` and `fleet.tokens` resolved: what belongs to a target, and no secret among it.

use serde::Deserialize;
use toml::Spanned;

use super::places::Places;
use super::written::FleetWritten;
use crate::load::{Given, Overrides};

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

/// Over how many organisations the fleet is spread: as written, or as many as there are tokens.
pub(super) fn organisations(
    fleet: &FleetWritten,
    overrides: &Overrides,
    places: &mut Places<'_>,
) -> u32 {
    let listed = u32::try_from(fleet.tokens.len()).unwrap_or(u32::MAX);
    let known = overrides.tokens.unwrap_or(listed).max(1);
    super::fleet::at_least_one(fleet.organisations.as_ref(), known, places)
}

/// Where the tokens stand.
pub(super) fn tokens(written: &[Spanned<String>], places: &mut Places<'_>) -> Vec<String> {
    let is_place = |text: &str| {
        let place = text.strip_prefix("env:").or_else(|| text.strip_prefix("file:"));
        place.is_some_and(|place| !place.is_empty())
    };
    for token in written.iter().filter(|token| !is_place(token.get_ref())) {
        let problem = "a scenario holds no secret: write where the token stands, \"env:NAME\" or \
                       \"file:PATH\"";
        places.wrong(token, problem);
    }
    written.iter().map(|token| token.get_ref().clone()).collect()
}
