//! The command line: arguments, then one file per command.

mod arguments;
mod caller;
mod compare;
mod conform;
mod conventions;
mod credentials;
mod diff;
mod doctor;
mod documents;
mod failure;
mod fleet;
mod interrupt;
mod lint;
mod load;
mod load_telling;
mod mutants;
mod output;
mod panic;
mod plan;
mod replay;
mod requests;
mod rules;
mod selection;
mod served;
mod serve;
mod target;
mod telling;
mod tokens;
mod unanswered;
mod values;
mod waivers;

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;

use crate::verdict::Exit;
use arguments::{Arguments, Command};
use failure::Failure;

/// Runs the command that the process's arguments ask for; everything it has to say is said.
pub fn main() -> Exit {
    panic::guard(|| run(std::env::args_os()))
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let command = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments.command,
        Err(error) => {
            // Nothing is left to do where not even the message can be written.
            let _ = error.print();
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
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Mutants(arguments) => mutants::run(&arguments),
    };
    outcome.unwrap_or_else(|failure| failure.tell())
}

/// Runs a command's asynchronous part to its end.
fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::internal(format!("cannot start the runtime: {error}")))?;
    let output = runtime.block_on(work);
    // The look-up of a name may hang for long, and nothing can stop it: it is not waited for.
    runtime.shutdown_background();
    Ok(output)
}
