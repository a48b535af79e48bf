//! How the terminal report looks: decided by the caller, never sniffed here.

use std::path::Path;

use anstyle::AnsiColor;

use crate::check::Level;

/// How the terminal report looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// True to colour.
    pub colour: bool,
    /// Columns of the terminal; `None` where lines may be of any length, as in a pipe.
    pub width: Option<usize>,
    /// True where a progress bar can be drawn on standard error.
    pub terminal: bool,
    /// How much is said.
    pub verbosity: Verbosity,
}

/// How much a text for people says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// The last line alone.
    Quiet,
    /// What a reader acts on.
    #[default]
    Normal,
    /// Notes as well, which nobody has to act on.
    Verbose,
}

/// How a finished report is looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct View<'a> {
    /// Colour and width.
    pub style: Style,
    /// The report folder, where its files could be written.
    pub folder: Option<&'a Path>,
}

/// What a stretch of text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// As it should be.
    Good,
    /// It fails the run.
    Bad,
    /// It warns, or has no answer.
    Warning,
    /// Worth knowing.
    Note,
    /// What the eye should find.
    Strong,
    /// What it may pass over.
    Quiet,
    /// Nothing in particular.
    Plain,
}

impl Ink {
    /// The ink of a level's word.
    pub(crate) fn of_level(level: Level) -> Self {
        match level {
            Level::Must => Self::Bad,
            Level::Should => Self::Warning,
            Level::Note => Self::Note,
        }
    }
}

impl Style {
    /// `text` in `ink`.
    pub(crate) fn paint(self, ink: Ink, text: &str) -> String {
        if !self.colour || ink == Ink::Plain || text.is_empty() {
            return text.to_owned();
        }
        let plain = anstyle::Style::new();
        let style = match ink {
            Ink::Good => AnsiColor::Green.on_default().bold(),
            Ink::Bad => AnsiColor::Red.on_default().bold(),
            Ink::Warning => AnsiColor::Yellow.on_default().bold(),
            Ink::Note => AnsiColor::Cyan.on_default().bold(),
            Ink::Strong => plain.bold(),
            Ink::Quiet => plain.dimmed(),
            Ink::Plain => plain,
        };
        format!("{style}{text}{style:#}")
    }
}
