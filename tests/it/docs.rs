//! The manual says what is so: its links lead somewhere, every command in it has the flags it uses, and the
//! tutorials do what they say.
#![expect(
    clippy::unwrap_used,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The chapters of the manual, and the README.
fn pages() -> Vec<(PathBuf, String)> {
    let mut pages = vec![root().join("README.md")];
    for folder in ["", "tutorial", "guides", "reference", "explanation"] {
        let entries = fs::read_dir(root().join("docs").join(folder)).unwrap();
        let files = entries.map(|entry| entry.unwrap().path());
        pages.extend(files.filter(|path| path.extension().is_some_and(|end| end == "md")));
    }
    pages.sort();
    pages.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// Where the links of a page lead, those of the web aside.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let targets = targets.map(|(target, _)| target.split('#').next().unwrap().to_owned());
    targets.filter(|target| !target.is_empty() && !target.contains("://")).collect()
}

/// The lines of the blocks of this kind.
fn blocks(text: &str, kind: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut is_within = false;
    for line in text.lines() {
        match line.strip_prefix("```") {
            Some(rest) => is_within = !is_within && rest == kind,
            None if is_within => lines.push(line.to_owned()),
            None => {}
        }
    }
    lines
}

/// The commands of this program in a page, in blocks and within lines.
fn commands(text: &str) -> Vec<String> {
    let inline = text.split('`').skip(1).step_by(2).map(|code| code.replace('\n', " "));
    let all = blocks(text, "sh").into_iter().chain(inline);
    let ours = all.filter(|line| line.starts_with("cp-harness "));
    ours.map(|line| line.split("  #").next().unwrap().trim().to_owned()).collect()
}

fn bash(line: &str, folder: &Path) -> Command {
    let program = Path::new(env!("CARGO_BIN_EXE_cp-harness"));
    let path = std::env::var("PATH").unwrap();
    let mut command = Command::new("bash");
    command.args(["-c", line]).current_dir(folder).stdin(Stdio::null());
    command.env("PATH", format!("{}:{path}", program.parent().unwrap().display()));
    command.env_remove("KUBIYA_API_KEY").env_remove("GITHUB_STEP_SUMMARY");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn every_link_leads_to_a_file_and_every_chapter_is_in_the_summary() {
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    let chapters: BTreeSet<String> = links(&summary).into_iter().collect();
    for (path, text) in pages() {
        let folder = path.parent().unwrap();
        for link in links(&text) {
            assert!(folder.join(&link).exists(), "{}: {link}", path.display());
        }
        let Ok(name) = path.strip_prefix(root().join("docs")) else { continue };
        let name = name.display().to_string();
        assert!(name == "SUMMARY.md" || chapters.contains(&name), "{name} is in no summary");
    }
}

#[test]
fn every_command_of_the_manual_has_the_flags_it_uses() {
    let mut seen = BTreeSet::new();
    for (path, text) in pages() {
        for command in commands(&text).into_iter().filter(|command| !command.contains('…')) {
            if !seen.insert(command.clone()) {
                continue;
            }
            // Asked for its help, a command still refuses flags that it does not have.
            let line = command.replace(['[', ']', '<', '>', '|'], " ");
            let line = line
                .replace("COMMAND", "conform")
                .replace("SHELL", "bash")
                .replace(" FORMAT", " json");
            let line = line.replace("cp-harness help", "cp-harness");
            let output = bash(&format!("{line} --help"), root()).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}: {command}: {said}", path.display());
        }
    }
    assert!(seen.len() > 30, "{seen:?}");
}

/// A server of the tutorial, ended with this.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs the commands of a tutorial in their order, with servers on a port of their own, until the one that
/// names a placeholder; each with its exit code.
fn carried_out(tutorial: &str, before: impl Fn(&Path, &str)) -> Vec<(String, Option<i32>, String)> {
    let folder = tempfile::tempdir().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let text = fs::read_to_string(root().join("docs/tutorial").join(tutorial)).unwrap();
    let mut servers = Vec::new();
    let mut variables = String::new();
    let mut done = Vec::new();
    for line in blocks(&text, "sh").into_iter().take_while(|line| !line.contains('…')) {
        let line = line.replace("127.0.0.1:8001", &address);
        if line.starts_with("export ") {
            variables = format!("{line}; ");
            continue;
        }
        before(folder.path(), &line);
        if line.starts_with("cp-harness serve") {
            let serve = format!("exec {line} --listen {address}");
            servers.push(Served(bash(&serve, folder.path()).spawn().unwrap()));
            let is_up = || std::net::TcpStream::connect(&address).is_ok();
            assert!((0..500).any(|_| is_up() || pause()), "{line} does not come up");
            continue;
        }
        let output = bash(&format!("{variables}{line}"), folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        done.push((line, output.status.code(), said));
    }
    done
}

/// A hundredth of a second, in which a process may come up; never true.
fn pause() -> bool {
    std::thread::park_timeout(std::time::Duration::from_millis(10));
    false
}

#[test]
fn the_first_run_goes_as_the_tutorial_says() {
    let done = carried_out("first-run.md", |_, _| {});
    let codes: Vec<(&str, Option<i32>)> =
        done.iter().map(|(line, code, _)| (line.as_str(), *code)).collect();
    let failed: Vec<_> = codes.iter().filter(|(_, code)| *code != Some(0)).collect();
    assert_eq!(codes.len(), 6, "{codes:?}");
    assert!(
        matches!(failed.as_slice(), [(line, Some(1))] if line.contains("--report first")),
        "{done:#?}"
    );
    let shown = &done[3].2;
    assert!(shown.contains("MUST  auth_wrong_token") && shown.contains("request 1 of"), "{shown}");
}

#[test]
fn the_first_gate_is_green_and_then_red_as_the_tutorial_says() {
    // Three runs of ten seconds are what a gate needs, and more than a tutorial has to prove.
    let shorten = |folder: &Path, line: &str| {
        let file = folder.join("gate.toml");
        if let (true, Ok(text)) = (line == "cp-harness gate", fs::read_to_string(&file)) {
            assert!(text.contains("runs = 3 "), "{text}");
            fs::write(file, text.replace("runs = 3 ", "runs = 1\nduration = \"4s\"\n")).unwrap();
        }
    };
    let done = carried_out("first-gate.md", shorten);
    let codes: Vec<Option<i32>> = done.iter().map(|(_, code, _)| *code).collect();
    assert_eq!(codes, [Some(0), Some(0), Some(0), Some(1)], "{done:#?}");
    let red = &done[3].2;
    assert!(red.contains("(for the owner of the target)"), "{red}");
    assert!(!red.contains("(for the owner of the gate)"), "{red}");
}
