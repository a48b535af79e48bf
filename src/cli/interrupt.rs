//! Ctrl-C and SIGTERM: the first asks for an orderly end, the second ends the process at once.

use std::io;

use tokio::sync::watch;

use crate::verdict::Exit;

/// Hears the user, or the system, ask for an end.
#[derive(Clone, Debug)]
pub(super) struct Interrupt {
    asked: watch::Receiver<bool>,
}

impl Interrupt {
    /// Listens from now on; to be called on the runtime.
    pub(super) fn listen() -> io::Result<Self> {
        let (tell, asked) = watch::channel(false);
        let mut signals = Signals::new()?;
        tokio::spawn(async move {
            signals.next().await;
            tell.send_replace(true);
            signals.next().await;
            end();
        });
        Ok(Self { asked })
    }

    /// Listens from now on, and keeps Ctrl-C from goose, whose own handler would end its users
    /// behind our back and the process with a code of its own.
    pub(super) fn claim() -> io::Result<Self> {
        let (tell, asked) = watch::channel(false);
        let tell = std::sync::Arc::new(tell);
        let heard = std::sync::Arc::clone(&tell);
        ctrlc::set_handler(move || {
            if heard.send_replace(true) {
                end();
            }
        })
        .map_err(io::Error::other)?;
        let mut terminate = Terminate::new()?;
        tokio::spawn(async move {
            terminate.next().await;
            if tell.send_replace(true) {
                end();
            }
        });
        Ok(Self { asked })
    }

    /// Returns `true` once an end was asked for.
    pub(super) fn is_asked(&self) -> bool {
        *self.asked.borrow()
    }

    /// Comes true once an end was asked for.
    pub(super) async fn asked(mut self) {
        if self.asked.wait_for(|asked| *asked).await.is_err() {
            // Nobody listens any more, so nobody can ask.
            std::future::pending::<()>().await;
        }
    }
}

#[expect(clippy::exit, reason = "the user asked twice: what is still running is not waited for")]
fn end() -> ! {
    std::process::exit(i32::from(Exit::Interrupted as u8))
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(unix)]
struct Terminate(tokio::signal::unix::Signal);

#[cfg(unix)]
impl Terminate {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).map(Self)
    }

    async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
struct Terminate;

#[cfg(not(unix))]
impl Terminate {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        std::future::pending::<()>().await;
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
