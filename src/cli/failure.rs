//! Why a command could not do its work, and the exit code that says whose turn it is.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::AnsiColor;

use crate::http::OptionsError;
use crate::load::ScenarioError;
use crate::report::FolderError;
use crate::report::compare::CompareError;
use crate::run::load::LoadError;
use crate::spec::SpecError;
use crate::verdict::Exit;

/// Why a command could not do its work.
#[derive(Debug)]
pub(super) struct Failure {
    message: String,
    exit: Exit,
}

impl Failure {
    /// The command line is wrong.
    pub(super) fn usage(message: impl Display) -> Self {
        Self::new(&message, Exit::Usage)
    }

    /// A file is wrong.
    pub(super) fn input(message: impl Display) -> Self {
        Self::new(&message, Exit::InvalidInput)
    }

    /// The harness, or the machine it runs on, is at fault.
    pub(super) fn internal(message: impl Display) -> Self {
        Self::new(&message, Exit::Internal)
    }

    /// Standard output does not take what is written to it: where it leads is the caller's choice.
    pub(super) fn output(error: &io::Error) -> Self {
        Self::usage(format!("cannot write to standard output: {error}"))
    }

    fn new(message: &impl Display, exit: Exit) -> Self {
        let message = message.to_string();
        Self { message, exit }
    }

    /// What is wrong, and how to mend it.
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// Tells it on standard error.
    pub(super) fn tell(&self) -> Exit {
        say(&self.message);
        self.exit
    }
}

/// Writes `error: message` to standard error.
pub(super) fn say(message: &str) {
    write(AnsiColor::Red, "error", message);
}

/// Writes `warning: message` to standard error.
pub(super) fn warn(message: &str) {
    write(AnsiColor::Yellow, "warning", message);
}

/// What a terminal would act on is escaped: texts of others' making may stand in the message.
fn write(colour: AnsiColor, label: &str, message: &str) {
    let style = colour.on_default().bold();
    let message = shown(message);
    // Where standard error is closed, the exit code still tells.
    let _ = writeln!(anstream::stderr(), "{style}{label}{style:#}: {message}");
}

fn shown(message: &str) -> String {
    let mut shown = String::with_capacity(message.len());
    for character in message.chars() {
        if character.is_control() && character != '\n' {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

impl From<SpecError> for Failure {
    fn from(error: SpecError) -> Self {
        Self::new(&error, Exit::InvalidInput)
    }
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Self {
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
        match error {
            FolderError::Junit(_) => Self::internal(error),
            FolderError::Create { .. } | FolderError::Write { .. } => Self::usage(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_cannot_write_to_the_terminal() {
        assert_eq!(shown("a\u{1b}[2Jb\nc\u{7}"), "a\\u{1b}[2Jb\nc\\u{7}");
    }
}
