//! The report folder: `report.json`, `junit.xml`, `events.ndjson`, `exchanges.har`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::context::Context;
use super::junit::{JunitError, to_junit};
use super::ndjson::Lines;
use super::{Report, to_har, to_json};

/// Why a report could not be written.
#[derive(Debug, Error)]
pub enum FolderError {
    /// The folder could not be made.
    #[error("cannot create report folder {path}: {source}; choose another with --report")]
    Create {
        /// The folder.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// The report has no `JUnit` form.
    #[error(transparent)]
    Junit(#[from] JunitError),
}

/// The folder of one run.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder, and those above it, where they are missing.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self, FolderError> {
        let path = path.into();
        match fs::create_dir_all(&path) {
            Ok(()) => Ok(Self { path }),
            Err(source) => Err(FolderError::Create { path, source }),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins `events.ndjson`: an observer for the whole run.
    pub fn events(&self, context: Context) -> Result<Lines<File>, FolderError> {
        let path = self.path.join("events.ndjson");
        match File::create(&path) {
            Ok(file) => Ok(Lines::new(file, context)),
            Err(source) => Err(FolderError::Write { path, source }),
        }
    }

    /// Ends `events.ndjson`: tells the first failure to write it.
    pub fn finish_events(&self, lines: Lines<File>) -> Result<(), FolderError> {
        lines
            .finish()
            .map(drop)
            .map_err(|source| FolderError::Write { path: self.path.join("events.ndjson"), source })
    }

    /// Writes `report.json`, `exchanges.har` and `junit.xml`, each whole or not at all.
    pub fn write(&self, report: &Report) -> Result<(), FolderError> {
        self.place("report.json", &to_json(report))?;
        self.place("exchanges.har", &to_har(report))?;
        self.place("junit.xml", &to_junit(report)?)
    }

    pub(super) fn place(&self, name: &str, content: &str) -> Result<(), FolderError> {
        let path = self.path.join(name);
        let draft = self.path.join(format!(".{name}.{}", std::process::id()));
        let written = File::create(&draft)
            .and_then(|mut file| file.write_all(content.as_bytes()))
            .and_then(|()| fs::rename(&draft, &path));
        written.map_err(|source| {
            // The draft is of no use to anyone, and may not even exist.
            let _ = fs::remove_file(&draft);
            FolderError::Write { path, source }
        })
    }
}
