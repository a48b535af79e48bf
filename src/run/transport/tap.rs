//! A tap between the HTTP client and the socket: it keeps the bytes that the client hides.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A connected byte stream, TLS undone.
pub(crate) trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// What came off the wire while recording was on, up to a limit; clones share one record.
#[derive(Clone, Debug, Default)]
pub(super) struct TapRecord(Arc<Mutex<Recorded>>);

#[derive(Debug, Default)]
struct Recorded {
    bytes: Vec<u8>,
    room_bytes: usize,
}

impl TapRecord {
    /// Forgets what there is and records the next `limit_bytes`.
    pub(super) fn start(&self, limit_bytes: usize) {
        self.with(|recorded| {
            recorded.bytes.clear();
            recorded.room_bytes = limit_bytes;
        });
    }

    /// Records no further, and keeps what there is.
    pub(super) fn pause(&self) {
        self.with(|recorded| recorded.room_bytes = 0);
    }

    /// Records no further, and hands over what there is.
    pub(super) fn take(&self) -> Vec<u8> {
        self.with(|recorded| std::mem::take(recorded).bytes)
    }

    /// True where nothing came since the recording began.
    pub(super) fn is_empty(&self) -> bool {
        self.with(|recorded| recorded.bytes.is_empty())
    }

    fn add(&self, bytes: &[u8]) {
        self.with(|recorded| {
            let taken = bytes.len().min(recorded.room_bytes);
            recorded.bytes.extend_from_slice(&bytes[..taken]);
            recorded.room_bytes -= taken;
        });
    }

    fn with<T>(&self, change: impl FnOnce(&mut Recorded) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A socket whose incoming bytes are recorded.
pub(super) struct Tap {
    socket: Box<dyn Socket>,
    record: TapRecord,
}

impl Tap {
    pub(super) fn new(socket: Box<dyn Socket>, record: TapRecord) -> Self {
        Self { socket, record }
    }
}

impl AsyncRead for Tap {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.socket).poll_read(context, buffer))?;
        self.record.add(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Tap {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn bytes_are_recorded_while_asked_for_and_within_the_limit() {
        let (near, mut far) = tokio::io::duplex(64);
        let record = TapRecord::default();
        let mut tap = Tap::new(Box::new(near), record.clone());
        let mut buffer = [0; 3];
        far.write_all(b"aaabbbcccddd").await.unwrap();
        tap.read_exact(&mut buffer).await.unwrap();
        record.start(4);
        tap.read_exact(&mut buffer).await.unwrap();
        tap.read_exact(&mut buffer).await.unwrap();
        assert_eq!(record.take(), b"bbbc");
        tap.read_exact(&mut buffer).await.unwrap();
        assert_eq!(&buffer, b"ddd");
        assert_eq!(record.take(), b"");
    }
}
