//! Runs the binary in a folder of its own, with an environment that tests alone decide.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// Far longer than any run here takes: what reaches it hangs.
pub(super) const PATIENCE: Duration = Duration::from_secs(90);

/// Variables that change what the binary does or how it looks.
const VARIABLES: [&str; 21] = [
    "KUBIYA_API_KEY",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "CI",
    "GITHUB_STEP_SUMMARY",
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_HEADERS",
    "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT",
    "OTEL_EXPORTER_OTLP_TIMEOUT",
    "OTEL_RESOURCE_ATTRIBUTES",
    "OTEL_SERVICE_NAME",
];

/// A working directory to run the binary in.
pub(super) struct Folder(TempDir);

impl Folder {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path(name), content).unwrap();
        self
    }

    /// The binary with these arguments; a backtrace would be shown if there were one.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cp-harness"));
        for variable in VARIABLES {
            command.env_remove(variable);
        }
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env("RUST_BACKTRACE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the binary to its end.
    pub(super) fn run(&self, arguments: &[&str]) -> Ran {
        finish(self.command(arguments).spawn().unwrap())
    }

    /// The only folder in `reports`.
    pub(super) fn only_report(&self) -> PathBuf {
        let entries = std::fs::read_dir(self.path("reports")).unwrap();
        let entries: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        assert_eq!(entries.len(), 1, "{entries:?}");
        entries[0].clone()
    }
}

/// `report.json` in a report folder.
pub(super) fn report_in(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("report.json")).unwrap()).unwrap()
}

/// What the binary did.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Ran {
    /// The one line on standard error, which begins with `error: `; the run ended with `code`.
    pub(super) fn error(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        let lines: Vec<&str> = self.stderr.lines().collect();
        let [line] = lines.as_slice() else {
            panic!("not one line: {self:?}");
        };
        line.strip_prefix("error: ").unwrap_or_else(|| panic!("{self:?}"))
    }

    /// The exit code, of a run that said nothing on standard error.
    pub(super) fn quiet(&self) -> Option<i32> {
        assert_eq!(self.stderr, "", "{self:?}");
        self.code
    }

    pub(super) fn last_line(&self) -> &str {
        self.stdout.lines().last().unwrap_or_default()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let ran = Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: without_progress(&text(output.stderr)),
        };
        for sign in ["panicked", "stack backtrace", "error: internal"] {
            assert!(!ran.stderr.contains(sign), "{ran:?}");
        }
        ran
    }
}

/// Standard error without what takes longer than a moment, on a busy machine, and says so.
fn without_progress(stderr: &str) -> String {
    let is_progress = |line: &&str| {
        line.trim_end().ends_with('…') && !line.starts_with("error") && !line.starts_with("warning")
    };
    stderr.split_inclusive('\n').filter(|line| !is_progress(line)).collect()
}

/// Waits for the end of a child, and ends one that hangs.
pub(super) fn finish(child: Child) -> Ran {
    let id = child.id();
    let (tell, described) = mpsc::channel();
    std::thread::spawn(move || tell.send(child.wait_with_output()));
    let Ok(output) = described.recv_timeout(PATIENCE) else {
        signal("-KILL", id);
        panic!("the binary hangs");
    };
    output.unwrap().into()
}

/// Sends a signal to a child.
pub(super) fn signal(name: &str, id: u32) {
    let sent = Command::new("kill").args([name, &id.to_string()]).status();
    assert!(sent.unwrap().success());
}
