//! The kernel's files, below a root folder: short texts and numbers, or nothing.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder that `/proc` and `/sys` are in.
#[derive(Clone, Debug)]
pub(super) struct Root(PathBuf);

impl Root {
    /// The system's own.
    pub(super) fn system() -> Self {
        Self(PathBuf::from("/"))
    }

    /// Another folder, laid out alike.
    #[cfg(test)]
    pub(super) fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// Where an absolute path is.
    pub(super) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        self.0.join(path.strip_prefix("/").unwrap_or(path))
    }

    /// A file's text.
    pub(super) fn text(&self, path: impl AsRef<Path>) -> Option<String> {
        fs::read_to_string(self.path(path)).ok()
    }

    /// A file that holds one number.
    pub(super) fn number(&self, path: impl AsRef<Path>) -> Option<u64> {
        self.text(path)?.trim().parse().ok()
    }
}
