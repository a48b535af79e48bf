//! For tests: a fleet of plain beats, targets that misbehave, and a record that keeps everything.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Request;
use http_body_util::Full;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::{Answer, AttackOptions, Connections, Failure, Fleet, Record, Sample, SlowRead, Step};

pub(super) fn options() -> AttackOptions {
    AttackOptions {
        connections: Connections::PerWorker { keep_alive: true },
        timeout: Duration::from_secs(5),
        pack: Some(2),
        ramp: Duration::ZERO,
        end: Duration::from_mins(1),
        max_body_bytes: 1024,
        dashboard: None,
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

    fn next(&self, _worker: u32, memory: &mut Beaten, _now: Duration) -> Step {
        let due = self.interval * memory.beats;
        if memory.beats == self.each {
            return Step::Done;
        }
        if self.disconnects_before == Some(memory.beats) && !memory.is_disconnected {
            memory.is_disconnected = true;
            return Step::Disconnect { due };
        }
        Step::Call { call: 7, due }
    }

    fn request(
        &self,
        worker: u32,
        memory: &mut Beaten,
        _call: u16,
        room: &mut BytesMut,
    ) -> Request<Full<Bytes>> {
        memory.beats += 1;
        room.extend_from_slice(worker.to_string().as_bytes());
        let body = Full::new(room.split().freeze());
        Request::post("/beat").body(body).unwrap()
    }

    fn timeout(&self, _call: u16) -> Option<Duration> {
        self.timeout
    }

    fn reads(&self, _: u32, _: &Beaten, _: u16) -> Option<SlowRead> {
        self.slow
    }

    fn learn(&self, _: u32, _: &mut Beaten, _: u16, _: Result<&Answer, Failure>) {}
}

/// Keeps every sample.
#[derive(Debug, Default)]
pub(super) struct Kept(pub(super) Vec<Sample>);

impl Record for Kept {
    fn record(&mut self, sample: &Sample) {
        self.0.push(*sample);
    }
}

pub(super) type Records = Arc<Vec<Mutex<Kept>>>;

pub(super) fn records() -> Records {
    Arc::new(vec![Mutex::default(), Mutex::default()])
}

pub(super) fn samples(records: &Records) -> Vec<Sample> {
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
    let mut request = [0; 2048];
    while let Ok(1..) = stream.read(&mut request).await {
        let (answer, closes) = match manner {
            Manner::Answers(answer) => (answer, false),
            Manner::AnswersAndCloses(answer) => (answer, true),
            Manner::Stalls => continue,
        };
        if stream.write_all(answer).await.is_err() || closes {
            return;
        }
    }
}
