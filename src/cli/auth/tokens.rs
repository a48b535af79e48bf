//! What a fleet is given for its target: a token for each organisation, and values of variables.

use std::collections::BTreeMap;
use std::fs;

use super::headers;
use crate::cli::args::LoadArguments;
use crate::cli::output;
use crate::cli::output::Failure;
use crate::input::did_you_mean;
use crate::load::{FleetProfile, Given};
use crate::reference::{DEMO_QUEUE_ID, DEMO_TOKEN, SECOND_QUEUE_ID, SECOND_TOKEN};

/// The tokens that the flags give: one after another, or a line each in a file.
pub(in crate::cli) fn of_flags(arguments: &LoadArguments) -> Result<Vec<String>, Failure> {
    let mut texts = arguments.token.clone();
    if let Some(path) = &arguments.tokens_file {
        texts.extend(lines(&path.to_string_lossy())?);
    }
    let tokens = texts.iter().map(|text| headers::token(Some(text)));
    Ok(tokens.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// A token for each organisation: from the flags; those of the embedded reference where it is the
/// target; or from the scenario or the environment; none where no operation asks for one.
pub(in crate::cli) fn of_fleet(
    mut tokens: Vec<String>,
    profile: &FleetProfile,
    is_embedded: bool,
    are_needed: bool,
) -> Result<Vec<String>, Failure> {
    let is_demo = is_embedded && tokens.is_empty();
    if is_demo {
        // It knows no other tokens, wherever they come from.
        tokens = vec![DEMO_TOKEN.to_owned(), SECOND_TOKEN.to_owned()];
        let variable = std::env::var(headers::VARIABLE).unwrap_or_default();
        if !variable.trim().is_empty() && !tokens.iter().any(|own| own == variable.trim()) {
            output::warn(&headers::unused(headers::VARIABLE));
        }
        if !profile.tokens.is_empty() {
            output::warn(&headers::unused("`tokens` of the scenario"));
        }
    }
    if tokens.is_empty() {
        tokens = profile.tokens.iter().map(|place| at(place)).collect::<Result<_, _>>()?;
    }
    if tokens.is_empty() {
        let variable = std::env::var(headers::VARIABLE).ok();
        tokens.extend(headers::token(variable.as_deref())?);
    }
    let (needed, given) = (profile.organisations, tokens.len());
    let enough = u32::try_from(given).is_ok_and(|given| given >= needed);
    if are_needed && !enough {
        return Err(Failure::usage(match given {
            0 => "the fleet needs a token: pass --token or set KUBIYA_API_KEY".to_owned(),
            _ if is_demo => format!(
                "the embedded reference knows {given} organisations, and the fleet is spread over \
                 {needed}: lower `organisations`, or give --target with its tokens"
            ),
            _ => format!(
                "{needed} organisations need as many tokens, and there are {given}: repeat \
                 --token, or give --tokens-file with a line for each, or tokens = [\"env:NAME\"] \
                 in [fleet]"
            ),
        }));
    }
    tokens.truncate(usize::try_from(needed).unwrap_or(usize::MAX));
    Ok(tokens)
}

/// The token at a place that a scenario names.
fn at(place: &str) -> Result<String, Failure> {
    let text = match place.split_once(':') {
        Some(("env", name)) => std::env::var(name).map_err(|_| {
            Failure::usage(format!("{place}: the environment has no {name}: set it to the token"))
        })?,
        Some((_, path)) => lines(path)?.into_iter().next().unwrap_or_default(),
        None => String::new(),
    };
    let empty = || Failure::usage(format!("{place}: there is no token"));
    headers::token(Some(&text))?.ok_or_else(empty)
}

/// Gives the profile the variables of `--bind`; the embedded reference's own queues are known.
pub(in crate::cli) fn bind(
    profile: &mut FleetProfile,
    pairs: &[(String, String)],
    is_embedded: bool,
) -> Result<(), Failure> {
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in pairs {
        values.entry(name).or_default().push(value);
    }
    for (name, values) in values {
        if !profile.behavior.variables.iter().any(|known| known == name) {
            let remedy = did_you_mean(name, profile.behavior.variables.iter().map(String::as_str));
            return Err(Failure::usage(format!(
                "--bind {name}: the life `{}` has no such variable; {remedy}",
                profile.behavior.name
            )));
        }
        let given = match values.as_slice() {
            [value] => match value.strip_prefix('@') {
                Some(path) => Given::PerWorker(lines(path)?),
                None => Given::Same((*value).to_owned()),
            },
            several => Given::PerOrganisation(several.iter().map(|&one| one.to_owned()).collect()),
        };
        profile.bind.insert(name.to_owned(), given);
    }
    if is_embedded && profile.behavior.given.iter().any(|name| name == "queue_id") {
        let queues = || [DEMO_QUEUE_ID, SECOND_QUEUE_ID].map(str::to_owned).into();
        let bound = profile.bind.entry("queue_id".to_owned());
        bound.or_insert_with(|| Given::PerOrganisation(queues()));
    }
    match profile.behavior.given.iter().find(|name| !profile.bind.contains_key(*name)) {
        None => Ok(()),
        Some(name) => Err(Failure::usage(format!(
            "the life takes `{name}`: pass --bind {name}=VALUE, again for each organisation, or \
             --bind {name}=@FILE with a line for each worker"
        ))),
    }
}

/// The lines of a file that hold something.
fn lines(path: &str) -> Result<Vec<String>, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::input(format!("cannot read {path}: {error}")))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.map(str::to_owned).collect())
}
