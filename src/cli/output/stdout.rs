//! Standard output.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;

use anstream::{AutoStream, ColorChoice};

use super::failure::Failure;
use crate::report::formats::Format;
use crate::report::shared::{Out, Style, Verbosity};

/// How much is said, as the flags have it; set once.
static VERBOSITY: OnceLock<Verbosity> = OnceLock::new();

/// Takes what the flags say of colour and of how much is said, for the rest of the process.
pub(in crate::cli) fn display(verbosity: Verbosity, colour: ColorChoice) {
    // `Auto` leaves the choice to `NO_COLOR`, `CLICOLOR_FORCE` and the terminal.
    if colour != ColorChoice::Auto {
        colour.write_global();
    }
    // A second call would be a second command in one process, which there is none of.
    let _ = VERBOSITY.set(verbosity);
}

pub(super) fn verbosity() -> Verbosity {
    VERBOSITY.get().copied().unwrap_or_default()
}

/// Standard output in this format. Only what people read is made fit for the terminal: of the others
/// each byte counts.
pub(super) fn stdout(format: &Format) -> Out {
    if format.is_for_people { Box::new(anstream::stdout()) } else { Box::new(io::stdout()) }
}

/// Writes a text to standard output, byte for byte.
pub(in crate::cli) fn print(text: &str) -> Result<(), Failure> {
    write_to(io::stdout(), |out| out.write_all(text.as_bytes()))
}

/// Writes something for people to standard output.
pub(in crate::cli) fn print_styled(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    write_to(anstream::stdout(), write)
}

/// Writes in this format to standard output.
pub(in crate::cli) fn print_in(
    format: &Format,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    write_to(stdout(format), write)
}

fn write_to(
    mut out: impl Write,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    conclude(write(&mut out).and_then(|()| out.flush()))
}

/// The reader may have what it wanted: `load | head`.
pub(super) fn conclude(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::output(&error)),
        _ => Ok(()),
    }
}

/// Colour as the standard output stream and `NO_COLOR` have it; a bar where standard error is seen.
pub(in crate::cli) fn style() -> Style {
    let is_terminal = io::stdout().is_terminal();
    let columns = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    Style {
        colour: AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        width: is_terminal.then(columns).flatten(),
        terminal: is_terminal && io::stderr().is_terminal(),
        verbosity: verbosity(),
    }
}
