//! What the engine needs to know of a fleet, and what it reports of each request.

use std::num::NonZeroU32;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Request};
use http_body_util::Full;

use crate::wire::{ConnectionAge, FailureCause, LoadOutcome, Timing};

/// What a worker does next; moments are since the start of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextAction {
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
///
/// ```
/// use std::time::Duration;
///
/// use bytes::{Bytes, BytesMut};
/// use cp_harness::run::attack::{Failed, Fleet, NextAction, WireAnswer};
/// use cp_harness::wire::LoadOutcome;
/// use http::Request;
/// use http_body_util::Full;
///
/// /// One worker that asks once for the health of the target.
/// struct OneCall;
///
/// impl Fleet for OneCall {
///     /// Whether the call was made.
///     type Memory = bool;
///
///     fn workers(&self) -> u32 {
///         1
///     }
///
///     fn enlist(&self, _: u32) -> bool {
///         false
///     }
///
///     fn next(&self, _: u32, is_made: &mut bool, _: Duration) -> NextAction {
///         match is_made {
///             true => NextAction::Done,
///             false => NextAction::Call { call: 0, due: Duration::ZERO },
///         }
///     }
///
///     fn request(
///         &self,
///         _: u32,
///         is_made: &mut bool,
///         _: u16,
///         _: &mut BytesMut,
///     ) -> Option<Request<Full<Bytes>>> {
///         *is_made = true;
///         Request::get("/health").body(Full::default()).ok()
///     }
///
///     fn learn(
///         &self,
///         _: u32,
///         _: &mut bool,
///         _: u16,
///         result: Result<&WireAnswer, &Failed>,
///     ) -> LoadOutcome {
///         match result {
///             Ok(answer) => LoadOutcome::of_status(answer.status, answer.status == 200),
///             Err(failed) => failed.cause.into(),
///         }
///     }
/// }
/// ```
pub trait Fleet: Send + Sync + 'static {
    /// What a worker remembers from call to call; small, as there are many.
    type Memory: Send;

    /// How many workers there are; they are numbered from 0.
    fn workers(&self) -> u32;

    /// A worker before its first step.
    fn enlist(&self, worker: u32) -> Self::Memory;

    /// What the worker does next; asked once at the start and after each step.
    fn next(&self, worker: u32, memory: &mut Self::Memory, now: Duration) -> NextAction;

    /// The request of a call, in origin form; its content is cut off `scratch`, which is reused.
    ///
    /// `None` where the call cannot be made: nothing is sent or counted by the engine, and the
    /// worker is asked for its next step, which must be another one.
    fn request(
        &self,
        worker: u32,
        memory: &mut Self::Memory,
        call: u16,
        scratch: &mut BytesMut,
    ) -> Option<Request<Full<Bytes>>>;

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

    /// Returns `true` if this call may be sent a second time, over a fresh connection, where the
    /// peer closed a kept one before any byte of the answer came
    /// ([RFC 9110 §9.2.2](https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2) leaves that to a
    /// client that knows it to do no harm).
    fn resends(&self, _call: u16) -> bool {
        false
    }

    /// How the call went: what the worker learns from it, and where an answer can be judged. What
    /// it came to goes into the sample.
    fn learn(
        &self,
        worker: u32,
        memory: &mut Self::Memory,
        call: u16,
        result: Result<&WireAnswer, &Failed>,
    ) -> LoadOutcome;

    /// The run is over for a worker, and calls may have fallen due that were never begun: one still
    /// to come (where `is_under_way`, after the one that is) and all behind it. `is_held` says for
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
pub struct WireAnswer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The content without its coding, up to the limit of the options.
    pub body: Vec<u8>,
    /// How long the content was on the wire, in bytes.
    pub body_bytes: u64,
    /// `true` if there was more content than the limit of the options lets be kept: `body` holds
    /// its beginning, coded as it came.
    pub is_cut: bool,
}

/// Why no whole answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The cause.
    pub cause: FailureCause,
    /// What the system, the TLS stack or the decoder said of it.
    pub detail: Option<Box<str>>,
}

impl From<FailureCause> for Failed {
    fn from(cause: FailureCause) -> Self {
        Self { cause, detail: None }
    }
}

/// One request that came to its end, as the engine saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttackSample {
    /// Whose it is.
    pub worker: u32,
    /// Which of the fleet's calls.
    pub call: u16,
    /// What came of it.
    pub outcome: LoadOutcome,
    /// The status of the answer, where one came.
    pub status: Option<u16>,
    /// When it was due, sent and done, and what it waited for.
    pub timing: Timing,
    /// The connection that it went over; `None` where none was open.
    pub connection: Option<ConnectionAge>,
}

/// Takes down what happens.
///
/// ```
/// use cp_harness::run::attack::{AttackSample, Failed, Record, WireAnswer};
///
/// /// Counts the requests that are over.
/// struct Count(u64);
///
/// impl Record for Count {
///     fn record(&mut self, _: &AttackSample, _: Option<Result<&WireAnswer, &Failed>>) {
///         self.0 += 1;
///     }
/// }
/// ```
pub trait Record: Send + 'static {
    /// Takes one sample down, with what came of the request where it was over before the run; must
    /// not wait.
    fn record(&mut self, sample: &AttackSample, result: Option<Result<&WireAnswer, &Failed>>);
}
