//! `mutants`: the kill matrix, the proof that the harness finds what it says it does.

use std::io;
use std::path::Path;

use wildmatch::WildMatch;

use super::args::{MutantsArguments, TextFormat};
use super::output;
use super::output::Failure;
use crate::reference::mutants::{self, Equivalents, Expected, Matrix, Mutant, Trials};
use crate::report::formats::to_versioned_document;
use crate::report::shared::command_word;
use crate::verdict::Exit;

pub(super) fn run(arguments: &MutantsArguments) -> Result<Exit, Failure> {
    let mutants = selected(&arguments.only)?;
    if arguments.list {
        output::print(&list(&mutants))?;
        return Ok(Exit::Passed);
    }
    let equivalents = Equivalents::shipped().map_err(Failure::internal)?;
    let under_way =
        output::say_if_slow("holding the harness against control planes with planted defects");
    let bar = output::bar(mutants.len(), "mutants");
    let trials = Trials::default().hold_noting(&mutants, &|_| bar.inc(1));
    let trials = trials.map_err(Failure::internal)?;
    bar.finish_and_clear();
    drop(under_way);
    let matrix = Matrix::new(&mutants, trials, &equivalents, arguments.only.is_empty());
    let text = match arguments.format {
        TextFormat::Text if arguments.only.is_empty() => matrix.summary(),
        TextFormat::Text => matrix.snapshot() + "\n" + &matrix.summary(),
        TextFormat::Json => to_versioned_document("mutants", &matrix).map_err(Failure::internal)?,
    };
    output::print(&text)?;
    let is_fresh = keep(arguments, &matrix)?;
    Ok(if matrix.is_sound() && is_fresh { Exit::Passed } else { Exit::Failed })
}

/// The mutants whose id one of the globs matches; all where there is none.
fn selected(only: &[String]) -> Result<Vec<Mutant>, Failure> {
    let globs: Vec<WildMatch> = only.iter().map(|glob| WildMatch::new(glob)).collect();
    let mut mutants = mutants::all();
    for (glob, text) in globs.iter().zip(only) {
        if !mutants.iter().any(|mutant| glob.matches(&mutant.id)) {
            return Err(Failure::usage(format!(
                "--only '{text}' matches no mutant: `cp-harness mutants --list` prints their ids"
            )));
        }
    }
    let hit = |mutant: &Mutant| globs.iter().any(|glob| glob.matches(&mutant.id));
    mutants.retain(|mutant| globs.is_empty() || hit(mutant));
    Ok(mutants)
}

/// The mutant with this id.
pub(super) fn named(id: &str) -> Result<Mutant, Failure> {
    mutants::all().into_iter().find(|mutant| mutant.id == id).ok_or_else(|| {
        Failure::usage(format!(
            "--mutant {id}: there is no such mutant; `cp-harness mutants --list` prints their ids"
        ))
    })
}

/// A line for each mutant: its id, what breaks, its story.
pub(super) fn list(mutants: &[Mutant]) -> String {
    let line = |mutant: &Mutant| {
        let breaks = match mutant.expected {
            Expected::Breaks(rules) => rules.join(" "),
            Expected::Killed => "some rule".to_owned(),
            Expected::Conforms => "nothing".to_owned(),
        };
        format!("{}  [{breaks}]  {}\n", mutant.id, mutant.story)
    };
    mutants.iter().map(line).collect()
}

/// Writes the snapshot, or compares it with the file; returns `false` where the file is stale.
fn keep(arguments: &MutantsArguments, matrix: &Matrix) -> Result<bool, Failure> {
    if let Some(path) = &arguments.write {
        let written = std::fs::write(path, matrix.snapshot());
        written.map_err(|error| unusable("--write", path, &error))?;
    }
    let Some(path) = &arguments.check else { return Ok(true) };
    let text = std::fs::read_to_string(path).map_err(|error| unusable("--check", path, &error))?;
    let snapshot = matrix.snapshot();
    if text == snapshot {
        return Ok(true);
    }
    let path = path.display().to_string();
    let lines = difference(&text, &snapshot);
    output::print_error(&format!(
        "{path} is stale; refresh it with `cp-harness mutants --write {}`\n{lines}",
        command_word(&path)
    ));
    Ok(false)
}

fn unusable(flag: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("{flag} {}: {error}", path.display()))
}

/// The first lines that stand in one text alone.
fn difference(old: &str, new: &str) -> String {
    const SHOWN: usize = 20;
    let alone = |one: &str, other: &str, sign: char| -> Vec<String> {
        let known: std::collections::BTreeSet<&str> = other.lines().collect();
        one.lines().filter(|l| !known.contains(l)).map(|line| format!("{sign} {line}")).collect()
    };
    let lines = alone(old, new, '-').into_iter().chain(alone(new, old, '+'));
    lines.take(SHOWN).collect::<Vec<_>>().join("\n")
}
