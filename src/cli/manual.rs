//! `completions` and `man`: what shells and manual readers want to know of the command line.

use std::path::Path;

use clap::CommandFactory;

use super::args::{Arguments, CompletionsArguments, ManArguments};
use super::output::{self, Failure};
use crate::verdict::Exit;

/// The program's name, as it is typed.
const NAME: &str = "cp-harness";

/// Prints the completions for a shell.
pub(super) fn completions(arguments: &CompletionsArguments) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), NAME, &mut text);
    output::print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Passed)
}

/// Prints the manual page of the program, or writes one for it and each command.
pub(super) fn man(arguments: &ManArguments) -> Result<Exit, Failure> {
    let Some(folder) = &arguments.folder else {
        let mut text = Vec::new();
        clap_mangen::Man::new(Arguments::command()).render(&mut text).map_err(Failure::internal)?;
        output::print(&String::from_utf8_lossy(&text))?;
        return Ok(Exit::Passed);
    };
    pages(folder).map_err(|error| {
        Failure::environment(format!("cannot write {}: {error}", folder.display()))
    })?;
    Ok(Exit::Passed)
}

fn pages(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let command = Arguments::command().disable_help_subcommand(true);
    clap_mangen::generate_to(command, folder)
}
