//! Who receives the events of a run: standard output, and the files of the report folder.

use super::failure::Failure;
use super::job_summary;
use super::stdout::{conclude, print_in, stdout, style, verbosity};
use crate::event::{LoadEvent, Observer};
use crate::report::capacity::CapacityReport;
use crate::report::formats::{Files, Format, Rendered, Rendering};
use crate::report::load::{LoadContext, LoadReport};
use crate::report::shared::{Folder, FolderError, LiveReport, Style, Verbosity, View};

/// Standard output in one format, and the files of the report folder in all.
pub(in crate::cli) struct Reporters<R: Rendered> {
    format: &'static Format,
    output: Option<Box<dyn LiveReport<R::Event>>>,
    files: Files<R>,
}

impl<R: Rendered> Reporters<R> {
    /// Begins the files in `folder`, and standard output in `format`.
    pub(in crate::cli) fn new(
        format: &'static Format,
        context: &R::Context,
        folder: &Folder,
    ) -> Result<Self, FolderError> {
        let output = begin::<R>(format, context);
        Ok(Self { format, output, files: Files::begin(folder, context)? })
    }

    /// Writes what is left to write. A file that cannot be written keeps nothing from standard
    /// output.
    pub(in crate::cli) fn finish(self, report: &R, folder: &Folder) -> Result<(), Failure> {
        let Self { format, output, files } = self;
        let saved = files.finish(report);
        let path = saved.is_ok().then_some(folder);
        conclude(output.map_or(Ok(()), LiveReport::finish))?;
        print_report(format, report, path)?;
        job_summary::add(report);
        Ok(saved?)
    }
}

impl<R: Rendered> Observer<R::Event> for Reporters<R> {
    fn observe(&mut self, event: &R::Event) {
        if let Some(output) = &mut self.output {
            output.observe(event);
        }
        self.files.observe(event);
    }
}

/// The same for a run that is one probe of a search: its files are those of a load run, and standard
/// output gets what the search has to say of it.
pub(in crate::cli) struct ProbeReporters {
    output: Option<Box<dyn LiveReport<LoadEvent>>>,
    files: Files<LoadReport>,
}

impl ProbeReporters {
    /// Begins the files in `folder`, and standard output in `format`.
    pub(in crate::cli) fn new(
        format: &'static Format,
        context: &LoadContext,
        folder: &Folder,
    ) -> Result<Self, FolderError> {
        Ok(Self {
            output: begin::<CapacityReport>(format, context),
            files: Files::begin(folder, context)?,
        })
    }

    /// Writes what is left to write.
    pub(in crate::cli) fn finish(self, report: &LoadReport) -> Result<(), Failure> {
        let saved = self.files.finish(report);
        conclude(self.output.map_or(Ok(()), LiveReport::finish))?;
        Ok(saved?)
    }
}

impl Observer<LoadEvent> for ProbeReporters {
    fn observe(&mut self, event: &LoadEvent) {
        if let Some(output) = &mut self.output {
            output.observe(event);
        }
        self.files.observe(event);
    }
}

/// Begins what standard output gets while a run goes, if it gets anything.
fn begin<R: Rendered>(
    format: &Format,
    context: &R::Context,
) -> Option<Box<dyn LiveReport<R::Event>>> {
    if is_quiet(format) {
        return None;
    }
    let begin = R::rendering(format).and_then(Rendering::begin)?;
    Some(begin(stdout(format), context, style()))
}

/// Writes a finished report to standard output; `folder` is where its files are.
pub(in crate::cli) fn print_report<R: Rendered>(
    format: &Format,
    report: &R,
    folder: Option<&Folder>,
) -> Result<(), Failure> {
    let Some(render) = R::rendering(format).and_then(Rendering::render) else { return Ok(()) };
    let view = View { style: style(), folder: folder.map(Folder::path) };
    if !is_quiet(format) {
        return print_in(format, |out| render(report, out, &view));
    }
    print_in(format, |out| {
        let mut text = Vec::new();
        // Without a width the last line is one.
        let style = Style { width: None, ..view.style };
        render(report, &mut text, &View { style, ..view })?;
        let lines = text.trim_ascii_end().rsplit(|byte| *byte == b'\n');
        out.write_all(lines.into_iter().next().unwrap_or_default())?;
        out.write_all(b"\n")
    })
}

/// True where only the last line of a text for people is wanted.
fn is_quiet(format: &Format) -> bool {
    format.is_for_people && verbosity() == Verbosity::Quiet
}
