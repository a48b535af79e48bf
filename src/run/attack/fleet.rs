//! What the engine has to be told about a fleet, and what it tells about each request.

use std::num::NonZeroU32;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Request};
use http_body_util::Full;

/// What a worker does next; moments are since the start of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Makes a call.
    Call {
        /// Which of the fleet's calls.
        call: u16,
        /// The moment it is meant to be sent; one that is past is sent at once.
        due: Duration,
    },
    /// Closes its connection, and then asks for the next step.
    Disconnect {
        /// The moment it is meant to happen.
        due: Duration,
    },
    /// Does nothing more in this run.
    Done,
}

/// The workers, their calls and their schedule.
///
/// Nothing here may wait or block: it runs between two requests.
pub trait Fleet: Send + Sync + 'static {
    /// What a worker remembers from call to call; small, as there are many.
    type Memory: Send;

    /// How many workers there are; they are numbered from 0.
    fn workers(&self) -> u32;

    /// A worker before its first step.
    fn enlist(&self, worker: u32) -> Self::Memory;

    /// What the worker does next; asked once at the start and after each step.
    fn next(&self, worker: u32, memory: &mut Self::Memory, now: Duration) -> Step;

    /// The request of a call, in origin form; its content is cut off `room`, which is reused.
    fn request(
        &self,
        worker: u32,
        memory: &mut Self::Memory,
        call: u16,
        room: &mut BytesMut,
    ) -> Request<Full<Bytes>>;

    /// The limit for one request of this call, from the moment it is sent to the answer's last byte;
    /// `None` for the limit of the options.
    fn timeout(&self, _call: u16) -> Option<Duration> {
        None
    }

    /// The name of a call, for people.
    fn name(&self, call: u16) -> String {
        format!("call {call}")
    }

    /// How slowly the worker reads the answer to this call; `None` for as fast as it comes.
    fn reads(&self, _worker: u32, _memory: &Self::Memory, _call: u16) -> Option<SlowRead> {
        None
    }

    /// How the call went: what the worker learns from it, and where an answer can be judged.
    fn learn(
        &self,
        worker: u32,
        memory: &mut Self::Memory,
        call: u16,
        result: Result<&Answer, Failure>,
    );

    /// The run is over for a worker, and calls may have fallen due that were never begun: one still
    /// to come (where `is_under_way`, after the one that is) and all behind it. `is_held` tells for
    /// the moment the first of them was due whether it was the target that kept the worker.
    fn dismiss(
        &self,
        _worker: u32,
        _memory: &mut Self::Memory,
        _is_under_way: bool,
        _now: Duration,
        _is_held: &dyn Fn(Duration) -> bool,
    ) {
    }
}

/// An answer that is read slowly, as by a worker whose process is starved.
///
/// What is not read stays in the buffers of the sockets: the target feels it once an answer is
/// larger than those.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlowRead {
    /// Nothing is read for so long after the request was sent.
    pub delay: Duration,
    /// Then so many bytes a second at most; `None` for as fast as they come.
    pub bytes_per_second: Option<NonZeroU32>,
}

/// An answer that came whole.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The content, up to the limit of the options.
    pub body: Vec<u8>,
    /// How long the content was on the wire, in bytes.
    pub body_bytes: u64,
}

/// Why no whole answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// Not within the time limit.
    Timeout,
    /// No connection could be made.
    Connect,
    /// The connection ended before the answer did.
    Reset,
    /// What came is not HTTP.
    Invalid,
    /// The run was stopped while the request was under way: neither answered nor failed.
    Unfinished,
}

/// One request that came to its end; moments are since the start of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Whose it is.
    pub worker: u32,
    /// Which of the fleet's calls.
    pub call: u16,
    /// The status of the answer, or why there is none.
    pub result: Result<u16, Failure>,
    /// When it was meant to be sent.
    pub intended: Duration,
    /// When it was sent; opening a connection, where one is needed, comes after this moment.
    pub sent: Duration,
    /// When the last byte of the answer was read, or the attempt given up, or the run stopped.
    pub done: Duration,
    /// Time between intended and sent in which an earlier request of the worker was in flight.
    pub blocked: Duration,
    /// Time between them that was spent in line for a connection of the pool.
    pub queued: Duration,
}

/// Takes down what happens.
pub trait Record: Send + 'static {
    /// Takes one sample down; must not wait.
    fn record(&mut self, sample: &Sample);
}
