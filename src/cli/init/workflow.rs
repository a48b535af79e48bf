//! The workflow for the CI system that a working copy uses.

use std::path::{Path, PathBuf};

use super::gate_file::TOKEN;

/// A file to write, and what to say.
type Workflow = (Option<(PathBuf, String)>, String);

/// The CI systems that a workflow is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CiSystem {
    GitHub,
    GitLab,
}

/// The workflow for the CI system that `folder` shows, and a note on it.
pub(super) fn of(folder: &Path, has_token: bool) -> Workflow {
    match found(folder) {
        Some(CiSystem::GitHub) => {
            let path = PathBuf::from(".github/workflows/cp-harness.yml");
            let note = format!(
                "the workflow runs every night{}; replace OWNER by where cp-harness is kept",
                secret(has_token, "the repository's secrets")
            );
            (Some((path, github(has_token))), note)
        }
        Some(CiSystem::GitLab) => {
            let path = PathBuf::from("cp-harness.gitlab-ci.yml");
            let note = format!(
                "add `include: cp-harness.gitlab-ci.yml` to .gitlab-ci.yml, and a schedule for it{}",
                secret(has_token, "the project's CI/CD variables")
            );
            (Some((path, gitlab())), note)
        }
        None => {
            let note = "no .github or .gitlab-ci.yml is here: no workflow was written; deploy/ of \
                        cp-harness has them for GitHub, GitLab and Kubernetes";
            (None, note.to_owned())
        }
    }
}

fn secret(has_token: bool, place: &str) -> String {
    if has_token { format!("; {TOKEN} comes from {place}") } else { String::new() }
}

fn found(folder: &Path) -> Option<CiSystem> {
    if folder.join(".github").is_dir() {
        return Some(CiSystem::GitHub);
    }
    folder.join(".gitlab-ci.yml").exists().then_some(CiSystem::GitLab)
}

/// Ten lines: everything else is in the action.
fn github(has_token: bool) -> String {
    let with = if has_token {
        format!("        with: {{ token: \"${{{{ secrets.{TOKEN} }}}}\" }}\n")
    } else {
        String::new()
    };
    format!(
        "name: cp-harness\non: {{ schedule: [{{ cron: \"17 3 * * *\" }}], workflow_dispatch: {{}} }}\n\
         jobs:\n  gate:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      \
         - uses: OWNER/cp-harness/deploy/github@v{}\n{with}",
        env!("CARGO_PKG_VERSION"),
    )
}

fn gitlab() -> String {
    include_str!("../../../deploy/gitlab/gate.gitlab-ci.yml").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workflow_has_ten_lines_at_most() {
        assert!(github(true).lines().count() <= 10, "{}", github(true));
        let readme = include_str!("../../../README.md");
        assert!(readme.contains(&github(true)), "the README has it: {}", github(true));
    }

    #[test]
    fn a_working_copy_shows_its_system() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(found(folder.path()), None);
        std::fs::write(folder.path().join(".gitlab-ci.yml"), "").unwrap();
        assert_eq!(found(folder.path()), Some(CiSystem::GitLab));
        std::fs::create_dir(folder.path().join(".github")).unwrap();
        assert_eq!(found(folder.path()), Some(CiSystem::GitHub));
    }
}
