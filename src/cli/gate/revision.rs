//! What git knows: the commit of the working copy, and the documents at another revision.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The most files of a revision that are looked at.
const MOST_FILES: usize = 5_000;

/// The commit of the working copy that `folder` is in; `None` outside of one, or without git.
pub(super) fn commit(folder: &Path) -> Option<String> {
    let said = git(folder, &["rev-parse", "--short=12", "HEAD"]).ok()?;
    Some(String::from_utf8(said).ok()?.trim().to_owned())
}

/// Whether the working copy that `folder` is in knows a revision.
pub(in crate::cli) fn exists(folder: &Path, revision: &str) -> bool {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    git(folder, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")]).is_ok()
}

/// Documents at a revision, written to a folder of their own, which goes with this.
pub(super) struct Documents {
    folder: PathBuf,
    /// The documents in it, as the inputs were named.
    pub(super) inputs: Vec<String>,
}

impl Drop for Documents {
    fn drop(&mut self) {
        // What cannot be removed is in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Documents {
    /// The files beside and below `inputs` (files or folders in `base`) as they were at `revision`.
    ///
    /// # Errors
    /// What git says, or why the files cannot be written.
    pub(super) fn at(base: &Path, revision: &str, inputs: &[String]) -> Result<Self, String> {
        if let Some(url) = inputs.iter().find(|input| input.contains("://")) {
            return Err(format!("{url} has no revisions; name a file or folder"));
        }
        // What begins with a dash would be a flag of git.
        if revision.starts_with('-') {
            return Err(format!("`{revision}` is no revision"));
        }
        let name = format!("cp-harness-{}", uuid::Uuid::new_v4());
        let folder = std::env::temp_dir().join(name);
        let documents = Self {
            inputs: inputs.iter().map(|input| folder.join(input).display().to_string()).collect(),
            folder,
        };
        for input in inputs {
            documents.copy(base, revision, input)?;
        }
        Ok(documents)
    }

    fn copy(&self, base: &Path, revision: &str, input: &str) -> Result<(), String> {
        // References lead to files beside a document.
        let above = Path::new(input).parent().filter(|above| !above.as_os_str().is_empty());
        let within = if base.join(input).is_dir() {
            Path::new(input)
        } else {
            above.unwrap_or(Path::new("."))
        };
        let within = within.display().to_string();
        let listed = git(base, &["ls-tree", "-r", "-z", "--name-only", revision, "--", &within])?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let names = listed.split('\0').filter(|name| {
            let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
            ending.is_some_and(|ending| ["yaml", "yml", "json"].contains(&ending))
        });
        let mut found = 0;
        for name in names.take(MOST_FILES) {
            found += 1;
            let content = git(base, &["show", &format!("{revision}:./{name}")])?;
            let file = self.folder.join(name);
            let written = fs::create_dir_all(file.parent().unwrap_or(&self.folder))
                .and_then(|()| fs::write(&file, content));
            written.map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        }
        if found == 0 {
            return Err(format!("{revision} has no documents at {input}"));
        }
        Ok(())
    }

    /// A text without the folder: places read as `revision:file`.
    pub(super) fn named(&self, text: &str, revision: &str) -> String {
        text.replace(&format!("{}/", self.folder.display()), &format!("{revision}:"))
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let ran = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    let ran = ran.map_err(|error| format!("cannot run git: {error}"))?;
    if ran.status.success() {
        return Ok(ran.stdout);
    }
    let said = String::from_utf8_lossy(&ran.stderr);
    let said = said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ");
    Err(said.to_owned())
}
