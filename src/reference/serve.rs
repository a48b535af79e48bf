//! Serving the reference control plane on a listener the caller owns, until the caller says stop.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
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
    let app = app_on(store);
    let (stop, _) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    let ending = loop {
        tokio::select! {
            () = &mut shutdown => break Ok(()),
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, app.clone(), stop.subscribe()));
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

/// Serves one connection; once the stop is asked for, up to the answer that is under way.
async fn converse(stream: TcpStream, app: Router, mut stop: watch::Receiver<()>) {
    // Without it answers may wait for the peer's acknowledgement; a failure costs time, no more.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .half_close(true)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    let mut connection = pin!(connection);
    tokio::select! {
        // What breaks a connection is the peer's affair.
        _ = connection.as_mut() => return,
        _ = stop.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
