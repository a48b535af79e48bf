//! The embedded reference as a process of its own, so that it takes nothing from the generator but
//! processors.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use url::Url;

use super::output::Failure;

/// A reference control plane that runs as long as this does.
pub(super) struct ReferenceProcess {
    child: Child,
    url: Url,
}

impl ReferenceProcess {
    /// Starts it on a free loopback port.
    pub(super) async fn start() -> Result<Self, Failure> {
        let failed = |error: &dyn std::fmt::Display| {
            Failure::internal(format!("cannot start the embedded reference: {error}"))
        };
        let program = std::env::current_exe().map_err(|error| failed(&error))?;
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| failed(&error))?;
        let out = child.stdout.take().ok_or_else(|| failed(&"it has no output"))?;
        let greeting = BufReader::new(out).lines().next_line().await;
        let greeting = greeting.map_err(|error| failed(&error))?.unwrap_or_default();
        let url = greeting.split_whitespace().last().unwrap_or_default();
        let url = Url::parse(url).map_err(|_| failed(&format!("it said `{greeting}`")))?;
        Ok(Self { child, url })
    }

    /// Where it listens.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// Ends it.
    pub(super) async fn stop(mut self) {
        // It may have ended by itself, and holds nothing worth keeping.
        let _ = self.child.kill().await;
    }
}
