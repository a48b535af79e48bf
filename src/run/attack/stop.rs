//! The signal that ends a run: every wait of the attack listens to it.

use std::sync::Arc;

use tokio::sync::watch;

/// Ends a run; clones are the same signal.
#[derive(Clone, Debug)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Stop {
    /// Asks for the end; once is enough.
    pub fn ask(&self) {
        self.0.send_replace(true);
    }

    /// Returns `true` once the end was asked for.
    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the end is asked for.
    pub async fn asked(&self) {
        // The sender lives as long as `self`: the wait cannot fail.
        let _ = self.0.subscribe().wait_for(|asked| *asked).await;
    }
}
