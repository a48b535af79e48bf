//! Whom `conform` talks to: the control plane the user names, or the embedded reference.

use std::collections::BTreeMap;
use std::io;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

use super::Failure;
use crate::reference::{self, Config, DEMO_QUEUE_ID, DEMO_TOKEN};

/// A control plane to talk to.
pub(super) struct Target {
    /// Its URL.
    pub(super) url: Url,
    /// The caller's token for it.
    pub(super) token: Option<String>,
    embedded: Option<Embedded>,
}

struct Embedded {
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

/// Values that requests need and that no operation answers: those of the embedded reference, and
/// none where the user `has_target`.
pub(super) fn known_values(has_target: bool) -> BTreeMap<String, String> {
    if has_target {
        return BTreeMap::new();
    }
    BTreeMap::from([("queue_id".to_owned(), DEMO_QUEUE_ID.to_owned())])
}

impl Target {
    /// The user's own control plane.
    pub(super) fn of_user(url: Url, token: Option<String>) -> Self {
        Self { url, token, embedded: None }
    }

    /// The embedded reference, started on a free loopback port.
    pub(super) async fn embedded() -> Result<Self, Failure> {
        let (listener, address) = listen().await.map_err(|error| {
            Failure::internal(format!("cannot start the embedded reference: {error}"))
        })?;
        let url = Url::parse(&address).map_err(Failure::internal)?;
        let config = Config { control_plane_url: address, ..Config::default() };
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(reference::serve(listener, config, async {
            // A dropped sender means the same.
            let _ = stopped.await;
        }));
        Ok(Self {
            url,
            token: Some(DEMO_TOKEN.to_owned()),
            embedded: Some(Embedded { stop, server }),
        })
    }

    /// Stops what was started.
    pub(super) async fn close(self) -> Result<(), Failure> {
        if let Some(Embedded { stop, server }) = self.embedded {
            // The server may have ended by itself.
            let _ = stop.send(());
            let ended = server.await.map_err(Failure::internal)?;
            ended.map_err(|error| {
                Failure::internal(format!("the embedded reference failed: {error}"))
            })?;
        }
        Ok(())
    }
}

async fn listen() -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    Ok((listener, address))
}
