//! One connection to the target, and one exchange at a time over it.

use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::time::sleep;

use super::counters::OpenGuard;
use super::fleet::SlowRead;
use super::wire_answer::AnswerReader;
use crate::run::transport::Socket;
use crate::wire::{ConnectionAge, FailureCause};

/// How much is read at once; it stands on the stack, so that a connection at rest takes nothing.
const READ_BYTES: usize = 8 << 10;

/// How many pieces a slow reader takes in a second.
const PIECES: u32 = 10;

/// An open connection.
pub(super) struct Connection {
    socket: Box<dyn Socket>,
    /// When it was opened, since the start of the run.
    opened: Duration,
    /// How many requests were sent over it.
    requests: u32,
    _open: OpenGuard,
}

impl Connection {
    /// A connection over this socket, opened at this moment.
    pub(super) fn over(socket: Box<dyn Socket>, opened: Duration, open: OpenGuard) -> Self {
        Self { socket, opened, requests: 0, _open: open }
    }

    /// How old it is at `now`, when one more request is sent over it.
    pub(super) fn use_once(&mut self, now: Duration) -> ConnectionAge {
        let age = ConnectionAge { age: now.saturating_sub(self.opened), requests: self.requests };
        self.requests = self.requests.saturating_add(1);
        age
    }

    /// Returns `true` if the peer neither closed the connection nor sent anything.
    pub(super) async fn is_quiet(&mut self) -> bool {
        poll_fn(|context| {
            let mut byte = [0];
            let mut buffer = ReadBuf::new(&mut byte);
            let read = Pin::new(&mut *self.socket).poll_read(context, &mut buffer);
            Poll::Ready(read.is_pending())
        })
        .await
    }

    /// Sends a request and reads until `reader` has the whole answer.
    pub(super) async fn exchange(
        &mut self,
        mut message: &[u8],
        reader: &mut AnswerReader,
    ) -> Result<(), FailureCause> {
        poll_fn(|context| {
            self.send(context, &mut message);
            let read = ready!(self.read(context, reader));
            // An answer that did not wait for the request: what is left of that would be taken for
            // the next one.
            reader.is_kept &= message.is_empty();
            Poll::Ready(read)
        })
        .await
    }

    /// As `exchange`, for a worker that reads slowly.
    pub(super) async fn exchange_slowly(
        &mut self,
        message: &[u8],
        reader: &mut AnswerReader,
        slow: SlowRead,
    ) -> Result<(), FailureCause> {
        self.socket.write_all(message).await.map_err(|error| broken(&error))?;
        self.socket.flush().await.map_err(|error| broken(&error))?;
        sleep(slow.delay).await;
        let mut scratch = vec![0; slow.piece_bytes()];
        loop {
            let read = self.socket.read(&mut scratch).await;
            let length = read.map_err(|error| broken(&error))?;
            if length == 0 {
                return if reader.end() { Ok(()) } else { Err(FailureCause::CutShort) };
            }
            if reader.take(&scratch[..length])? {
                return Ok(());
            }
            sleep(slow.pause(length)).await;
        }
    }

    /// Sends what can be sent without waiting.
    fn send(&mut self, context: &mut Context<'_>, message: &mut &[u8]) {
        while !message.is_empty() {
            let written = Pin::new(&mut *self.socket).poll_write(context, message);
            // The end of the connection is seen by the read: an answer may stand before it.
            let Poll::Ready(Ok(length @ 1..)) = written else {
                return;
            };
            *message = &message[length..];
        }
        // What it waits for wakes the read as well, and its error is the read's too.
        let _ = Pin::new(&mut *self.socket).poll_flush(context);
    }

    fn read(
        &mut self,
        context: &mut Context<'_>,
        reader: &mut AnswerReader,
    ) -> Poll<Result<(), FailureCause>> {
        loop {
            let mut scratch = [const { MaybeUninit::uninit() }; READ_BYTES];
            let mut buffer = ReadBuf::uninit(&mut scratch);
            let read = ready!(Pin::new(&mut *self.socket).poll_read(context, &mut buffer));
            let bytes = buffer.filled();
            let is_whole = match read {
                Ok(()) if !bytes.is_empty() => reader.take(bytes)?,
                Ok(()) if reader.end() => true,
                Ok(()) => return Poll::Ready(Err(FailureCause::CutShort)),
                Err(error) => return Poll::Ready(Err(broken(&error))),
            };
            if is_whole {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

/// How a connection ended with this error of the system or the TLS stack.
fn broken(error: &io::Error) -> FailureCause {
    let is_tls = || error.get_ref().is_some_and(<dyn Error + Send + Sync>::is::<rustls::Error>);
    match error.kind() {
        // TLS without its closing alert ends so.
        io::ErrorKind::UnexpectedEof => FailureCause::CutShort,
        _ if is_tls() => FailureCause::Tls,
        _ => FailureCause::Reset,
    }
}

impl SlowRead {
    /// How much is read at once.
    fn piece_bytes(self) -> usize {
        let piece = self.bytes_per_second.map_or(u32::MAX, |rate| rate.get().div_ceil(PIECES));
        usize::try_from(piece).unwrap_or(usize::MAX).min(READ_BYTES)
    }

    /// The pause after so many bytes.
    fn pause(self, bytes: usize) -> Duration {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.bytes_per_second.map_or(Duration::ZERO, |rate| {
            Duration::from_secs(1).saturating_mul(bytes) / rate.get()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::sync::Arc;

    use tokio::io::DuplexStream;
    use tokio::time::Instant;

    use super::super::counters::AttackCounters;
    use super::super::fleet::WireAnswer;
    use super::*;

    const EMPTY: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

    fn connected(scratch: usize) -> (Connection, DuplexStream, Arc<AttackCounters>) {
        let (near, far) = tokio::io::duplex(scratch);
        let counters = Arc::new(AttackCounters::default());
        let open = OpenGuard::new(&counters);
        (Connection::over(Box::new(near), Duration::ZERO, open), far, counters)
    }

    /// The answer, and whether the connection is kept.
    async fn exchanged(
        connection: &mut Connection,
        far: &mut DuplexStream,
        answer: &[u8],
    ) -> Result<(WireAnswer, bool), FailureCause> {
        let served = async {
            assert_ne!(far.read(&mut [0; 1024]).await.unwrap(), 0);
            far.write_all(answer).await.unwrap();
        };
        let mut reader = AnswerReader::new(false, 4);
        let (result, ()) = tokio::join!(connection.exchange(b"request", &mut reader), served);
        let is_kept = reader.is_kept;
        result.map(|()| (reader.into_answer(), is_kept))
    }

    #[tokio::test]
    async fn a_connection_carries_one_exchange_after_another() {
        let (mut connection, mut far, counters) = connected(1 << 16);
        for _ in 0..3 {
            assert!(connection.is_quiet().await);
            let (answer, is_kept) = exchanged(&mut connection, &mut far, EMPTY).await.unwrap();
            assert_eq!((answer.status, is_kept), (204, true));
        }
        assert_eq!(counters.open_connections(), 1);
        drop(connection);
        assert_eq!(counters.open_connections(), 0);
    }

    #[tokio::test]
    async fn a_connection_that_the_peer_closed_or_wrote_to_is_not_quiet() {
        let (mut connection, far, _counters) = connected(1 << 16);
        drop(far);
        assert!(!connection.is_quiet().await);
        let (mut connection, mut far, _counters) = connected(1 << 16);
        far.write_all(EMPTY).await.unwrap();
        assert!(!connection.is_quiet().await);
    }

    #[tokio::test]
    async fn content_beyond_the_limit_is_read_and_not_kept() {
        let (mut connection, mut far, _counters) = connected(1 << 16);
        let long = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabcdefghi";
        let (answer, is_kept) = exchanged(&mut connection, &mut far, long).await.unwrap();
        assert_eq!((answer.body.as_slice(), answer.body_bytes), (&b"abcd"[..], 9));
        assert!(is_kept);
    }

    #[tokio::test]
    async fn a_long_request_and_a_long_answer_pass_a_narrow_wire() {
        let (mut connection, mut far, _counters) = connected(16);
        let request = vec![b'a'; 100_000];
        let served = async {
            far.read_exact(&mut vec![0; 100_000]).await.unwrap();
            far.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await.unwrap();
            far.write_all(&vec![b'b'; 100_000]).await.unwrap();
        };
        let mut reader = AnswerReader::new(false, 200_000);
        let (result, ()) = tokio::join!(connection.exchange(&request, &mut reader), served);
        assert_eq!(result, Ok(()));
        assert_eq!(reader.into_answer().body, vec![b'b'; 100_000]);
    }

    #[tokio::test]
    async fn an_answer_before_the_request_is_through_counts_and_ends_the_connection() {
        let (mut connection, mut far, _counters) = connected(64);
        let served = async {
            far.read_exact(&mut [0; 8]).await.unwrap();
            far.write_all(b"HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        };
        let mut reader = AnswerReader::new(false, 4);
        let request = [b'a'; 1000];
        let (result, ()) = tokio::join!(connection.exchange(&request, &mut reader), served);
        assert_eq!(result, Ok(()));
        assert!(!reader.is_kept);
        assert_eq!(reader.into_answer().status, 413);
    }

    #[tokio::test]
    async fn what_is_not_http_is_distinguished_from_an_end() {
        let (mut connection, mut far, _counters) = connected(1 << 16);
        let garbage = exchanged(&mut connection, &mut far, b"\x00\x01 what\r\n\r\n").await;
        assert_eq!(garbage.unwrap_err(), FailureCause::NotHttp);
        let (mut connection, mut far, _counters) = connected(1 << 16);
        let half = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc";
        far.write_all(half).await.unwrap();
        drop(far);
        let mut reader = AnswerReader::new(false, 4);
        assert_eq!(connection.exchange(b"request", &mut reader).await, Err(FailureCause::CutShort));
        assert!(reader.has_begun());
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_reader_takes_its_time_for_every_byte() {
        let (mut connection, mut far, _counters) = connected(1 << 16);
        let content = vec![b'a'; 1000];
        far.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await.unwrap();
        far.write_all(&content).await.unwrap();
        let slow =
            SlowRead { delay: Duration::from_secs(7), bytes_per_second: NonZeroU32::new(100) };
        let start = Instant::now();
        let mut reader = AnswerReader::new(false, 1000);
        let result = connection.exchange_slowly(b"request", &mut reader, slow).await;
        assert_eq!(result, Ok(()));
        assert_eq!(reader.into_answer().body, content);
        // 1,040 bytes at 100 a second, after 7 s; the last piece needs no pause behind it.
        assert_eq!(start.elapsed().as_secs(), 17);
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_is_only_late_reads_as_fast_as_the_rest_comes() {
        let (mut connection, mut far, _counters) = connected(1 << 16);
        far.write_all(EMPTY).await.unwrap();
        let slow = SlowRead { delay: Duration::from_secs(3), bytes_per_second: None };
        let start = Instant::now();
        let mut reader = AnswerReader::new(false, 0);
        connection.exchange_slowly(b"request", &mut reader, slow).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 3);
    }
}
