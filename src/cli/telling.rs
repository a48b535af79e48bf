//! Everyone who hears of a `conform` run: standard output, and the files of the report folder.

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Stdout, Write};

use anstream::{AutoStream, ColorChoice};

use super::Failure;
use super::arguments::Format;
use crate::event::{Event, Observer};
use crate::report::console::{Progress, Style, write_summary};
use crate::report::ndjson::Lines;
use crate::report::{Context, Folder, FolderError, Recording, Report, to_json, to_junit};

/// Everyone who hears the events of a run.
pub(super) struct Telling {
    recording: Recording,
    events: Lines<File>,
    output: Output,
}

/// What standard output gets.
enum Output {
    Text(Progress<AutoStream<Stdout>>, Style),
    Lines(Lines<Stdout>),
    Json,
    Junit,
}

impl Telling {
    /// Begins `events.ndjson` in `folder`, and standard output in `format`.
    pub(super) fn new(
        format: Format,
        context: &Context,
        folder: &Folder,
    ) -> Result<Self, FolderError> {
        Ok(Self {
            recording: Recording::default(),
            events: folder.events(context.clone())?,
            output: Output::new(format, context),
        })
    }

    /// Writes what is left to write. A file that cannot be written keeps nothing from standard
    /// output.
    pub(super) fn finish(self, context: &Context, folder: &Folder) -> Result<Report, Failure> {
        let report = Report::new(&self.recording, context);
        let saved = folder.finish_events(self.events).and_then(|()| folder.write(&report));
        match self.output.finish(&report, saved.is_ok().then_some(folder)) {
            // The reader has what it wanted: `conform | head`.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                return Err(Failure::output(&error));
            }
            _ => {}
        }
        saved?;
        Ok(report)
    }
}

impl Observer for Telling {
    fn observe(&mut self, event: &Event) {
        self.recording.observe(event);
        self.events.observe(event);
        match &mut self.output {
            Output::Text(progress, _) => progress.observe(event),
            Output::Lines(lines) => lines.observe(event),
            Output::Json | Output::Junit => {}
        }
    }
}

impl Output {
    fn new(format: Format, context: &Context) -> Self {
        match format {
            Format::Text => {
                let style = style();
                let progress = Progress::new(anstream::stdout(), style, context.clone());
                Self::Text(progress, style)
            }
            Format::Ndjson => Self::Lines(Lines::new(io::stdout(), context.clone())),
            Format::Json => Self::Json,
            Format::Junit => Self::Junit,
        }
    }

    fn finish(self, report: &Report, folder: Option<&Folder>) -> io::Result<()> {
        match self {
            Self::Text(progress, style) => {
                let mut out = progress.finish()?;
                write_summary(&mut out, report, folder.map(Folder::path), style)
            }
            Self::Lines(lines) => lines.finish().map(drop),
            Self::Json => print(&(to_json(report) + "\n")),
            Self::Junit => print(&to_junit(report).map_err(io::Error::other)?),
        }
    }
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Colour as the standard output stream and `NO_COLOR` have it; a bar where standard error is seen.
pub(super) fn style() -> Style {
    let is_terminal = io::stdout().is_terminal();
    let columns = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    Style {
        colour: AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        width: is_terminal.then(columns).flatten(),
        terminal: is_terminal && io::stderr().is_terminal(),
    }
}
