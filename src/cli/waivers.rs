//! The waivers of a run: the files the user names, or those beside the documents.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::args::{ConformArguments, SelectionArguments};
use super::output::Failure;
use super::selection;
use crate::check::{Waivers, read_waivers};

/// How the name of a file of waivers ends.
const ENDING: &str = ".waivers.toml";

/// Where the embedded documents stand in a checkout.
const EMBEDDED: &str = "specs";

/// The waivers that hold for a run on the day `today`.
pub(super) fn of(arguments: &ConformArguments, today: NaiveDate) -> Result<Waivers, Failure> {
    let named = &arguments.terms.waivers;
    let files = if named.is_empty() { beside(&arguments.selection) } else { named.clone() };
    let mut list = Vec::new();
    for file in files {
        let shown = file.display().to_string();
        let text = fs::read_to_string(&file)
            .map_err(|error| Failure::input(format!("cannot read {shown}: {error}")))?;
        list.extend(read_waivers(&shown, &text)?);
    }
    Ok(Waivers { list, today, is_plan_whole: selection::is_whole(&arguments.selection) })
}

/// The files of waivers in the folders of the documents, by name; none beside a URL.
fn beside(arguments: &SelectionArguments) -> Vec<PathBuf> {
    let folders: BTreeSet<PathBuf> = match arguments.spec.as_slice() {
        [] => BTreeSet::from([PathBuf::from(EMBEDDED)]),
        inputs => inputs.iter().filter_map(|input| folder(Path::new(input))).collect(),
    };
    let mut files = Vec::new();
    for folder in folders {
        // A folder that cannot be read has no waivers either.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().ends_with(ENDING) {
                let file = entry.path();
                files.push(file.strip_prefix(".").map_or(file.clone(), Path::to_owned));
            }
        }
    }
    files.sort();
    files
}

fn folder(input: &Path) -> Option<PathBuf> {
    if input.is_dir() {
        return Some(input.to_owned());
    }
    match input.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Some(PathBuf::from(".")),
        Some(parent) => Some(parent.to_owned()),
        None => None,
    }
}
