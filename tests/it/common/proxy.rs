//! A proxy that turns the bytes of each answer into others: what no HTTP library would send.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// From the bytes of an answer to those that are sent.
pub(super) type Change = Arc<dyn Fn(Vec<u8>) -> Vec<u8> + Send + Sync>;

/// Listens in front of `upstream`; one request per connection.
pub(super) async fn start(upstream: SocketAddr, change: Change) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(pass(stream, upstream, Arc::clone(&change)));
        }
    });
    (address, task)
}

/// Passes one request on and its changed answer back; ends early where the client is gone.
async fn pass(mut client: TcpStream, upstream: SocketAddr, change: Change) -> Option<()> {
    let request = read_request(&mut client).await?;
    let mut server = TcpStream::connect(upstream).await.ok()?;
    server.write_all(&request).await.ok()?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await.ok()?;
    client.write_all(&change(answer)).await.ok()?;
    client.shutdown().await.ok()
}

/// Reads a whole request, and asks the server to close after its answer.
async fn read_request(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    let length: usize = length.map_or(0, |length| length.parse().unwrap());
    while bytes.len() < end + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let line_end = head.find("\r\n")? + 2;
    bytes.splice(line_end..line_end, *b"Connection: close\r\n");
    Some(bytes)
}

/// A change of the answers with this status alone.
pub(crate) fn where_status(
    status: u16,
    change: impl Fn(Vec<u8>) -> Vec<u8>,
) -> impl Fn(Vec<u8>) -> Vec<u8> {
    let line = format!("HTTP/1.1 {status} ");
    move |answer| {
        if answer.starts_with(line.as_bytes()) { change(answer) } else { answer }
    }
}

/// The head of a message, its empty line included, and what follows it.
pub(crate) fn split(message: &[u8]) -> (&[u8], &[u8]) {
    let end = message.windows(4).position(|window| window == b"\r\n\r\n");
    message.split_at(end.unwrap() + 4)
}

/// The message with one line more in its head.
pub(crate) fn with_head_line(mut message: Vec<u8>, line: &str) -> Vec<u8> {
    let end = split(&message).0.len() - 2;
    message.splice(end..end, format!("{line}\r\n").into_bytes());
    message
}
