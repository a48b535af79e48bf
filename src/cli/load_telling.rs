//! Everyone who hears of a load run: standard output, and the files of the report folder.

use std::fs::File;
use std::io::{self, ErrorKind, Stdout};

use anstream::AutoStream;

use super::Failure;
use super::arguments::Format;
use super::telling::{print, style};
use crate::event::{LoadEvent, LoadObserver};
use crate::report::load::{
    CapacityReport, Intervals, Lines, Live, LoadContext, LoadReport, ProbeRecord, Seconds,
    capacity_to_json, capacity_to_junit, to_json, to_junit, write_capacity, write_probe,
    write_summary,
};
use crate::report::{Folder, FolderError};

/// Everyone who hears the events of a load run.
pub(super) struct Telling {
    output: Output,
    events: Lines<File>,
    seconds: Seconds<File>,
    intervals: Intervals<File>,
}

/// What standard output gets while the run goes.
enum Output {
    Text(Box<Live<AutoStream<Stdout>>>),
    Lines(Lines<Stdout>),
    Later,
}

impl Telling {
    /// Begins the files in `folder`, and standard output in `format`.
    pub(super) fn new(
        format: Format,
        context: &LoadContext,
        folder: &Folder,
    ) -> Result<Self, FolderError> {
        let output = match format {
            Format::Text => {
                Output::Text(Box::new(Live::new(anstream::stdout(), style(), context.clone())))
            }
            Format::Ndjson => Output::Lines(Lines::new(io::stdout(), context.clone())),
            Format::Json | Format::Junit => Output::Later,
        };
        Ok(Self {
            output,
            events: folder.load_events(context.clone())?,
            seconds: folder.seconds()?,
            intervals: folder.intervals()?,
        })
    }

    /// Writes what is left to write of a run. A file that cannot be written keeps nothing from
    /// standard output.
    pub(super) fn finish(
        self,
        format: Format,
        report: &LoadReport,
        folder: &Folder,
    ) -> Result<(), Failure> {
        let Self { output, events, seconds, intervals } = self;
        let saved = save(folder, report, events, seconds, intervals);
        let path = saved.is_ok().then_some(folder.path());
        let told = output.close().and_then(|()| match format {
            Format::Text => write_summary(&mut anstream::stdout(), report, path, style()),
            Format::Ndjson => Ok(()),
            Format::Json => print(&to_json(report)),
            Format::Junit => print(&to_junit(report).map_err(io::Error::other)?),
        });
        conclude(told)?;
        Ok(saved?)
    }

    /// The same for a run that is one probe of a search: its figures stand in the search's report.
    pub(super) fn finish_probe(self, report: &LoadReport, folder: &Folder) -> Result<(), Failure> {
        let Self { output, events, seconds, intervals } = self;
        let saved = save(folder, report, events, seconds, intervals);
        conclude(output.close())?;
        Ok(saved?)
    }
}

impl Output {
    fn close(self) -> io::Result<()> {
        match self {
            Self::Text(live) => live.finish().map(drop),
            Self::Lines(lines) => lines.finish().map(drop),
            Self::Later => Ok(()),
        }
    }
}

fn save(
    folder: &Folder,
    report: &LoadReport,
    events: Lines<File>,
    seconds: Seconds<File>,
    intervals: Intervals<File>,
) -> Result<(), FolderError> {
    let ended = folder.finish_load(events, seconds, intervals);
    folder.write_load(report).and(ended)
}

/// Tells what a probe came to.
pub(super) fn tell_probe(
    format: Format,
    probe: &ProbeRecord,
    number: usize,
) -> Result<(), Failure> {
    if format != Format::Text {
        return Ok(());
    }
    conclude(write_probe(&mut anstream::stdout(), probe, number, style()))
}

/// Writes the report on a search, to its folder and to standard output.
pub(super) fn tell_capacity(
    format: Format,
    report: &CapacityReport,
    folder: &Folder,
) -> Result<(), Failure> {
    let saved = folder.write_capacity(report);
    let path = saved.is_ok().then_some(folder.path());
    let told = match format {
        Format::Text => write_capacity(&mut anstream::stdout(), report, path, style()),
        Format::Ndjson => Ok(()),
        Format::Json => print(&capacity_to_json(report)),
        Format::Junit => {
            capacity_to_junit(report).map_err(io::Error::other).and_then(|text| print(&text))
        }
    };
    conclude(told)?;
    Ok(saved?)
}

/// The reader may have had what it wanted: `load | head`.
fn conclude(told: io::Result<()>) -> Result<(), Failure> {
    match told {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::output(&error)),
        _ => Ok(()),
    }
}

impl LoadObserver for Telling {
    fn observe(&mut self, event: &LoadEvent) {
        match &mut self.output {
            Output::Text(live) => live.observe(event),
            Output::Lines(lines) => lines.observe(event),
            Output::Later => {}
        }
        self.events.observe(event);
        self.seconds.observe(event);
        self.intervals.observe(event);
    }
}
