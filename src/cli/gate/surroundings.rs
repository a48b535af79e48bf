//! Where a gate runs: its folder, its machine, and the files that outlive the night.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::output::Failure;
use crate::report::gate::{Baseline, History, HistoryLine};
use crate::run::machine;

/// The history, in the folder of reports.
const HISTORY: &str = "reports/history.ndjson";

/// How the folder of a night's report ends: no other is removed.
const FOLDER_ENDING: &str = "-gate";

/// The machine, as far as it decides how fast things are: what it is, its cores, its processor.
pub(super) fn fingerprint() -> String {
    let cores = machine::usable_cores().unwrap_or(0.0);
    let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.and_then(|line| line.split_once(':')).map_or("", |(_, model)| model.trim());
    let kind = format!("{} {}, {cores} cores", std::env::consts::OS, std::env::consts::ARCH);
    if model.is_empty() { kind } else { format!("{kind}, {model}") }
}

/// The history in `base`, and where it stands.
pub(super) fn history(base: &Path) -> Result<(PathBuf, History), Failure> {
    let file = base.join(HISTORY);
    match fs::read_to_string(&file) {
        Ok(text) => Ok((file, History::read(&text))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Ok((file, History::default()))
        }
        Err(error) => Err(Failure::input(format!("cannot read {}: {error}", file.display()))),
    }
}

/// The baseline at `file`; `None` where nobody has taken one yet.
pub(super) fn baseline(file: &Path) -> Result<Option<Baseline>, Failure> {
    let shown = file.display().to_string();
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(Baseline::read(&shown, &text)?)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::input(format!("cannot read {shown}: {error}"))),
    }
}

/// Writes a file whole or not at all.
pub(super) fn write(file: &Path, content: &str) -> Result<(), Failure> {
    let draft = file.with_extension(format!("draft-{}", std::process::id()));
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let written = folder
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(&draft, content))
        .and_then(|()| fs::rename(&draft, file));
    written.map_err(|error| {
        // The draft is of no use to anyone, and may not even exist.
        let _ = fs::remove_file(&draft);
        Failure::environment(format!("cannot write {}: {error}", file.display()))
    })
}

/// Removes the report folders of nights that were pruned: those alone that a gate named, and that hold
/// the report of a gate.
pub(super) fn remove_reports(history: &Path, pruned: &[HistoryLine]) {
    let Some(reports) = history.parent() else { return };
    for night in pruned {
        let is_name = !night.folder.contains(['/', '\\']) && night.folder.ends_with(FOLDER_ENDING);
        let folder = reports.join(&night.folder);
        let report = fs::read_to_string(folder.join("report.json")).unwrap_or_default();
        if is_name && report.contains("\"cp-harness/gate-report\"") {
            // What cannot be removed costs space and nothing else.
            let _ = fs::remove_dir_all(folder);
        }
    }
}
