//! What the user names beside the documents: laws, prose, a profile of leniency.

use std::fs;

use super::args::SelectionArguments;
use super::output::Failure;
use crate::check::{Conventions, Laws, Overview, Profile};
use crate::spec::Api;

/// The word that leaves laws or prose out.
const NONE: &str = "none";

/// The promises that the flags ask for: those that are built in, as far as they are about `api`,
/// or the user's own.
pub(super) fn load(api: &Api, arguments: &SelectionArguments) -> Result<Conventions, Failure> {
    let mut conventions = Conventions::shipped(api)?;
    conventions.exceed_rate = arguments.exceed_rate_limit;
    match arguments.laws.as_deref() {
        None => {}
        Some(NONE) => conventions.laws = None,
        Some(path) => {
            let laws = Laws::parse(path, &read(path, "--laws")?)?;
            conventions.laws = Some(laws.for_api(api)?);
        }
    }
    match arguments.prose.as_deref() {
        None => {}
        Some(NONE) => conventions.overview = None,
        Some(path) => conventions.overview = Some(Overview::parse(path, &read(path, "--prose")?)?),
    }
    let says = conventions.overview.as_ref().is_some_and(|p| p.rules.rate_exceeded.is_some());
    if conventions.exceed_rate && !says {
        return Err(Failure::usage(
            "--exceed-rate-limit: nothing says what the limit is: give it with --prose FILE, under \
             [rate_limit.exceeded]",
        ));
    }
    Ok(conventions)
}

/// The profile that the flags ask for: one that is built in, or a file.
pub(super) fn profile(arguments: &SelectionArguments) -> Result<Profile, Failure> {
    let name = arguments.profile.as_deref().unwrap_or(Profile::STANDARD);
    if let Some(profile) = Profile::shipped(name) {
        return Ok(profile?);
    }
    let is_path = name.contains(['/', '\\', '.']);
    if !is_path {
        let known: Vec<&str> = Profile::names().collect();
        return Err(Failure::usage(format!(
            "--profile {name}: there is no such profile: name one of {}, or a file",
            known.join(", ")
        )));
    }
    Ok(Profile::parse(name, &read(name, "--profile")?)?)
}

fn read(path: &str, flag: &str) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        Failure::input(format!("{flag} {path}: cannot be read: {error}; name a file"))
    })
}
