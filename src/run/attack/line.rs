//! One worker's connection: a bare socket at rest, an HTTP client while requests follow closely.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, ReadBuf};

use super::counters::Open;
use super::fleet::{Answer, Failure};
use crate::http::Socket;

/// How much is read at once: an answer to a heartbeat fits, and it is paid for each connection.
const READ_BYTES: usize = 1024;

type Wire = http1::Connection<TokioIo<Box<dyn Socket>>, Full<Bytes>>;

/// A connection that a worker may use, or none.
#[derive(Default)]
pub(super) enum Line {
    /// Not connected.
    #[default]
    Down,
    /// Connected; the HTTP client, which takes 10 kB, is made anew for the next request.
    Resting(Box<dyn Socket>, Open),
    /// Connected and ready.
    Ready(Box<Client>),
}

/// An HTTP client on one connection; it runs inside an exchange and nowhere else.
pub(super) struct Client {
    sender: http1::SendRequest<Full<Bytes>>,
    /// None once the connection has ended.
    wire: Option<Wire>,
    open: Open,
}

impl Line {
    /// A client for the next request where the connection is still open and quiet.
    pub(super) async fn wake(self) -> Option<Box<Client>> {
        match self {
            Self::Down => None,
            Self::Ready(mut client) => client.is_ready().await.then_some(client),
            Self::Resting(mut socket, open) => {
                if !is_quiet(&mut socket).await {
                    return None;
                }
                Client::over(socket, open).await.ok()
            }
        }
    }

    /// Gives back what only a request under way needs.
    pub(super) fn rest(self) -> Self {
        let Self::Ready(client) = self else {
            return self;
        };
        let Client { wire, open, .. } = *client;
        let Some(parts) = wire.map(http1::Connection::into_parts) else {
            return Self::Down;
        };
        // Bytes that nobody asked for: the next answer would not begin at its beginning.
        if !parts.read_buf.is_empty() {
            return Self::Down;
        }
        Self::Resting(parts.io.into_inner(), open)
    }
}

/// True where the peer neither closed the connection nor sent anything.
async fn is_quiet(socket: &mut Box<dyn Socket>) -> bool {
    poll_fn(|context| {
        let mut byte = [0];
        let mut buffer = ReadBuf::new(&mut byte);
        let read = Pin::new(&mut *socket).poll_read(context, &mut buffer);
        Poll::Ready(read.is_pending())
    })
    .await
}

impl Client {
    /// Speaks HTTP/1.1 over a connected socket.
    pub(super) async fn over(socket: Box<dyn Socket>, open: Open) -> Result<Box<Self>, Failure> {
        let mut builder = http1::Builder::new();
        builder.read_buf_exact_size(Some(READ_BYTES));
        let shaken = builder.handshake(TokioIo::new(socket)).await;
        let (sender, wire) = shaken.map_err(|error| explain(&error))?;
        Ok(Box::new(Self { sender, wire: Some(wire), open }))
    }

    /// Sends `request` and reads the whole answer; up to `keep_bytes` of its content are kept.
    pub(super) async fn exchange(
        &mut self,
        request: Request<Full<Bytes>>,
        keep_bytes: usize,
    ) -> Result<Answer, Failure> {
        let answer = self.sender.send_request(request);
        let answer = self.drive(answer).await.map_err(|error| explain(&error))?;
        let (head, content) = answer.into_parts();
        let mut answer = Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: Vec::new(),
            body_bytes: 0,
        };
        self.read(content, &mut answer, keep_bytes).await?;
        Ok(answer)
    }

    async fn read(
        &mut self,
        mut content: Incoming,
        answer: &mut Answer,
        keep_bytes: usize,
    ) -> Result<(), Failure> {
        while let Some(frame) = self.drive(content.frame()).await {
            let frame = frame.map_err(|error| explain(&error))?;
            if let Some(bytes) = frame.data_ref() {
                let room = keep_bytes - answer.body.len();
                answer.body.extend_from_slice(&bytes[..bytes.len().min(room)]);
                answer.body_bytes += bytes.len() as u64;
            }
        }
        Ok(())
    }

    /// Looks whether the connection is open, quiet and without an exchange under way.
    pub(super) async fn is_ready(&mut self) -> bool {
        poll_fn(|context| {
            self.run(context);
            Poll::Ready(())
        })
        .await;
        self.wire.is_some() && self.sender.is_ready()
    }

    async fn drive<F: Future>(&mut self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|context| {
            self.run(context);
            future.as_mut().poll(context)
        })
        .await
    }

    /// Runs the HTTP client as far as it gets without waiting.
    fn run(&mut self, context: &mut Context<'_>) {
        if let Some(wire) = &mut self.wire
            && wire.poll_without_shutdown(context).is_ready()
        {
            // Its error reaches the exchange under way, if there is one.
            self.wire = None;
        }
    }
}

fn explain(error: &hyper::Error) -> Failure {
    if error.is_parse() { Failure::Invalid } else { Failure::Reset }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

    use super::super::counters::Counters;
    use super::*;

    const EMPTY: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

    async fn connected() -> (Box<Client>, DuplexStream, Arc<Counters>) {
        let (near, far) = tokio::io::duplex(1 << 16);
        let counters = Arc::new(Counters::default());
        let open = Open::new(&counters);
        let client = Client::over(Box::new(near), open).await.unwrap();
        (client, far, counters)
    }

    async fn exchanged(
        client: &mut Client,
        far: &mut DuplexStream,
        answer: &[u8],
    ) -> Result<Answer, Failure> {
        let served = async {
            assert_ne!(far.read(&mut [0; 1024]).await.unwrap(), 0);
            far.write_all(answer).await.unwrap();
        };
        let request = Request::new(Full::default());
        tokio::join!(client.exchange(request, 4), served).0
    }

    #[tokio::test]
    async fn a_rested_connection_carries_the_next_request() {
        let (mut client, mut far, counters) = connected().await;
        for _ in 0..3 {
            let answer = exchanged(&mut client, &mut far, EMPTY).await.unwrap();
            assert_eq!(answer.status, 204);
            assert!(client.is_ready().await);
            let line = Line::Ready(client).rest();
            assert!(matches!(line, Line::Resting(..)));
            client = line.wake().await.unwrap();
        }
        assert_eq!(counters.connections().open, 1);
    }

    #[tokio::test]
    async fn a_connection_that_the_peer_closed_is_not_used_again() {
        for rests in [true, false] {
            let (mut client, mut far, counters) = connected().await;
            exchanged(&mut client, &mut far, EMPTY).await.unwrap();
            let line = Line::Ready(client);
            let line = if rests { line.rest() } else { line };
            drop(far);
            assert!(line.wake().await.is_none());
            assert_eq!(counters.connections().open, 0);
        }
    }

    #[tokio::test]
    async fn bytes_nobody_asked_for_end_a_resting_connection() {
        let (mut client, mut far, _counters) = connected().await;
        exchanged(&mut client, &mut far, EMPTY).await.unwrap();
        let line = Line::Ready(client).rest();
        far.write_all(EMPTY).await.unwrap();
        assert!(line.wake().await.is_none());
    }

    #[tokio::test]
    async fn content_beyond_the_limit_is_read_and_not_kept() {
        let (mut client, mut far, _counters) = connected().await;
        let long = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabcdefghi";
        let answer = exchanged(&mut client, &mut far, long).await.unwrap();
        assert_eq!((answer.body.as_slice(), answer.body_bytes), (&b"abcd"[..], 9));
        assert!(client.is_ready().await);
    }

    #[tokio::test]
    async fn what_is_not_http_is_told_apart_from_an_end() {
        let (mut client, mut far, _counters) = connected().await;
        let garbage = exchanged(&mut client, &mut far, b"\x00\x01 what\r\n\r\n").await;
        assert_eq!(garbage.unwrap_err(), Failure::Invalid);
        let (mut client, mut far, _counters) = connected().await;
        let half = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc";
        let served = async {
            assert_ne!(far.read(&mut [0; 1024]).await.unwrap(), 0);
            far.write_all(half).await.unwrap();
            drop(far);
        };
        let request = Request::new(Full::default());
        let (result, ()) = tokio::join!(client.exchange(request, 4), served);
        assert_eq!(result.unwrap_err(), Failure::Reset);
    }
}
