//! `fleet.organisations` and `fleet.tokens` resolved: how many callers there are, and no secret of any.

use toml::Spanned;

use super::fleet::at_least_one;
use super::written::FleetWritten;
use crate::input::InputReader;
use crate::load::Overrides;

/// Over how many organisations the fleet is spread: as written, or as many as there are tokens.
pub(super) fn organisations(
    fleet: &FleetWritten,
    overrides: &Overrides,
    reader: &mut InputReader<'_>,
) -> u32 {
    let listed = u32::try_from(fleet.tokens.len()).unwrap_or(u32::MAX);
    let known = overrides.tokens.unwrap_or(listed).max(1);
    at_least_one(fleet.organisations.as_ref(), known, reader)
}

/// Where the tokens stand.
pub(super) fn tokens(written: &[Spanned<String>], reader: &mut InputReader<'_>) -> Vec<String> {
    let is_place = |text: &str| {
        let place = text.strip_prefix("env:").or_else(|| text.strip_prefix("file:"));
        place.is_some_and(|place| !place.is_empty())
    };
    for token in written.iter().filter(|token| !is_place(token.get_ref())) {
        let problem = "a scenario holds no secret: write where the token stands, \"env:NAME\" or \
                       \"file:PATH\"";
        reader.wrong(token, problem);
    }
    written.iter().map(|token| token.get_ref().clone()).collect()
}
