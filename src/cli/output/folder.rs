//! The report folder of a run.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

/// The folder that the user chose, or a new one in `reports`, named for the moment and the command.
pub(in crate::cli) fn report_folder(
    chosen: Option<&Path>,
    started: DateTime<Utc>,
    command: &str,
) -> PathBuf {
    if let Some(folder) = chosen {
        return folder.to_owned();
    }
    let first = format!("reports/{}-{command}", started.format("%Y%m%dT%H%M%S%3fZ"));
    let others = (2..).map(|number| format!("{first}-{number}"));
    let mut names = std::iter::once(first.clone()).chain(others).map(PathBuf::from);
    // Runs that begin in the same millisecond do not share a folder.
    names.find(|name| !name.exists()).unwrap_or_default()
}
