//! Why a command could not do its work, and the exit code that says whose turn it is.

use std::fmt::Display;
use std::io;

use super::stderr::print_error;
use crate::input::InputError;
use crate::report::compare::CompareError;
use crate::report::shared::FolderError;
use crate::run::load::LoadError;
use crate::run::transport::OptionsError;
use crate::spec::SpecError;
use crate::verdict::Exit;

/// Why a command could not do its work.
#[derive(Debug)]
pub(in crate::cli) struct Failure {
    message: String,
    exit: Exit,
}

impl Failure {
    /// The command line is wrong.
    pub(in crate::cli) fn usage(message: impl Display) -> Self {
        Self::new(&message, Exit::Usage)
    }

    /// A file is wrong.
    pub(in crate::cli) fn input(message: impl Display) -> Self {
        Self::new(&message, Exit::InvalidInput)
    }

    /// The harness, or the machine it runs on, is at fault.
    pub(in crate::cli) fn internal(message: impl Display) -> Self {
        Self::new(&message, Exit::Internal)
    }

    /// The environment keeps something from being written: a disk, a permission.
    pub(in crate::cli) fn environment(message: impl Display) -> Self {
        Self::new(&message, Exit::Environment)
    }

    /// Standard output does not take what is written to it.
    pub(in crate::cli) fn output(error: &io::Error) -> Self {
        Self::environment(format!("cannot write to standard output: {error}"))
    }

    fn new(message: &impl Display, exit: Exit) -> Self {
        let message = message.to_string();
        Self { message, exit }
    }

    /// What is wrong, and the remedy.
    pub(in crate::cli) fn message(&self) -> &str {
        &self.message
    }

    /// The exit code that says whose turn it is.
    pub(in crate::cli) fn exit(&self) -> Exit {
        self.exit
    }

    /// Prints it to standard error; the exit code that goes with it.
    pub(in crate::cli) fn print(&self) -> Exit {
        print_error(&self.message);
        self.exit
    }
}

impl From<SpecError> for Failure {
    fn from(error: SpecError) -> Self {
        Self::new(&error, Exit::InvalidInput)
    }
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Self::input(error)
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Attack(error) => Self::new(&error, Exit::Inconclusive),
            other => Self::input(other),
        }
    }
}

impl From<OptionsError> for Failure {
    fn from(error: OptionsError) -> Self {
        Self::usage(error)
    }
}

impl From<CompareError> for Failure {
    fn from(error: CompareError) -> Self {
        match error {
            CompareError::Several => Self::usage(error),
            other => Self::input(other),
        }
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        Self::environment(error)
    }
}
