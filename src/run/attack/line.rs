//! One connection to the target, and one exchange at a time over it.

use std::future::poll_fn;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::time::sleep;

use super::answer::Reader;
use super::counters::Open;
use super::fleet::{Failure, SlowRead};
use crate::http::Socket;

/// How much is read at once; it stands on the stack, so that a connection at rest takes nothing.
const READ_BYTES: usize = 8 << 10;

/// How many pieces a slow reader takes in a second.
const PIECES: u32 = 10;

/// An open connection.
pub(super) struct Line {
    socket: Box<dyn Socket>,
    _open: Open,
}

impl Line {
    /// A connection over this socket.
    pub(super) fn over(socket: Box<dyn Socket>, open: Open) -> Self {
        Self { socket, _open: open }
    }

    /// True where the peer neither closed the connection nor sent anything.
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
        reader: &mut Reader,
    ) -> Result<(), Failure> {
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
        reader: &mut Reader,
        slow: SlowRead,
    ) -> Result<(), Failure> {
        let reset = |_| Failure::Reset;
        self.socket.write_all(message).await.map_err(reset)?;
        self.socket.flush().await.map_err(reset)?;
        sleep(slow.delay).await;
        let mut room = vec![0; slow.piece_bytes()];
        loop {
            let length = self.socket.read(&mut room).await.map_err(reset)?;
            if length == 0 {
                return if reader.end() { Ok(()) } else { Err(Failure::Reset) };
            }
            if reader.take(&room[..length])? {
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
        reader: &mut Reader,
    ) -> Poll<Result<(), Failure>> {
        loop {
            let mut room = [const { MaybeUninit::uninit() }; READ_BYTES];
            let mut buffer = ReadBuf::uninit(&mut room);
            let read = ready!(Pin::new(&mut *self.socket).poll_read(context, &mut buffer));
            let bytes = buffer.filled();
            let is_whole = match read {
                Ok(()) if !bytes.is_empty() => reader.take(bytes)?,
                Ok(()) if reader.end() => true,
                _ => return Poll::Ready(Err(Failure::Reset)),
            };
            if is_whole {
                return Poll::Ready(Ok(()));
            }
        }
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

    use super::super::counters::Counters;
    use super::super::fleet::Answer;
    use super::*;

    const EMPTY: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

    fn connected(room: usize) -> (Line, DuplexStream, Arc<Counters>) {
        let (near, far) = tokio::io::duplex(room);
        let counters = Arc::new(Counters::default());
        let open = Open::new(&counters);
        (Line::over(Box::new(near), open), far, counters)
    }

    /// The answer, and whether the connection is kept.
    async fn exchanged(
        line: &mut Line,
        far: &mut DuplexStream,
        answer: &[u8],
    ) -> Result<(Answer, bool), Failure> {
        let served = async {
            assert_ne!(far.read(&mut [0; 1024]).await.unwrap(), 0);
            far.write_all(answer).await.unwrap();
        };
        let mut reader = Reader::new(false, 4);
        let (result, ()) = tokio::join!(line.exchange(b"request", &mut reader), served);
        let is_kept = reader.is_kept;
        result.map(|()| (reader.into_answer(), is_kept))
    }

    #[tokio::test]
    async fn a_connection_carries_one_exchange_after_another() {
        let (mut line, mut far, counters) = connected(1 << 16);
        for _ in 0..3 {
            assert!(line.is_quiet().await);
            let (answer, is_kept) = exchanged(&mut line, &mut far, EMPTY).await.unwrap();
            assert_eq!((answer.status, is_kept), (204, true));
        }
        assert_eq!(counters.connections().open, 1);
        drop(line);
        assert_eq!(counters.connections().open, 0);
    }

    #[tokio::test]
    async fn a_connection_that_the_peer_closed_or_wrote_to_is_not_quiet() {
        let (mut line, far, _counters) = connected(1 << 16);
        drop(far);
        assert!(!line.is_quiet().await);
        let (mut line, mut far, _counters) = connected(1 << 16);
        far.write_all(EMPTY).await.unwrap();
        assert!(!line.is_quiet().await);
    }

    #[tokio::test]
    async fn content_beyond_the_limit_is_read_and_not_kept() {
        let (mut line, mut far, _counters) = connected(1 << 16);
        let long = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabcdefghi";
        let (answer, is_kept) = exchanged(&mut line, &mut far, long).await.unwrap();
        assert_eq!((answer.body.as_slice(), answer.body_bytes), (&b"abcd"[..], 9));
        assert!(is_kept);
    }

    #[tokio::test]
    async fn a_long_request_and_a_long_answer_pass_a_narrow_wire() {
        let (mut line, mut far, _counters) = connected(16);
        let request = vec![b'a'; 100_000];
        let served = async {
            far.read_exact(&mut vec![0; 100_000]).await.unwrap();
            far.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await.unwrap();
            far.write_all(&vec![b'b'; 100_000]).await.unwrap();
        };
        let mut reader = Reader::new(false, 200_000);
        let (result, ()) = tokio::join!(line.exchange(&request, &mut reader), served);
        assert_eq!(result, Ok(()));
        assert_eq!(reader.into_answer().body, vec![b'b'; 100_000]);
    }

    #[tokio::test]
    async fn an_answer_before_the_request_is_through_counts_and_ends_the_connection() {
        let (mut line, mut far, _counters) = connected(64);
        let served = async {
            far.read_exact(&mut [0; 8]).await.unwrap();
            far.write_all(b"HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        };
        let mut reader = Reader::new(false, 4);
        let request = [b'a'; 1000];
        let (result, ()) = tokio::join!(line.exchange(&request, &mut reader), served);
        assert_eq!(result, Ok(()));
        assert!(!reader.is_kept);
        assert_eq!(reader.into_answer().status, 413);
    }

    #[tokio::test]
    async fn what_is_not_http_is_told_apart_from_an_end() {
        let (mut line, mut far, _counters) = connected(1 << 16);
        let garbage = exchanged(&mut line, &mut far, b"\x00\x01 what\r\n\r\n").await;
        assert_eq!(garbage.unwrap_err(), Failure::Invalid);
        let (mut line, mut far, _counters) = connected(1 << 16);
        let half = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc";
        far.write_all(half).await.unwrap();
        drop(far);
        let mut reader = Reader::new(false, 4);
        assert_eq!(line.exchange(b"request", &mut reader).await, Err(Failure::Reset));
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_reader_takes_its_time_for_every_byte() {
        let (mut line, mut far, _counters) = connected(1 << 16);
        let content = vec![b'a'; 1000];
        far.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await.unwrap();
        far.write_all(&content).await.unwrap();
        let slow =
            SlowRead { delay: Duration::from_secs(7), bytes_per_second: NonZeroU32::new(100) };
        let start = Instant::now();
        let mut reader = Reader::new(false, 1000);
        let result = line.exchange_slowly(b"request", &mut reader, slow).await;
        assert_eq!(result, Ok(()));
        assert_eq!(reader.into_answer().body, content);
        // 1,040 bytes at 100 a second, after 7 s; the last piece needs no pause behind it.
        assert_eq!(start.elapsed().as_secs(), 17);
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_is_only_late_reads_as_fast_as_the_rest_comes() {
        let (mut line, mut far, _counters) = connected(1 << 16);
        far.write_all(EMPTY).await.unwrap();
        let slow = SlowRead { delay: Duration::from_secs(3), bytes_per_second: None };
        let start = Instant::now();
        let mut reader = Reader::new(false, 0);
        line.exchange_slowly(b"request", &mut reader, slow).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 3);
    }
}
