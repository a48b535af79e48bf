//! The files of a report folder: one in every format that has a file and such a report.

use super::super::shared::{Folder, FolderError, LiveReport, Style, View};
use super::format::{Format, Rendered, Rendering};
use crate::event::Observer;

/// The name of a file, and what writes it.
type OpenFile<E> = (&'static str, Box<dyn LiveReport<E>>);

/// The files that are written while a run goes.
pub struct Files<R: Rendered> {
    folder: Folder,
    open: Vec<OpenFile<R::Event>>,
}

impl<R: Rendered> Files<R> {
    /// Begins those files in `folder`.
    ///
    /// # Errors
    /// The first file that cannot be created.
    pub fn begin(folder: &Folder, context: &R::Context) -> Result<Self, FolderError> {
        let mut open = Vec::new();
        for (name, format) in files() {
            if let Some(begin) = R::rendering(format).and_then(Rendering::begin) {
                let out = Box::new(folder.begin(name)?);
                open.push((name, begin(out, context, Style::default())));
            }
        }
        Ok(Self { folder: folder.clone(), open })
    }

    /// Ends those files, and writes the others.
    ///
    /// # Errors
    /// The first failure to write; the other files are written all the same.
    pub fn finish(self, report: &R) -> Result<(), FolderError> {
        let mut result = write_files(&self.folder, report);
        for (name, stream) in self.open {
            let ended = stream.finish().map_err(|source| self.folder.unwritten(name, source));
            result = result.and(ended);
        }
        result
    }
}

impl<R: Rendered> Observer<R::Event> for Files<R> {
    fn observe(&mut self, event: &R::Event) {
        for (_, stream) in &mut self.open {
            stream.observe(event);
        }
    }
}

/// Writes the files of a finished report, each whole or not at all.
///
/// # Errors
/// The first failure to write; the other files are written all the same.
pub fn write_files<R: Rendered>(folder: &Folder, report: &R) -> Result<(), FolderError> {
    let mut result = Ok(());
    for (name, format) in files() {
        if let Some(render) = R::rendering(format).and_then(Rendering::render) {
            let mut content = Vec::new();
            let written = render(report, &mut content, &View::default())
                .map_err(|source| folder.unwritten(name, source))
                .and_then(|()| folder.place(name, &content));
            result = result.and(written);
        }
    }
    result
}

/// The formats that have a file, with its name.
fn files() -> impl Iterator<Item = (&'static str, &'static Format)> {
    super::FORMATS.iter().filter_map(|format| Some((format.file?, format)))
}
