//! What an output format is.

use std::fmt;
use std::io::{self, Write};

use super::super::capacity::{CapacityReport, ProbeRecord};
use super::super::compare::{ConformComparison, LoadComparison};
use super::super::conform::{Context, Report};
use super::super::gate::GateReport;
use super::super::load::{LoadContext, LoadReport};
use super::super::shared::{LiveReport, Out, Style, View};
use crate::event::{ConformEvent, LoadEvent};

/// How a finished report is written.
pub type Render<R> = fn(&R, &mut dyn Write, &View<'_>) -> io::Result<()>;

/// Begins what is written while a run goes.
pub type Begin<E, C> = fn(Out, &C, Style) -> Box<dyn LiveReport<E>>;

/// How a probe of a search is written when it is over, with its number from 1 on.
pub type RenderProbe = fn(&ProbeRecord, usize, &mut dyn Write, Style) -> io::Result<()>;

/// When a format writes a report of one kind.
pub enum Rendering<R, E, C> {
    /// When the run is over.
    AtTheEnd(Render<R>),
    /// While it goes, and nothing at its end.
    AsItGoes(Begin<E, C>),
    /// While it goes, and a summary at its end.
    Both(Begin<E, C>, Render<R>),
}

impl<R, E, C> Rendering<R, E, C> {
    /// What begins when the run does.
    pub fn begin(&self) -> Option<Begin<E, C>> {
        match self {
            Self::AtTheEnd(_) => None,
            Self::AsItGoes(begin) | Self::Both(begin, _) => Some(*begin),
        }
    }

    /// What is written of the finished report.
    pub fn render(&self) -> Option<Render<R>> {
        match self {
            Self::AsItGoes(_) => None,
            Self::AtTheEnd(render) | Self::Both(_, render) => Some(*render),
        }
    }
}

/// A kind of report that is written to files and to standard output: a column of the table.
///
/// ```
/// use cp_harness::report::formats::{Rendered, format_named};
/// use cp_harness::report::{conform, load};
///
/// let har = format_named("har").unwrap();
/// assert!(conform::Report::rendering(har).is_some());
/// assert!(load::LoadReport::rendering(har).is_none());
/// ```
pub trait Rendered: Sized + 'static {
    /// What happens in its runs.
    type Event: 'static;
    /// What there is to know about such a run before it begins.
    type Context;

    /// How `format` writes such a report, if it does.
    fn rendering(format: &Format) -> Option<&Rendering<Self, Self::Event, Self::Context>>;
}

impl Rendered for Report {
    type Event = ConformEvent;
    type Context = Context;

    fn rendering(format: &Format) -> Option<&Rendering<Self, ConformEvent, Context>> {
        format.conform.as_ref()
    }
}

impl Rendered for LoadReport {
    type Event = LoadEvent;
    type Context = LoadContext;

    fn rendering(format: &Format) -> Option<&Rendering<Self, LoadEvent, LoadContext>> {
        format.load.as_ref()
    }
}

impl Rendered for GateReport {
    type Event = ();
    type Context = ();

    fn rendering(format: &Format) -> Option<&Rendering<Self, (), ()>> {
        format.gate.as_ref()
    }
}

impl Rendered for CapacityReport {
    type Event = LoadEvent;
    type Context = LoadContext;

    fn rendering(format: &Format) -> Option<&Rendering<Self, LoadEvent, LoadContext>> {
        format.capacity.as_ref()
    }
}

/// An output format: a row of [`FORMATS`](super::FORMATS).
///
/// A member is `None` where the format has nothing to say of such a report; a command offers the
/// formats that have what it reports.
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What it is, for the help: a phrase without a full stop.
    pub about: &'static str,
    /// The file of the report folder that is always written in this format.
    pub file: Option<&'static str>,
    /// Whether a person reads it as it stands. Warnings are part of it; of the others a line on
    /// standard error says them.
    pub is_for_people: bool,
    /// A conformance run.
    pub conform: Option<Rendering<Report, ConformEvent, Context>>,
    /// A load run.
    pub load: Option<Rendering<LoadReport, LoadEvent, LoadContext>>,
    /// A search for the largest fleet. What is written while it goes is that of each probe.
    pub capacity: Option<Rendering<CapacityReport, LoadEvent, LoadContext>>,
    /// A probe of such a search, when it is over, with its number.
    pub probe: Option<RenderProbe>,
    /// Two conformance runs beside each other.
    pub conform_comparison: Option<Render<ConformComparison>>,
    /// Two load runs beside each other.
    pub load_comparison: Option<Render<LoadComparison>>,
    /// A night of a gate.
    pub gate: Option<Rendering<GateReport, (), ()>>,
}

impl Format {
    /// A format that has nothing to say of any report: rows of the table start from it.
    pub(super) const EMPTY: Self = Self {
        name: "",
        about: "",
        file: None,
        is_for_people: false,
        conform: None,
        load: None,
        capacity: None,
        probe: None,
        conform_comparison: None,
        load_comparison: None,
        gate: None,
    };

    /// Whether it has both kinds of comparison.
    pub fn compares(&self) -> bool {
        self.conform_comparison.is_some() && self.load_comparison.is_some()
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Format").field(&self.name).finish()
    }
}
