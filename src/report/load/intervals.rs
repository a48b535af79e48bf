//! `load.hlog`: an `HdrHistogram` interval log, a line for each second, stage, operation and clock.
//!
//! Tags are `stage/operation/clock`. The clocks are those of the report, so that the intervals of a
//! tag add up to the histogram that `report.json` holds.

use std::fmt;
use std::io::{self, Write};
use std::time::{Duration, SystemTime};

use crate::event::{LoadEvent, LoadSnapshot, Observer};
use crate::load::{Clock, FleetProfile};
use crate::report::shared::LiveReport;
use crate::stats::hlog::{LogError, LogWriter, tag};

/// Writes the interval log of a load run to `W`.
pub struct Intervals<W: Write> {
    state: State<W>,
    stages: Vec<String>,
    started: SystemTime,
}

enum State<W: Write> {
    /// Nothing written yet.
    New(W),
    Open(LogWriter<W>),
    Failed(LogError),
    /// Only while one of the others takes its place.
    Moving,
}

impl<W: Write> Intervals<W> {
    /// A log to `out` of a run that begins at `started`.
    pub fn new(out: W, started: SystemTime) -> Self {
        Self { state: State::New(out), stages: Vec::new(), started }
    }

    /// The first failure to write, if there was one, or else what was written to.
    pub fn finish(self) -> io::Result<W> {
        match self.state {
            State::New(out) => Ok(out),
            State::Open(log) => Ok(log.into_inner()),
            State::Failed(LogError::Write(error)) => Err(error),
            State::Failed(error) => Err(io::Error::other(error)),
            State::Moving => Err(io::Error::other("the interval log was left half-way")),
        }
    }

    fn begin(&mut self, profile: &FleetProfile) {
        self.stages = profile.stages.iter().map(|stage| stage.name.clone()).collect();
        let title = format!("cp-harness load: {}, seed {}", profile.name, profile.seed);
        self.state = match std::mem::replace(&mut self.state, State::Moving) {
            State::New(out) => match LogWriter::new(out, self.started, &title) {
                Ok(log) => State::Open(log),
                Err(error) => State::Failed(error),
            },
            other => other,
        };
    }

    fn tick(&mut self, at: Duration, snapshot: &LoadSnapshot) {
        if let State::Open(log) = &mut self.state
            && let Err(error) = write(log, &self.stages, at, snapshot)
        {
            self.state = State::Failed(error);
        }
    }
}

fn write<W: Write>(
    log: &mut LogWriter<W>,
    stages: &[String],
    at: Duration,
    snapshot: &LoadSnapshot,
) -> Result<(), LogError> {
    let start = at.saturating_sub(snapshot.covers);
    for series in &snapshot.series {
        let stage = stages.get(series.stage).map_or("", String::as_str);
        for clock in Clock::ALL {
            let tag = tag(stage, &series.operation, clock.name());
            log.write(&tag, start, snapshot.covers, series.requests.clock(clock))?;
        }
    }
    log.flush()
}

impl<W: Write> Observer<LoadEvent> for Intervals<W> {
    fn observe(&mut self, event: &LoadEvent) {
        match event {
            LoadEvent::Started { profile, .. } => self.begin(profile),
            LoadEvent::Tick { at, snapshot } => self.tick(*at, snapshot),
            LoadEvent::Stage { .. } | LoadEvent::Ended { .. } => {}
        }
    }
}

impl<W: Write + Send> LiveReport<LoadEvent> for Intervals<W> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        Self::finish(*self).map(drop)
    }
}

impl<W: Write> fmt::Debug for Intervals<W> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Intervals").field("stages", &self.stages).finish_non_exhaustive()
    }
}
