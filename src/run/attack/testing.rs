//! For tests: a fleet of plain beats, targets that misbehave, and a record that keeps everything.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Request;
use http_body_util::Full;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::{AttackOptions, AttackSample, Failed, Fleet, NextAction, Record, SlowRead, WireAnswer};
use crate::wire::{Connections, LoadOutcome};

pub(super) fn options() -> AttackOptions {
    AttackOptions {
        connections: Connections::PerWorker { keep_alive: true },
        timeout: Duration::from_secs(5),
        group: 2,
        end: Duration::from_mins(1),
        max_body_bytes: 1024,
        dashboard: None,
        insecure: false,
    }
}

/// Workers that beat `each` times, `interval` apart.
#[derive(Clone, Debug)]
pub(super) struct Beats {
    pub(super) workers: u32,
    pub(super) each: u32,
    pub(super) interval: Duration,
    /// Closes the connection before the beat of this number.
    pub(super) disconnects_before: Option<u32>,
    /// The limit of the call, in place of the options' one.
    pub(super) timeout: Option<Duration>,
    pub(super) slow: Option<SlowRead>,
    /// Whether a beat is sent again where a kept connection was closed under it.
    pub(super) resends: bool,
    /// The beat of this number cannot be made.
    pub(super) withheld: Option<u32>,
    /// How long it takes to end a worker, on a machine too busy for it.
    pub(super) dismissal: Duration,
}

impl Beats {
    pub(super) fn new(workers: u32, beats: u32) -> Self {
        Self {
            workers,
            each: beats,
            interval: Duration::ZERO,
            disconnects_before: None,
            timeout: None,
            slow: None,
            resends: false,
            withheld: None,
            dismissal: Duration::ZERO,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Beaten {
    beats: u32,
    is_disconnected: bool,
}

impl Fleet for Beats {
    type Memory = Beaten;

    fn workers(&self) -> u32 {
        self.workers
    }

    fn enlist(&self, _worker: u32) -> Beaten {
        Beaten::default()
    }

    fn next(&self, _worker: u32, memory: &mut Beaten, _now: Duration) -> NextAction {
        let due = self.interval * memory.beats;
        if memory.beats == self.each {
            return NextAction::Done;
        }
        if self.disconnects_before == Some(memory.beats) && !memory.is_disconnected {
            memory.is_disconnected = true;
            return NextAction::Disconnect { due };
        }
        NextAction::Call { call: 7, due }
    }

    fn request(
        &self,
        worker: u32,
        memory: &mut Beaten,
        _call: u16,
        scratch: &mut BytesMut,
    ) -> Option<Request<Full<Bytes>>> {
        memory.beats += 1;
        if self.withheld == Some(memory.beats - 1) {
            return None;
        }
        scratch.extend_from_slice(worker.to_string().as_bytes());
        let body = Full::new(scratch.split().freeze());
        Request::post("/beat").body(body).ok()
    }

    fn resends(&self, _call: u16) -> bool {
        self.resends
    }

    fn timeout(&self, _call: u16) -> Option<Duration> {
        self.timeout
    }

    fn reads(&self, _: u32, _: &Beaten, _: u16) -> Option<SlowRead> {
        self.slow
    }

    fn learn(
        &self,
        _: u32,
        _: &mut Beaten,
        _: u16,
        result: Result<&WireAnswer, &Failed>,
    ) -> LoadOutcome {
        let status = |answer: &WireAnswer| LoadOutcome::of_status(answer.status, true);
        result.map_or_else(|failed| failed.cause.into(), status)
    }

    fn dismiss(&self, _: u32, _: &mut Beaten, _: bool, _: Duration, _: &dyn Fn(Duration) -> bool) {
        // A processor that is taken away, which no other task can use.
        std::thread::sleep(self.dismissal);
    }
}

/// Keeps every sample.
#[derive(Debug, Default)]
pub(super) struct Kept(pub(super) Vec<AttackSample>);

impl Record for Kept {
    fn record(&mut self, sample: &AttackSample, _: Option<Result<&WireAnswer, &Failed>>) {
        self.0.push(*sample);
    }
}

pub(super) type Records = Arc<Vec<Mutex<Kept>>>;

pub(super) fn records() -> Records {
    Arc::new(vec![Mutex::default(), Mutex::default()])
}

pub(super) fn samples(records: &Records) -> Vec<AttackSample> {
    let kept = records.iter().map(|record| record.lock().unwrap().0.clone());
    kept.collect::<Vec<_>>().concat()
}

pub(super) const EMPTY: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

/// What a target does with each request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Manner {
    /// Answers these bytes and waits for the next request.
    Answers(&'static [u8]),
    /// Answers these bytes and closes.
    AnswersAndCloses(&'static [u8]),
    /// Answers these bytes once on each connection, and closes it when the next request has come.
    AnswersOnce(&'static [u8]),
    /// Answers these bytes, then half an answer, and closes.
    AnswersThenHalf(&'static [u8]),
    /// Resets the connection when a request has come.
    Resets,
    /// Says nothing.
    Stalls,
}

/// A target on loopback, until the test ends.
pub(super) async fn target(manner: Manner) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, manner));
        }
    });
    format!("http://{address}/").parse().unwrap()
}

async fn serve(mut stream: TcpStream, manner: Manner) {
    const HALF: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    let mut request = [0; 2048];
    let mut number = 0;
    while let Ok(1..) = stream.read(&mut request).await {
        number += 1;
        let (answer, closes) = match manner {
            Manner::AnswersAndCloses(answer) => (answer, true),
            Manner::AnswersOnce(_) if number > 1 => return,
            Manner::AnswersThenHalf(_) if number > 1 => (HALF, true),
            Manner::Answers(answer)
            | Manner::AnswersOnce(answer)
            | Manner::AnswersThenHalf(answer) => (answer, false),
            Manner::Resets => {
                let _ = stream.set_zero_linger();
                return;
            }
            Manner::Stalls => continue,
        };
        if stream.write_all(answer).await.is_err() || closes {
            return;
        }
    }
}
