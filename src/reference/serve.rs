//! Serving the reference control plane on a listener or pipe the caller owns, until the caller says stop.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::app::app_on;
use super::config::Config;
use super::store::Store;

/// How long requests in flight have to finish once the stop was asked for.
const GRACE: Duration = Duration::from_secs(2);
/// How long a connection may stand without a whole request head: longer than the time between two
/// heartbeats, so that a worker finds its connection open.
const IDLE: Duration = Duration::from_secs(75);
/// The pause after a failure to accept (no file descriptor left, say).
const PAUSE: Duration = Duration::from_millis(50);
/// How much a pipe in this process holds before its writer waits.
const PIPE_BYTES: usize = 64 * 1024;

/// Serves the reference control plane until `shutdown` is over, then lets requests in flight
/// finish: idle connections close at once, and after two seconds at most nothing is left.
pub async fn serve(
    listener: TcpListener,
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_on(listener, Arc::new(Store::new(config)), shutdown).await
}

/// As [`serve`], on a store that the caller can look into.
pub async fn serve_on(
    listener: TcpListener,
    store: Arc<Store>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_app(listener, Served::new(app_on(store)), shutdown).await
}

/// As [`serve`], for any application, and with its bytes changed on their way out where it says so.
pub(super) async fn serve_app(
    listener: TcpListener,
    served: Served,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stop, _) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    let ending = loop {
        tokio::select! {
            () = &mut shutdown => break Ok(()),
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // Without it answers may wait for the peer's acknowledgement; a failure costs
                    // time, no more.
                    let _ = stream.set_nodelay(true);
                    connections.spawn(served.clone().converse(stream, stop.subscribe()));
                }
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => break Err(error),
                Err(_) => tokio::time::sleep(PAUSE).await,
            },
        }
    };
    drop(listener);
    stop.send_replace(());
    let finished = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, finished).await.is_err() {
        connections.shutdown().await;
    }
    ending
}

/// From the bytes of an answer to those that are sent.
pub(super) type WireChange = fn(Vec<u8>) -> Vec<u8>;

/// An application, and what happens to the bytes of its answers.
#[derive(Clone)]
pub(super) struct Served {
    app: Router,
    wire: Option<WireChange>,
}

impl Served {
    /// An application whose answers go out as they are.
    pub(super) fn new(app: Router) -> Self {
        Self { app, wire: None }
    }

    /// An application whose answers pass through `wire`, one for each connection.
    pub(super) fn changed(app: Router, wire: Option<WireChange>) -> Self {
        Self { app, wire }
    }

    /// Serves one connection; once the stop is asked for, up to the answer that is under way.
    pub(super) async fn converse(self, stream: impl Stream, stop: watch::Receiver<()>) {
        let Some(wire) = self.wire else {
            return hold(stream, self.app, true, stop).await;
        };
        let (near, far) = tokio::io::duplex(PIPE_BYTES);
        let serving = hold(far, self.app, false, stop);
        // What breaks a connection is the peer's affair.
        let _ = tokio::join!(serving, pass(stream, near, wire));
    }
}

/// A connected byte stream.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin + 'static> Stream for T {}

/// Answers the requests on a connection, or the first alone where it is not to be kept alive.
async fn hold(stream: impl Stream, app: Router, keep_alive: bool, mut stop: watch::Receiver<()>) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .half_close(true)
        .keep_alive(keep_alive)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    let mut connection = pin!(connection);
    tokio::select! {
        // What breaks a connection is the peer's affair.
        _ = connection.as_mut() => return,
        _ = stop.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// Passes a connection's bytes on as they come, and those of its one answer back once `wire` has
/// changed them.
async fn pass(client: impl Stream, server: DuplexStream, wire: WireChange) -> io::Result<()> {
    let (mut from_client, mut to_client) = tokio::io::split(client);
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let asking = async {
        let copied = tokio::io::copy(&mut from_client, &mut to_server).await;
        to_server.shutdown().await?;
        copied
    };
    let answering = async {
        let mut answer = Vec::new();
        from_server.read_to_end(&mut answer).await?;
        if !answer.is_empty() {
            to_client.write_all(&wire(answer)).await?;
        }
        to_client.shutdown().await
    };
    let mut answering = pin!(answering);
    tokio::select! {
        answered = &mut answering => answered,
        _ = asking => answering.await,
    }
}
