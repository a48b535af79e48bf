//! Whom `conform` talks to: the control plane the user names, or the embedded reference.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::{Host, Url};

use super::output::Failure;
use crate::reference::{self, Config, DEMO_QUEUE_ID, NAME};
use crate::run::transport::{HttpTransport, Transport, TransportOptions};
use crate::wire::Request;

/// How long a target on this machine has to say that it is the reference.
const RECOGNITION_TIMEOUT: Duration = Duration::from_millis(500);

/// A control plane to talk to.
pub(super) struct ChosenTarget {
    /// Its URL.
    pub(super) url: Url,
    embedded: Option<Embedded>,
}

struct Embedded {
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

/// Values that requests to the reference need, under its demo token, and that no operation answers.
pub(super) fn demo_values() -> BTreeMap<String, String> {
    BTreeMap::from([("queue_id".to_owned(), DEMO_QUEUE_ID.to_owned())])
}

/// True where `url` is the reference control plane, served on this machine by `serve`: so that
/// `conform --target` needs no token that `serve` has just printed.
pub(super) async fn is_reference(url: &Url) -> bool {
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let options = TransportOptions {
        target: url.clone(),
        timeout: RECOGNITION_TIMEOUT,
        max_body_bytes: 64 << 10,
        headers: Vec::new(),
        connections: 0,
        insecure: false,
    };
    let Some(transport) = HttpTransport::new(options).ok().filter(|_| is_local) else {
        return false;
    };
    let (method, path) = ("GET".to_owned(), "/health".to_owned());
    let answer = transport.send(&Request { method, path, ..Request::default() }).await;
    let health = answer.ok().and_then(|answer| answer.json());
    health.is_some_and(|health| health["server"] == NAME)
}

impl ChosenTarget {
    /// The user's own control plane.
    pub(super) fn of_user(url: Url) -> Self {
        Self { url, embedded: None }
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
        Ok(Self { url, embedded: Some(Embedded { stop, server }) })
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
