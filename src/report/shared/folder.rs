//! The report folder: files that are written whole or while a run goes.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

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

    /// Creates the file of this name, to be written while a run goes.
    pub(in crate::report) fn begin(&self, name: &str) -> Result<File, FolderError> {
        File::create(self.path.join(name)).map_err(|source| self.unwritten(name, source))
    }

    /// The error of a file of this name that could not be written.
    pub(in crate::report) fn unwritten(&self, name: &str, source: io::Error) -> FolderError {
        FolderError::Write { path: self.path.join(name), source }
    }

    /// Writes the file of this name, whole or not at all.
    pub(in crate::report) fn place(&self, name: &str, content: &[u8]) -> Result<(), FolderError> {
        let path = self.path.join(name);
        let draft = self.path.join(format!(".{name}.{}", std::process::id()));
        let written = File::create(&draft)
            .and_then(|mut file| file.write_all(content))
            .and_then(|()| fs::rename(&draft, &path));
        written.map_err(|source| {
            // The draft is of no use to anyone, and may not even exist.
            let _ = fs::remove_file(&draft);
            FolderError::Write { path, source }
        })
    }
}
