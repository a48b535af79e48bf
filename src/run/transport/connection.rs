//! One connection to the target, and one exchange at a time over it.
//!
//! The HTTP client (hyper) runs inside the exchange and nowhere else: no task outlives it, and an
//! exchange that is given up closes its connection.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncReadExt;

use super::head::{self, MAX_FIELDS};
use super::outgoing::WireRequest;
use super::tap::{Socket, Tap, TapRecord};
use super::wire_fault::{MAX_HEAD_BYTES, WireFault, explain};
use crate::wire::{Response, TransportError, undo_coding};

/// The most bytes kept of what follows an answer that has no content.
const MAX_STRAY_BYTES: usize = 64 * 1024;

type Client = http1::Connection<TokioIo<Tap>, Full<Bytes>>;

/// One connection to the target.
pub(super) struct HttpConnection {
    sender: http1::SendRequest<Full<Bytes>>,
    /// The HTTP client, until it sees the connection end.
    client: Option<Client>,
    /// The socket, from then on.
    socket: Option<Tap>,
    /// What the client had read and made nothing of, from then on.
    unread: Bytes,
    record: TapRecord,
}

impl HttpConnection {
    /// Speaks HTTP/1.1 over a connected socket.
    pub(super) async fn over(socket: Box<dyn Socket>) -> Result<Self, WireFault> {
        let record = TapRecord::default();
        let io = TokioIo::new(Tap::new(socket, record.clone()));
        let mut builder = http1::Builder::new();
        builder.title_case_headers(true).max_headers(MAX_FIELDS).max_buf_size(MAX_HEAD_BYTES);
        let (sender, client) = builder.handshake(io).await.map_err(|error| explain(&error, &[]))?;
        Ok(Self { sender, client: Some(client), socket: None, unread: Bytes::new(), record })
    }

    /// What came off the wire of the exchange under way.
    pub(super) fn record(&self) -> TapRecord {
        self.record.clone()
    }

    /// Looks at the connection as it is right now: still open, nothing unread on it, nothing under way.
    pub(super) async fn is_reusable(&mut self) -> bool {
        // The client gives a connection up that has ended, or holds bytes nobody asked for.
        poll_fn(|context| {
            self.poll_client(context);
            Poll::Ready(())
        })
        .await;
        self.client.is_some() && self.sender.is_ready()
    }

    /// Sends `request` and reads the whole answer.
    pub(super) async fn exchange(
        &mut self,
        request: WireRequest,
        max_body_bytes: usize,
    ) -> Result<Response, WireFault> {
        let method = request.method().clone();
        self.record.start(MAX_HEAD_BYTES + MAX_STRAY_BYTES);
        let answer = self.sender.send_request(request);
        let answer = match self.drive(answer).await {
            Ok(answer) => answer,
            Err(error) => return Err(explain(&error, &self.record.take())),
        };
        let mut response = Response { status: answer.status().as_u16(), ..Response::default() };
        let is_bare = response.is_bare_answer_to(method.as_str());
        if !is_bare {
            self.record.pause();
        }
        response.body = self.read(answer.into_body(), max_body_bytes).await?;
        let record = self.record.take();
        let end = add_headers(&mut response, &record)?;
        if is_bare {
            response.stray = record[end..].to_vec();
            response.stray.truncate(MAX_STRAY_BYTES);
        }
        undo_coding_of(&mut response, max_body_bytes)?;
        Ok(response)
    }

    /// Reads what else is on the wire into `stray`, until the connection ends or the limit is
    /// reached; after an answer with content (not `is_bare`), from where that ended.
    pub(super) async fn read_stray(mut self, is_bare: bool, stray: &mut Vec<u8>) {
        self.part();
        if !is_bare {
            stray.extend_from_slice(&self.unread[..self.unread.len().min(MAX_STRAY_BYTES)]);
        }
        let socket = self.socket;
        let room = MAX_STRAY_BYTES.saturating_sub(stray.len());
        if let Some(socket) = socket {
            // A reset ends it as well as a proper close: what came before is what counts.
            let room = u64::try_from(room).unwrap_or(u64::MAX);
            let mut socket = socket.take(room);
            while let Ok(1..) = socket.read_buf(stray).await {}
        }
    }

    async fn read(
        &mut self,
        mut content: Incoming,
        limit_bytes: usize,
    ) -> Result<Vec<u8>, WireFault> {
        let too_large = || WireFault::in_answer(TransportError::TooLarge { limit_bytes });
        let declared_bytes = usize::try_from(content.size_hint().lower()).unwrap_or(usize::MAX);
        if declared_bytes > limit_bytes {
            return Err(too_large());
        }
        let mut whole = Vec::with_capacity(declared_bytes.min(MAX_STRAY_BYTES));
        while let Some(frame) = self.drive(content.frame()).await {
            let frame = frame.map_err(|error| explain(&error, &self.record.take()))?;
            let Ok(piece) = frame.into_data() else {
                continue;
            };
            if piece.len() > limit_bytes - whole.len() {
                return Err(too_large());
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole)
    }

    /// Runs the HTTP client while `future` waits for it.
    async fn drive<F: Future>(&mut self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|context| {
            self.poll_client(context);
            future.as_mut().poll(context)
        })
        .await
    }

    /// Runs the HTTP client as far as it gets without waiting.
    fn poll_client(&mut self, context: &mut Context<'_>) {
        let Some(client) = &mut self.client else {
            return;
        };
        // Its error goes to the exchange under way, if any; else it only says that this is the end.
        if client.poll_without_shutdown(context).is_ready() {
            self.part();
        }
    }

    /// Parts the client from the socket.
    fn part(&mut self) {
        if let Some(client) = self.client.take() {
            let parts = client.into_parts();
            self.unread = parts.read_buf;
            self.socket = Some(parts.io.into_inner());
        }
    }
}

/// Adds the headers as they stood on the wire; returns where the head ends.
fn add_headers(response: &mut Response, record: &[u8]) -> Result<usize, WireFault> {
    let limit_bytes = MAX_HEAD_BYTES;
    // Only a flood of interim answers pushes the final head out of the record.
    let head = head::parse(record)
        .ok_or_else(|| WireFault::in_answer(TransportError::TooLarge { limit_bytes }))?;
    response.headers = head.headers;
    Ok(head.end)
}

fn undo_coding_of(response: &mut Response, limit_bytes: usize) -> Result<(), WireFault> {
    let content = std::mem::take(&mut response.body);
    let codings = response.header_values("content-encoding");
    let content = undo_coding(codings, content, limit_bytes).map_err(WireFault::in_answer)?;
    response.body = content;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncWriteExt, DuplexStream};

    async fn connected() -> (HttpConnection, DuplexStream) {
        let (near, far) = tokio::io::duplex(1 << 20);
        (HttpConnection::over(Box::new(near)).await.unwrap(), far)
    }

    async fn exchanged(
        near: &mut HttpConnection,
        far: &mut DuplexStream,
        answer: &[u8],
    ) -> Response {
        let served = async {
            assert_ne!(far.read(&mut [0; 1024]).await.unwrap(), 0);
            far.write_all(answer).await.unwrap();
        };
        let request = WireRequest::new(Full::default());
        let (response, ()) = tokio::join!(near.exchange(request, 100), served);
        response.unwrap()
    }

    #[tokio::test]
    async fn bytes_that_come_after_the_exchange_are_read_until_the_end() {
        let (mut near, mut far) = connected().await;
        let answer = b"HTTP/1.1 204 No Content\r\n\r\nat once";
        let mut stray = exchanged(&mut near, &mut far, answer).await.stray;
        assert_eq!(stray, b"at once");
        far.write_all(b", late").await.unwrap();
        drop(far);
        near.read_stray(true, &mut stray).await;
        assert_eq!(stray, b"at once, late");
    }

    #[tokio::test]
    async fn bytes_behind_the_content_are_read_until_the_end() {
        let (mut near, mut far) = connected().await;
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naat once";
        let mut response = exchanged(&mut near, &mut far, answer).await;
        assert_eq!((&*response.body, &*response.stray), (&b"a"[..], &b""[..]));
        far.write_all(b", late").await.unwrap();
        drop(far);
        near.read_stray(false, &mut response.stray).await;
        assert_eq!(response.stray, b"at once, late");
    }

    #[tokio::test]
    async fn only_a_quiet_open_connection_is_reusable() {
        let (mut near, mut far) = connected().await;
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na";
        exchanged(&mut near, &mut far, answer).await;
        assert!(near.is_reusable().await);
        exchanged(&mut near, &mut far, answer).await;
        assert!(near.is_reusable().await);
        far.write_all(b"late").await.unwrap();
        assert!(!near.is_reusable().await);
    }

    #[tokio::test]
    async fn an_answer_before_its_request_is_not_taken_for_one() {
        let (mut near, mut far) = connected().await;
        let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
        exchanged(&mut near, &mut far, answer).await;
        far.write_all(answer).await.unwrap();
        let request = WireRequest::new(Full::default());
        let fault = near.exchange(request, 100).await.unwrap_err();
        assert!(fault.unanswered);
        let reason = "it came before the request was sent, after `HTTP/1.1 204 No Content`";
        let reason = reason.to_owned();
        assert_eq!(fault.error, TransportError::NotHttp { reason });
    }

    #[tokio::test]
    async fn an_ended_connection_is_not_reusable() {
        let (mut near, mut far) = connected().await;
        exchanged(&mut near, &mut far, b"HTTP/1.1 204 No Content\r\n\r\n").await;
        assert!(near.is_reusable().await);
        drop(far);
        assert!(!near.is_reusable().await);
    }

    #[tokio::test]
    async fn a_switch_of_protocols_ends_the_connection() {
        let (mut near, mut far) = connected().await;
        let answer = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n";
        assert_eq!(exchanged(&mut near, &mut far, answer).await.status, 101);
        assert!(!near.is_reusable().await);
    }
}
