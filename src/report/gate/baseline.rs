//! What a gate compares with: a small text file that is kept and reviewed beside the code.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::gate_report::{CauseKey, FigureRecord, GateReport};
use crate::input::{InputError, InputReader};
use crate::report::compare::{Band, Figure};

/// The name of the format.
const SCHEMA: &str = "cp-harness/gate-baseline";
/// Its version.
const VERSION: u32 = 1;

/// The head of the file, for those who meet it in a review.
const HEAD: &str = "\
# The baseline of `cp-harness gate`: findings that are known, and figures to compare with.
# Written by `cp-harness gate --update-baseline`; review its changes like those of code.
";

/// Significant digits of a figure: more would change with every run, and say nothing.
const DIGITS: usize = 4;

/// What a gate compares with.
///
/// ```
/// use cp_harness::report::gate::Baseline;
///
/// let text = "schema = 'cp-harness/gate-baseline'\nversion = 1\ntaken_at = '2026-01-02T03:04:05Z'\n\
///             harness = '0.1.0'\nmachine = 'linux x86_64, 2 cores'\n";
/// let baseline = Baseline::read("gate-baseline.toml", text)?;
/// assert_eq!(Baseline::read("again", &baseline.to_text().unwrap())?, baseline);
/// # Ok::<(), cp_harness::input::InputError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// `cp-harness/gate-baseline`.
    pub schema: String,
    /// 1.
    pub version: u32,
    /// When it was taken (RFC 3339).
    pub taken_at: String,
    /// The version of the harness that took it.
    pub harness: String,
    /// The machine that measured it.
    pub machine: String,
    /// The target; none for the embedded reference.
    pub target: Option<String>,
    /// The commit of the working copy; none outside of one.
    pub revision: Option<String>,
    /// The SHA-256 of the plan of the conformance run; none where none ran.
    pub plan: Option<String>,
    /// The findings that are known.
    #[serde(default, rename = "cause")]
    pub causes: Vec<CauseKey>,
    /// The figures to compare with.
    #[serde(default, rename = "figure")]
    pub figures: Vec<BaselineFigure>,
}

/// A figure of a baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BaselineFigure {
    /// Scenario, stage, operation and measure.
    pub id: String,
    /// Its unit.
    pub unit: Figure,
    /// The SHA-256 of the load under which it was measured.
    pub load: String,
    /// The runs that it rests on.
    pub runs: usize,
    /// The median of those runs.
    pub observed: f64,
    /// Not below this, with a confidence of 99% and within the runs alone.
    pub low: Option<f64>,
    /// Not above this.
    pub high: Option<f64>,
    /// In how many samples.
    pub samples: u64,
}

/// What says which file it is.
#[derive(Deserialize)]
struct Head {
    schema: Spanned<String>,
    version: Spanned<u32>,
}

impl Baseline {
    /// Reads a baseline; `origin` is its file, for messages.
    ///
    /// # Errors
    /// Text that is no baseline, or one of another version.
    pub fn read(origin: &str, text: &str) -> Result<Self, InputError> {
        let mut reader = InputReader::new(origin, text);
        let head: Head = reader.read()?;
        if head.schema.get_ref() != SCHEMA {
            reader
                .wrong(&head.schema, format!("this is no baseline: its schema is not `{SCHEMA}`"));
        } else if *head.version.get_ref() != VERSION {
            let remedy = "take it anew with `cp-harness gate --update-baseline`";
            reader.wrong(
                &head.version,
                format!("this version reads baselines of {VERSION}; {remedy}"),
            );
        }
        let reader = {
            reader.finish(())?;
            InputReader::new(origin, text)
        };
        let read = reader.read()?;
        reader.finish(read)
    }

    /// What a gate report leaves for later ones. Findings of the baseline before it that were not
    /// looked for stay.
    pub fn of(report: &GateReport) -> Self {
        let causes = report.causes.as_ref();
        let kept = causes.into_iter().flat_map(|causes| {
            causes.new.iter().chain(&causes.known).chain(&causes.unjudged).cloned()
        });
        let mut kept: Vec<CauseKey> = kept.collect();
        kept.sort();
        Self {
            schema: SCHEMA.to_owned(),
            version: VERSION,
            taken_at: report.started_at.clone().unwrap_or_default(),
            harness: report.harness.version.clone(),
            machine: report.machine.clone(),
            target: report.target.clone(),
            revision: report.revision.clone(),
            plan: causes.map(|causes| causes.plan.clone()),
            causes: kept,
            figures: report.figures.iter().map(BaselineFigure::of).collect(),
        }
    }

    /// The file; `None` where it cannot be written as TOML.
    pub fn to_text(&self) -> Option<String> {
        Some(format!("{HEAD}{}", toml::to_string(self).ok()?))
    }

    /// The figure of this id, measured under this load on this machine.
    pub fn figure(&self, id: &str, load: &str, machine: &str) -> Option<&BaselineFigure> {
        let figures = (self.machine == machine).then_some(&self.figures)?;
        figures.iter().find(|figure| figure.id == id && figure.load == load)
    }
}

impl BaselineFigure {
    fn of(figure: &FigureRecord) -> Self {
        let Band { observed, low, high, samples } = figure.measured;
        Self {
            id: figure.id.clone(),
            unit: figure.unit,
            load: figure.load.clone(),
            runs: figure.runs,
            observed: rounded(observed),
            low: low.map(rounded),
            high: high.map(rounded),
            samples,
        }
    }

    /// Where it lies.
    pub fn band(&self) -> Band {
        let Self { observed, low, high, samples, .. } = *self;
        Band { observed, low, high, samples }
    }
}

/// A figure to the digits that say something.
fn rounded(figure: f64) -> f64 {
    let written = format!("{figure:.*e}", DIGITS - 1);
    written.parse().unwrap_or(figure)
}
