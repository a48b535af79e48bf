//! A TCP server that plays one script per connection and keeps the requests it reads.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// One thing the server does on a connection. The script's end closes the connection.
#[derive(Clone)]
pub(super) enum Act {
    /// Reads one request with its content.
    Request,
    /// Reads the head of a request and leaves its content.
    Head,
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes again and again until the client is gone.
    Flood(&'static [u8]),
    /// Sends one byte every few milliseconds until the client is gone.
    Drip(&'static [u8]),
    /// Gives the client the chance to read what has been sent so far.
    Pause,
    /// Keeps the connection open, silent, until the client is gone.
    Hold,
    /// Ends the connection by a reset.
    Reset,
}

pub(super) fn send(bytes: impl Into<Vec<u8>>) -> Act {
    Act::Send(bytes.into())
}

/// One request, one answer, close.
pub(super) fn answer(bytes: impl Into<Vec<u8>>) -> Vec<Act> {
    vec![Act::Request, send(bytes)]
}

pub(super) struct Server {
    address: SocketAddr,
    /// The connections in the order accepted, each with its requests as text.
    seen: Arc<Mutex<Vec<Vec<String>>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Listens; the n-th connection gets the n-th script, any further one is closed at once.
    pub(super) async fn start(scripts: impl IntoIterator<Item = Vec<Act>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let scripts: Vec<_> = scripts.into_iter().collect();
        let task = tokio::spawn(accept(listener, scripts, Arc::clone(&seen)));
        Self { address, seen, task }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn requests(&self) -> Vec<Vec<String>> {
        self.seen.lock().unwrap().clone()
    }

    /// The only request there was.
    pub(super) fn request(&self) -> String {
        let requests = self.requests().concat();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests[0].clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, scripts: Vec<Vec<Act>>, seen: Arc<Mutex<Vec<Vec<String>>>>) {
    let mut scripts = scripts.into_iter();
    while let Ok((stream, _)) = listener.accept().await {
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push(Vec::new());
            seen.len() - 1
        };
        if let Some(script) = scripts.next() {
            tokio::spawn(play(stream, script, number, Arc::clone(&seen)));
        }
    }
}

/// Plays to the end or until the client is gone.
async fn play(
    mut stream: TcpStream,
    script: Vec<Act>,
    number: usize,
    seen: Arc<Mutex<Vec<Vec<String>>>>,
) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    for act in script {
        match act {
            Act::Request => {
                let request = read_request(&mut stream).await?;
                seen.lock().unwrap()[number].push(request);
            }
            Act::Head => {
                let head = read_head(&mut stream).await?;
                seen.lock().unwrap()[number].push(head);
            }
            Act::Send(bytes) => stream.write_all(&bytes).await.ok()?,
            Act::Flood(bytes) => loop {
                stream.write_all(bytes).await.ok()?;
            },
            Act::Drip(bytes) => {
                for byte in bytes.iter().cycle() {
                    stream.write_all(&[*byte]).await.ok()?;
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
            Act::Pause => {
                for _ in 0..500 {
                    tokio::task::yield_now().await;
                }
            }
            Act::Hold => while stream.read(&mut [0; 1024]).await.ok()? > 0 {},
            Act::Reset => stream.set_zero_linger().ok()?,
        }
    }
    Some(())
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let head = read_head(stream).await?;
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    let mut content = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut content).await.ok()?;
    Some(head + &String::from_utf8(content).ok()?)
}

async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}
