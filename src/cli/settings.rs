//! `config`: which value each flag has, and where it comes from.

use std::ffi::OsString;

use clap::{Command, CommandFactory};

use super::args::{Arguments, ConfigArguments};
use super::defaults::{DefaultsFile, FILE, FlagValue, VARIABLE, ValueOrigin, values};
use super::output::{self, Failure};
use crate::input::did_you_mean;
use crate::report::shared::shown;
use crate::verdict::Exit;

pub(super) fn run(arguments: &ConfigArguments) -> Result<Exit, Failure> {
    let file = DefaultsFile::find()?;
    let mut text = match &file {
        Some(file) => format!("{}\n", file.path.display()),
        None => format!("no {FILE} here or above, and no {VARIABLE}\n"),
    };
    let root = Arguments::command();
    let named = arguments.command.first().map(|name| name.to_string_lossy().into_owned());
    match &named {
        None => {
            for command in root.get_subcommands().filter(|command| !command.is_hide_set()) {
                let rows = values_of(&root, command, &[], file.as_ref())?;
                let rows: Vec<FlagValue> =
                    rows.into_iter().filter(|row| row.origin != ValueOrigin::Default).collect();
                text.push_str(&table(command, &rows));
            }
        }
        Some(name) => {
            let command = root.find_subcommand(name).ok_or_else(|| {
                let hint = did_you_mean(name, root.get_subcommands().map(Command::get_name));
                Failure::usage(format!("there is no command `{name}`; {hint}"))
            })?;
            let rows = values_of(&root, command, &arguments.command[1..], file.as_ref())?;
            text.push_str(&table(command, &rows));
        }
    }
    output::print(&text)?;
    Ok(Exit::Passed)
}

/// The flags of a command as this command line, the environment and the file have them.
fn values_of(
    root: &Command,
    command: &Command,
    flags: &[OsString],
    file: Option<&DefaultsFile>,
) -> Result<Vec<FlagValue>, Failure> {
    // Without what a command cannot do without: only its flags are of interest.
    let lenient = root.clone().ignore_errors(true);
    let given = [OsString::from("cp-harness"), command.get_name().into()];
    // A help that is asked for here would take the place of the values.
    let flags = flags.iter().filter(|flag| !["--help", "-h"].iter().any(|help| flag == help));
    let given = given.into_iter().chain(flags.cloned());
    let matches = lenient.try_get_matches_from(given).map_err(Failure::usage)?;
    matches.subcommand().map_or(Ok(Vec::new()), |(_, own)| values(command, own, file))
}

/// A line for each flag.
fn table(command: &Command, rows: &[FlagValue]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let width = rows.iter().map(|row| row.flag.len()).max().unwrap_or(0);
    let mut text = format!("\n{}\n", command.get_name());
    for row in rows {
        let value =
            if row.values.is_empty() { "-".to_owned() } else { shown(&row.values.join(", ")) };
        let origin = match &row.origin {
            ValueOrigin::Flag => "flag",
            ValueOrigin::Environment(variable) => variable,
            ValueOrigin::File(place) => place,
            ValueOrigin::Default => "default",
        };
        let line = format!("  {:width$}  {value:30}  {origin}", row.flag);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
