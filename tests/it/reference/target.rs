//! A reference control plane on a free loopback port, and a client that hides nothing of the wire.

use std::sync::Arc;

use cp_harness::reference::{Config, DEMO_TOKEN, Store, serve_on};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(super) const REGISTER: &str = "/api/v1/workers/register";
pub(super) const HEARTBEAT: &str = "/api/v1/workers/heartbeat";

pub(super) fn start_path(worker_id: &str) -> String {
    format!("/api/v1/workers/{worker_id}/start")
}

pub(super) fn queue_start_path(queue_id: &str) -> String {
    format!("/api/v1/worker-queues/{queue_id}/start")
}

/// A running reference control plane.
pub(super) struct Target {
    pub(super) address: std::net::SocketAddr,
    pub(super) store: Arc<Store>,
    pub(super) stop: oneshot::Sender<()>,
    pub(super) serving: JoinHandle<std::io::Result<()>>,
}

impl Target {
    pub(super) async fn new() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let store = Arc::new(Store::new(Config::default()));
        let (stop, stopped) = oneshot::channel();
        let shutdown = async {
            let _ = stopped.await;
        };
        let serving = tokio::spawn(serve_on(listener, Arc::clone(&store), shutdown));
        Self { address, store, stop, serving }
    }

    pub(super) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends these bytes and reads until the connection closes.
    pub(super) async fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        let mut received = Vec::new();
        stream.read_to_end(&mut received).await.unwrap();
        received
    }

    /// Sends one request, with these head lines beside the framing, on a connection of its own.
    pub(super) async fn call(&self, method: &str, path: &str, head: &str, body: &[u8]) -> Reply {
        let length = body.len();
        let mut bytes = format!(
            "{method} {path} HTTP/1.1\r\nHost: target\r\nConnection: close\r\n\
             Content-Length: {length}\r\n{head}\r\n"
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        Reply::parse(&self.raw(&bytes).await)
    }

    /// Posts JSON text with this token.
    pub(super) async fn post_as(&self, token: &str, path: &str, body: &str) -> Reply {
        let head = format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n");
        self.call("POST", path, &head, body.as_bytes()).await
    }

    /// Posts JSON text with the demo token.
    pub(super) async fn post(&self, path: &str, body: &str) -> Reply {
        self.post_as(DEMO_TOKEN, path, body).await
    }

    /// Registers a worker in `production` with this token: its id.
    pub(super) async fn register_as(&self, token: &str) -> String {
        let body = r#"{"environment_name": "production"}"#;
        let reply = self.post_as(token, REGISTER, body).await;
        reply.json()["worker_id"].as_str().unwrap().to_owned()
    }
}

/// An answer, head and content apart.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Reply {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no head: {}", bytes.escape_ascii()));
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        Self {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            body: bytes[end + 4..].to_vec(),
            head,
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (candidate, value) = line.split_once(':')?;
            candidate.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(super) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        serde_json::from_slice(&self.body).unwrap()
    }

    /// `loc type` of each offender of a 422, which has the documented shape.
    pub(super) fn offenders(&self) -> Vec<String> {
        assert_eq!(self.status, 422, "{}", self.body.escape_ascii());
        let content = self.json();
        let list = content["detail"].as_array().unwrap();
        list.iter()
            .map(|one| {
                assert!(!one["msg"].as_str().unwrap().is_empty());
                format!("{} {}", one["loc"], one["type"].as_str().unwrap())
            })
            .collect()
    }
}
