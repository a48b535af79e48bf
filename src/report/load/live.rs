//! A load run as it goes: a line every few seconds in a pipe, a bar for each stage on a terminal.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::context::LoadContext;
use crate::event::{LoadEvent, LoadSnapshot, Observer};
use crate::load::{CPU_BUSY, Clock, FleetProfile, Health, OperationSummary};
use crate::report::shared::Redactor;
use crate::report::shared::milliseconds;
use crate::report::shared::{DOT, Ink, Style, duration, flow, shown};
use crate::report::shared::{LiveReport, count, grouped, percent, rate, span};
use crate::stats::{Quantile, Rate};

/// In a pipe, a line for so much of the run.
const EVERY: Duration = Duration::from_secs(5);
/// Times are shown to the second.
const HALF_A_SECOND: Duration = Duration::from_millis(500);

/// Reports a load run as it goes: what a stage came to when it is over, and how things stand.
#[derive(Debug)]
pub struct Live<W> {
    out: W,
    style: Style,
    context: LoadContext,
    profile: Option<Arc<FleetProfile>>,
    bars: MultiProgress,
    stages: Vec<ProgressBar>,
    status: ProgressBar,
    /// The stage under way, and when it began.
    stage: Option<(usize, Duration)>,
    since_line: Span,
    since_stage: Span,
    error: Option<io::Error>,
}

/// What some time brought.
#[derive(Debug, Default)]
struct Span {
    total: OperationSummary,
    beats: u64,
    covers: Duration,
    last: Arc<LoadSnapshot>,
}

impl<W: Write> Live<W> {
    /// Lines to `out`; where the style says `terminal`, bars on standard error below them.
    pub fn new(out: W, style: Style, context: LoadContext) -> Self {
        let target = if style.terminal {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self {
            out,
            style,
            context,
            profile: None,
            bars: MultiProgress::with_draw_target(target),
            stages: Vec::new(),
            status: ProgressBar::hidden(),
            stage: None,
            since_line: Span::default(),
            since_stage: Span::default(),
            error: None,
        }
    }

    /// The first failure to write, if there was one, or else what was written to.
    pub fn finish(self) -> io::Result<W> {
        // Bars that cannot be cleared harm nothing but the look.
        let _ = self.bars.clear();
        self.error.map_or(Ok(self.out), Err)
    }

    fn start(&mut self, profile: &Arc<FleetProfile>, target: &str) {
        let target = Redactor::new(&self.context.secrets, None).url(target);
        let stages = count(profile.stages.len(), "stage");
        let headline = format!(
            "Loading {}: {}, {}, {}\n",
            shown(&target),
            count(profile.peak(), "worker"),
            stages,
            duration(milliseconds(profile.duration())),
        );
        self.write(&headline);
        let quiet = format!("{} · seed {} · {}\n", profile.name, profile.seed, profile.hash());
        let quiet = self.style.paint(Ink::Quiet, &quiet);
        self.write(&quiet);
        if self.style.terminal {
            self.draw(profile);
        }
        self.profile = Some(Arc::clone(profile));
    }

    fn draw(&mut self, profile: &FleetProfile) {
        let columns = profile.stages.iter().map(|stage| stage.name.chars().count()).max();
        let columns = columns.unwrap_or_default();
        let look = ProgressStyle::with_template("{prefix}  {bar:24}  {msg}");
        for stage in &profile.stages {
            let length = u64::try_from(stage.duration.as_millis()).unwrap_or(u64::MAX);
            let bar = self.bars.add(ProgressBar::new(length));
            if let Ok(look) = &look {
                bar.set_style(look.clone().progress_chars("━╸─"));
            }
            bar.set_prefix(format!("{:columns$}", stage.name));
            bar.set_message(span(stage.duration));
            self.stages.push(bar);
        }
        self.status = self.bars.add(ProgressBar::new_spinner());
        if let Ok(look) = ProgressStyle::with_template("{msg}") {
            self.status.set_style(look);
        }
    }

    /// The stage under way is over: its line stays, its bar goes.
    fn end_stage(&mut self) {
        let Some((index, _)) = self.stage.take() else {
            return;
        };
        let done = std::mem::take(&mut self.since_stage);
        self.since_line = Span::default();
        if let Some(bar) = self.stages.get(index) {
            bar.finish_and_clear();
        }
        if !done.covers.is_zero() {
            let line = self.line(Ink::Strong, index, None, &done);
            self.write(&line);
        }
    }

    fn tick(&mut self, at: Duration, snapshot: &Arc<LoadSnapshot>) {
        self.since_stage.add(snapshot);
        self.since_line.add(snapshot);
        let (index, began) = *self.stage.get_or_insert((snapshot.stage, Duration::ZERO));
        let into = at.saturating_sub(began);
        if self.style.terminal {
            if let Some(bar) = self.stages.get(index) {
                bar.set_position(u64::try_from(into.as_millis()).unwrap_or(u64::MAX));
                bar.set_message(self.progress(index, into));
            }
            let now = std::mem::take(&mut self.since_line);
            let items = now.items(true);
            // A message that is wider than the terminal would be cut.
            self.status.set_message(flow(&items, DOT, 0, self.style));
        } else if self.since_line.covers >= EVERY {
            let now = std::mem::take(&mut self.since_line);
            let line = self.line(Ink::Plain, index, Some(into), &now);
            self.write(&line);
        }
    }

    /// `12 s of 30 s`.
    fn progress(&self, index: usize, into: Duration) -> String {
        let stage = self.profile.iter().flat_map(|profile| &profile.stages).nth(index);
        let whole = stage.map(|stage| stage.duration).unwrap_or_default();
        format!("{} of {}", span(whole_seconds(into.min(whole))), span(whole))
    }

    /// A stage's name, how far into it (`None` where it is over), and what was brought.
    fn line(&self, ink: Ink, index: usize, into: Option<Duration>, brought: &Span) -> String {
        let stages = self.profile.iter().flat_map(|profile| &profile.stages);
        let columns = stages.clone().map(|stage| stage.name.chars().count()).max();
        let columns = columns.unwrap_or_default();
        let name = stages.map(|stage| stage.name.as_str()).nth(index).unwrap_or_default();
        let name = format!("{name:columns$}");
        let name = self.style.paint(ink, &name);
        let time = into.map_or_else(|| "done".to_owned(), |into| span(whole_seconds(into)));
        let time = format!("{time:>6}");
        let indent = columns + 2 + time.chars().count() + 2;
        let items = flow(&brought.items(into.is_some()), DOT, indent, self.style);
        format!("{name}  {time}  {items}\n")
    }

    fn write(&mut self, text: &str) {
        if self.error.is_none() {
            let out = &mut self.out;
            let written =
                self.bars.suspend(|| out.write_all(text.as_bytes()).and_then(|()| out.flush()));
            self.error = written.err();
        }
    }
}

fn whole_seconds(time: Duration) -> Duration {
    Duration::from_secs((time + HALF_A_SECOND).as_secs())
}

impl<W: Write> Observer<LoadEvent> for Live<W> {
    fn observe(&mut self, event: &LoadEvent) {
        match event {
            LoadEvent::Started { profile, target } => self.start(profile, target),
            LoadEvent::Stage { index, at, .. } => {
                self.end_stage();
                self.stage = Some((*index, *at));
            }
            LoadEvent::Tick { at, snapshot } => self.tick(*at, snapshot),
            LoadEvent::Ended { .. } => {
                self.end_stage();
                // Bars that cannot be cleared harm nothing but the look.
                let _ = self.bars.clear();
            }
        }
    }
}

impl<W: Write + Send> LiveReport<LoadEvent> for Live<W> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        Self::finish(*self).map(drop)
    }
}

impl Span {
    fn add(&mut self, snapshot: &Arc<LoadSnapshot>) {
        self.total.merge(&snapshot.total);
        self.beats += snapshot.beats;
        self.covers += snapshot.covers;
        self.last = Arc::clone(snapshot);
    }

    /// What it brought; how things stand at its end too, where that is `now`.
    fn items(&self, now: bool) -> Vec<(Ink, String)> {
        let beats = Rate { count: self.beats, over: self.covers }.per_second();
        let beats = beats.map(rate).unwrap_or_default();
        let beats = beats.trim_end_matches("/s");
        let response = self.total.clock(Clock::Response);
        let at = |quantile| response.quantile(quantile).map(span);
        let mut items = vec![
            (Ink::Plain, format!("{:>6} alive", grouped(self.last.alive))),
            (Ink::Plain, format!("{beats:>6} beats/s")),
        ];
        if let [Some(p50), Some(p99), Some(p999)] =
            [Quantile::P50, Quantile::P99, Quantile::P999].map(at)
        {
            items.push((Ink::Plain, format!("p50 {p50:>7} p99 {p99:>7} p99.9 {p999:>7}")));
        }
        let errors = self.total.errors();
        let ink = if errors > 0 { Ink::Bad } else { Ink::Plain };
        items.push((ink, count(errors, "error")));
        if self.total.throttled() > 0 {
            items.push((Ink::Warning, format!("{} throttled", grouped(self.total.throttled()))));
        }
        if self.total.tally.held > 0 {
            items.push((Ink::Warning, format!("{} held", grouped(self.total.tally.held))));
        }
        if now && self.last.silent > 0 {
            items.push((Ink::Bad, format!("{} silent", grouped(self.last.silent))));
        }
        let p99 = |clock| self.total.clock(clock).quantile(Quantile::P99);
        let warning = |is_bad| if is_bad { Ink::Warning } else { Ink::Plain };
        if let Some(late) = p99(Clock::Late) {
            let is_bad = late > Health::late_allowed(p99(Clock::Service));
            items.push((warning(is_bad), format!("late {}", span(late))));
        }
        if let Some(share) = self.last.cpu_share.filter(|_| now) {
            items.push((warning(share >= CPU_BUSY), format!("CPU {}", percent(share))));
        }
        items
    }
}
