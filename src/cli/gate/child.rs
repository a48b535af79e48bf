//! A phase as a process of its own: this program again, with the flags that a person would give.
//!
//! What a phase does is thereby what its command does, and a phase that fails, or that the system ends,
//! takes none of the others with it.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};

use crate::cli::defaults;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::{Failure, job_summary};

/// The most that is kept of what a phase says on standard error, in bytes.
const KEPT: u64 = 64 << 10;

/// A process that is left alone for this long after an end was asked for is ended.
const PATIENCE: Duration = Duration::from_mins(1);

/// What became of a process.
#[derive(Debug)]
pub(super) struct Ended {
    /// Its exit code; `None` where a signal ended it.
    pub(super) code: Option<i32>,
    /// What it said on standard error.
    pub(super) said: String,
}

impl Ended {
    /// The last error that it said, without the word.
    pub(super) fn error(&self) -> String {
        let errors = self.said.lines().rev().find_map(|line| line.strip_prefix("error: "));
        let last = || self.said.lines().rev().find(|line| !line.trim().is_empty());
        let said = errors.or_else(last).unwrap_or("it said nothing");
        said.to_owned()
    }
}

/// Runs this program with `arguments` in `folder` until it ends. An end that the user asks for is handed
/// on to it.
pub(super) async fn run(
    arguments: &[String],
    folder: &Path,
    environment: &[(String, String)],
    interrupt: &Interrupt,
) -> Result<Ended, Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::internal(format!("cannot run `cp-harness {}`: {error}", arguments.join(" ")))
    };
    let program = std::env::current_exe().map_err(|error| failed(&error))?;
    let mut command = Command::new(program);
    // What a phase does is in the gate file alone.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with(defaults::PREFIX) {
            command.env_remove(name);
        }
    }
    command
        .args(arguments)
        .envs(environment.iter().cloned())
        // The gate adds one summary for all of its phases.
        .env_remove(job_summary::VARIABLE)
        .env(defaults::VARIABLE, "none")
        .current_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    // A Ctrl-C of the terminal reaches the gate alone, which hands it on once: two would end the phase
    // without its report.
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command.spawn().map_err(|error| failed(&error))?;
    let said = tokio::spawn(read(child.stderr.take()));
    let status = tokio::select! {
        status = child.wait() => status,
        () = interrupt.clone().asked() => end(&mut child).await,
    };
    let code = status.map_err(|error| failed(&error))?.code();
    Ok(Ended { code, said: said.await.unwrap_or_default() })
}

/// Asks a process for an orderly end, and waits for it.
async fn end(child: &mut Child) -> std::io::Result<std::process::ExitStatus> {
    #[cfg(unix)]
    if let Some(id) = child.id().and_then(|id| i32::try_from(id).ok()) {
        use nix::sys::signal::{Signal, kill};
        // It may have ended by itself.
        let _ = kill(nix::unistd::Pid::from_raw(id), Signal::SIGTERM);
    }
    if let Ok(status) = tokio::time::timeout(PATIENCE, child.wait()).await {
        return status;
    }
    child.kill().await?;
    child.wait().await
}

/// The first bytes of a stream; the rest is read and dropped, so that nobody waits to write.
async fn read(stream: Option<impl AsyncRead + Unpin>) -> String {
    let Some(mut stream) = stream else { return String::new() };
    let mut bytes = Vec::new();
    // What was read before an error is what there is.
    let _ = (&mut stream).take(KEPT).read_to_end(&mut bytes).await;
    let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
    String::from_utf8_lossy(&bytes).into_owned()
}
