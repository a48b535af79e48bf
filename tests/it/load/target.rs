//! Targets that keep what arrives: the reference, and servers that answer as a test says.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use cp_harness::reference::{Config, Store, app_on};
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::Url;

pub(super) const REGISTERED: &str =
    r#"{"worker_id": "w", "environment_name": "load", "worker_token": "t"}"#;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(super) struct Arrival {
    pub(super) at: Instant,
    pub(super) method: String,
    /// Path and query.
    pub(super) path: String,
    /// Names in small letters.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Value,
    /// Counted from 0; of the reference's connections nothing is known.
    pub(super) number_on_connection: usize,
}

impl Arrival {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn is_beat(&self) -> bool {
        self.path.ends_with("/heartbeat")
    }

    /// The index of the worker, as the life of these tests tells it.
    pub(super) fn index(&self) -> u64 {
        self.body["worker_metadata"]["index"].as_u64().unwrap()
    }

    /// The worker's id.
    pub(super) fn id(&self) -> &str {
        self.body["worker_id"].as_str().unwrap()
    }
}

/// What a target answers.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    /// A status with its reason, further header lines, and content.
    Answer(&'static str, String, String),
    /// These bytes, and then the end of the connection.
    Bytes(&'static [u8]),
    /// The connection ends without a word.
    Close,
    /// The connection is reset.
    Reset,
    /// Nothing, for ever.
    Silence,
}

impl Reply {
    pub(super) fn ok(content: &str) -> Self {
        Self::Answer("200 OK", String::new(), content.to_owned())
    }

    /// What a plain control plane says: an id to who registers, nothing to who beats.
    pub(super) fn plain(arrival: &Arrival) -> Self {
        if arrival.is_beat() {
            Self::Answer("204 No Content", String::new(), String::new())
        } else {
            Self::ok(REGISTERED)
        }
    }
}

pub(super) type Arrivals = Arc<Mutex<Vec<Arrival>>>;

/// A target with the requests that arrived.
pub(super) struct Target {
    pub(super) url: Url,
    arrivals: Arrivals,
}

impl Target {
    /// The requests so far, in the order of their arrival.
    pub(super) fn arrivals(&self) -> Vec<Arrival> {
        self.arrivals.lock().unwrap().clone()
    }

    pub(super) fn beats(&self) -> Vec<Arrival> {
        self.arrivals().into_iter().filter(Arrival::is_beat).collect()
    }

    /// The embedded reference.
    pub(super) async fn reference() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = url_of(listener.local_addr().unwrap());
        let arrivals = Arrivals::default();
        let kept = Arc::clone(&arrivals);
        let app: Router = app_on(Arc::new(Store::new(Config::default())));
        let app = app.layer(from_fn(move |request: Request, next: Next| {
            let kept = Arc::clone(&kept);
            async move {
                let (parts, content) = request.into_parts();
                let content = content.collect().await.unwrap().to_bytes();
                let headers = parts.headers.iter().map(|(name, value)| {
                    (name.to_string(), value.to_str().unwrap_or_default().to_owned())
                });
                kept.lock().unwrap().push(Arrival {
                    at: Instant::now(),
                    method: parts.method.to_string(),
                    path: parts.uri.to_string(),
                    headers: headers.collect(),
                    body: serde_json::from_slice(&content).unwrap_or_default(),
                    number_on_connection: 0,
                });
                next.run(Request::from_parts(parts, Body::from(content))).await
            }
        }));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, arrivals }
    }

    /// A server that answers each request, which is numbered from 0, as `script` says.
    pub(super) async fn of(
        script: impl Fn(usize, &Arrival) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = url_of(listener.local_addr().unwrap());
        let arrivals = Arrivals::default();
        tokio::spawn(serve(listener, Arc::clone(&arrivals), Arc::new(script)));
        Self { url, arrivals }
    }

    /// A port on which nobody listens.
    pub(super) async fn nobody() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { url: url_of(listener.local_addr().unwrap()), arrivals: Arrivals::default() }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.url.socket_addrs(|| None).unwrap()[0]
    }

    pub(super) fn kept(&self) -> Arrivals {
        Arc::clone(&self.arrivals)
    }
}

fn url_of(address: SocketAddr) -> Url {
    format!("http://{address}/").parse().unwrap()
}

type Script = Arc<dyn Fn(usize, &Arrival) -> Reply + Send + Sync>;

/// Serves until it is dropped, with every connection.
pub(super) async fn serve(listener: TcpListener, arrivals: Arrivals, script: Script) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(converse(stream, Arc::clone(&arrivals), Arc::clone(&script)));
    }
}

async fn converse(mut stream: TcpStream, arrivals: Arrivals, script: Script) {
    let (mut unread, mut number_on_connection) = (Vec::new(), 0);
    while let Some(arrival) = read(&mut stream, &mut unread).await {
        let arrival = Arrival { number_on_connection, ..arrival };
        number_on_connection += 1;
        let number = {
            let mut arrivals = arrivals.lock().unwrap();
            arrivals.push(arrival.clone());
            arrivals.len() - 1
        };
        let text = match script(number, &arrival) {
            Reply::Answer(status, fields, content) => {
                let length = if status.starts_with("204") {
                    String::new()
                } else {
                    format!("content-length: {}\r\n", content.len())
                };
                let kind = "content-type: application/json\r\n";
                format!("HTTP/1.1 {status}\r\n{kind}{length}{fields}\r\n{content}")
            }
            Reply::Bytes(bytes) => {
                let _ = stream.write_all(bytes).await;
                return;
            }
            Reply::Close => return,
            Reply::Reset => {
                let _ = stream.set_zero_linger();
                return;
            }
            Reply::Silence => std::future::pending().await,
        };
        if stream.write_all(text.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The next request; none where the connection ends.
async fn read(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<Arrival> {
    let head = loop {
        if let Some(end) = unread.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end;
        }
        more(stream, unread).await?;
    };
    let text = String::from_utf8(unread[..head].to_vec()).unwrap();
    let mut lines = text.lines();
    let mut words = lines.next().unwrap().split(' ');
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, length)| length.parse().unwrap());
    while unread.len() < head + 4 + length {
        more(stream, unread).await?;
    }
    let content: Vec<u8> = unread.drain(..head + 4 + length).skip(head + 4).collect();
    Some(Arrival {
        at: Instant::now(),
        method: words.next().unwrap().to_owned(),
        path: words.next().unwrap().to_owned(),
        headers,
        body: serde_json::from_slice(&content).unwrap_or_default(),
        number_on_connection: 0,
    })
}

async fn more(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<()> {
    match stream.read_buf(unread).await {
        Ok(0) => None,
        Ok(_) => Some(()),
        Err(error) if error.kind() == ErrorKind::Interrupted => Some(()),
        Err(_) => None,
    }
}

/// Far longer than anything here takes: what reaches it hangs.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);
