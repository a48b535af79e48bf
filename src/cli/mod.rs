//! The command line: arguments, then one file per command.

mod args;
mod auth;
mod built_in;
mod compare;
mod conform;
mod conventions;
mod defaults;
mod diff;
mod doctor;
mod documents;
mod fleet_profile;
mod gate;
mod init;
mod interrupt;
mod lint;
mod load;
mod manual;
mod mutants;
mod otlp;
mod output;
mod plan;
mod replay;
mod report;
mod resource_graph;
mod rules;
mod selection;
mod served;
mod serve;
mod settings;

mod chosen_target;
mod runtime;
mod waivers;
mod web_client;

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;

use crate::verdict::Exit;
use args::{Arguments, Command};
use defaults::DefaultsFile;

/// Runs the command that the process's arguments ask for; everything it has to say is said.
pub fn main() -> Exit {
    output::guard(|| run(std::env::args_os()))
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let given: Vec<OsString> = arguments.into_iter().collect();
    let completed = DefaultsFile::find()
        .and_then(|file| Ok((defaults::complete(&given, file.as_ref())?, file)));
    let (completed, file) = match completed {
        Ok(completed) => completed,
        Err(failure) => return failure.print(),
    };
    let command = match Arguments::try_parse_from(&completed) {
        Ok(arguments) => {
            args::deprecated::warn(&given);
            arguments.display.apply();
            arguments.command
        }
        Err(error) => {
            // Nothing is left to do where not even the message can be written.
            let _ = error.print();
            if let (Some(file), true) = (file, completed != given) {
                output::warn(&format!("some flags come from {}", file.path.display()));
            }
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Passed,
                _ => Exit::Usage,
            };
        }
    };
    let outcome = match command {
        Command::Conform(arguments) => conform::run(&arguments),
        Command::Plan(arguments) => plan::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Load(arguments) => load::run(&arguments),
        Command::Gate(arguments) => gate::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Scenarios(arguments) => built_in::scenarios(&arguments),
        Command::Schema(arguments) => built_in::schemas(&arguments),
        Command::Completions(arguments) => manual::completions(&arguments),
        Command::Man(arguments) => manual::man(&arguments),
        Command::Config(arguments) => settings::run(&arguments),
        Command::Mutants(arguments) => mutants::run(&arguments),
    };
    outcome.unwrap_or_else(|failure| failure.print())
}
