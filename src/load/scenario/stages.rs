//! Stages resolved: kinds with their rates, and a chain that holds together.

use std::time::Duration;

use toml::Spanned;

use super::values::{Count, Period, StageWord};
use super::written::StageWritten;
use crate::input::InputReader;
use crate::load::{Stage, StageKind};

/// The stages of a fleet of `workers`.
pub(super) fn stages(
    written: &[Spanned<StageWritten>],
    workers: u32,
    reader: &mut InputReader<'_>,
) -> Vec<Stage> {
    if written.is_empty() {
        let problem = "no stages; add [[stage]] with kind = \"ramp\" and duration = \"10s\"";
        reader.wrong_at_key("stage", problem);
    }
    let mut stages: Vec<Stage> = Vec::new();
    let mut before = 0;
    for spanned in written {
        let mut reader = StagesRead { written: spanned.get_ref(), workers, before, reader };
        let stage = reader.stage(&stages);
        before = stage.alive_after(before);
        stages.push(stage);
    }
    stages
}

struct StagesRead<'a, 'p, 't> {
    written: &'a StageWritten,
    workers: u32,
    before: u32,
    reader: &'p mut InputReader<'t>,
}

impl StagesRead<'_, '_, '_> {
    fn stage(&mut self, earlier: &[Stage]) -> Stage {
        let word = *self.written.kind.get_ref();
        let duration = self.written.duration.get_ref().0;
        if duration.is_zero() {
            let problem = "a stage takes some time; write for instance \"60s\"";
            self.reader.wrong(&self.written.duration, problem);
        }
        self.refuse_stray_keys(word);
        let needs_workers = !matches!(word, StageWord::Ramp | StageWord::Spike);
        if needs_workers && self.before == 0 {
            let problem =
                "no worker is there yet; put a stage of kind \"ramp\" or \"spike\" before";
            self.reader.wrong(&self.written.kind, problem);
        }
        Stage { name: self.name(word, earlier), kind: self.kind(word, duration), duration }
    }

    fn name(&mut self, word: StageWord, earlier: &[Stage]) -> String {
        let taken = |name: &str| earlier.iter().any(|stage| stage.name == name);
        let Some(name) = &self.written.name else {
            let numbered = (2..).map(|number| format!("{}-{number}", word.as_str()));
            let mut names = std::iter::once(word.as_str().to_owned()).chain(numbered);
            return names.find(|name| !taken(name)).unwrap_or_default();
        };
        let text = name.get_ref();
        if taken(text) {
            let problem = format!("two stages are called `{text}`; give each its own name");
            self.reader.wrong(name, &problem);
        } else if text.is_empty() || text.contains(['@', '#']) || text.trim() != text {
            let problem =
                "a stage's name is not empty and has no `@`, no `#` and no space around it";
            self.reader.wrong(name, problem);
        }
        text.clone()
    }

    fn kind(&mut self, word: StageWord, duration: Duration) -> StageKind {
        match word {
            StageWord::Ramp => self.ramp(duration),
            StageWord::Hold | StageWord::Soak => StageKind::Hold,
            StageWord::Spike => self.spike(),
            StageWord::Churn => StageKind::Churn {
                per_second: self
                    .needed(self.written.rate.as_ref(), "rate = \"5/s\"")
                    .map_or(1.0, |rate| rate.0),
            },
            StageWord::HerdReconnect => self.herd(duration),
            StageWord::RollingRestart => StageKind::RollingRestart { batch: self.batch() },
            StageWord::RampDown => StageKind::RampDown,
        }
    }

    fn ramp(&mut self, duration: Duration) -> StageKind {
        let to = self.written.to.as_ref();
        let workers = to.map_or(self.workers, |to| to.get_ref().of(self.workers));
        if let Some(from) = &self.written.from
            && from.get_ref().of(self.workers) != self.before
        {
            let problem =
                format!("{} workers are there at this point; leave `from` out", self.before);
            self.reader.wrong(from, &problem);
        }
        let over = self.at_most(self.written.over.as_ref(), duration, "a ramp");
        if workers == self.before {
            let problem = format!("{workers} workers are there already; give another `to`");
            match to {
                Some(to) => self.reader.wrong(to, &problem),
                None => self.reader.wrong(&self.written.kind, &problem),
            }
        }
        StageKind::Ramp { from: self.before, to: workers, over: over.unwrap_or(duration) }
    }

    fn spike(&mut self) -> StageKind {
        let to = self.needed(self.written.to.as_ref(), "to = \"200%\"");
        let workers = to.map_or(self.before.saturating_add(1), |to| to.of(self.workers));
        if let Some(to) = &self.written.to
            && workers <= self.before
        {
            let problem = format!("{} workers are there already; a spike goes beyond", self.before);
            self.reader.wrong(to, &problem);
        }
        StageKind::Spike { to: workers }
    }

    fn herd(&mut self, duration: Duration) -> StageKind {
        let share = self.written.share.as_ref();
        if let Some(share) = share {
            share_is_possible(share, self.reader);
        }
        let outage = self.written.outage.as_ref();
        if let Some(long) = outage.filter(|time| time.get_ref().0 >= duration) {
            let problem = "an outage as long as its stage, in which nobody returns; make \
                           `duration` longer";
            self.reader.wrong(long, problem);
        }
        StageKind::HerdReconnect {
            share: share.map_or(1.0, |share| *share.get_ref()),
            outage: outage.map(|time| time.get_ref().0).unwrap_or_default(),
        }
    }

    fn batch(&mut self) -> u32 {
        let wanted = self.needed(self.written.batch.as_ref(), "batch = 50");
        let batch = match wanted {
            None => 1,
            // A share of a small fleet is one worker at least.
            Some(Count::Percent(share)) if share > 0.0 => {
                Count::Percent(share).of(self.workers).max(1)
            }
            Some(count) => count.of(self.workers),
        };
        if let Some(written) = &self.written.batch
            && !(1..=self.before.max(1)).contains(&batch)
        {
            let problem = format!("a batch is from 1 worker to all {}", self.before);
            self.reader.wrong(written, &problem);
        }
        batch
    }

    /// A time within the stage.
    fn at_most(
        &mut self,
        time: Option<&Spanned<Period>>,
        duration: Duration,
        what: &str,
    ) -> Option<Duration> {
        let time = time?;
        if time.get_ref().0 > duration {
            let problem = format!("{what} longer than its stage; make `duration` longer");
            self.reader.wrong(time, &problem);
        }
        Some(time.get_ref().0)
    }

    fn needed<T: Copy>(&mut self, value: Option<&Spanned<T>>, example: &str) -> Option<T> {
        if value.is_none() {
            let word = self.written.kind.get_ref().as_str();
            let problem = format!("a stage of kind `{word}` says more; add {example}");
            self.reader.wrong(&self.written.kind, &problem);
        }
        value.map(|value| *value.get_ref())
    }

    fn refuse_stray_keys(&mut self, word: StageWord) {
        let written = self.written;
        let allowed: &[&str] = match word {
            StageWord::Ramp => &["from", "to", "over"],
            StageWord::Spike => &["to"],
            StageWord::Churn => &["rate"],
            StageWord::HerdReconnect => &["share", "outage"],
            StageWord::RollingRestart => &["batch"],
            StageWord::Hold | StageWord::Soak | StageWord::RampDown => &[],
        };
        for (key, span) in [
            ("from", written.from.as_ref().map(Spanned::span)),
            ("to", written.to.as_ref().map(Spanned::span)),
            ("over", written.over.as_ref().map(Spanned::span)),
            ("rate", written.rate.as_ref().map(Spanned::span)),
            ("share", written.share.as_ref().map(Spanned::span)),
            ("outage", written.outage.as_ref().map(Spanned::span)),
            ("batch", written.batch.as_ref().map(Spanned::span)),
        ] {
            if let Some(span) = span.filter(|_| !allowed.contains(&key)) {
                let problem =
                    format!("`{key}` means nothing for kind `{}`; remove it", word.as_str());
                self.reader.wrong(&Spanned::new(span, ()), &problem);
            }
        }
    }
}

/// Notes a share that is not above 0 and up to 1.
pub(super) fn share_is_possible(share: &Spanned<f64>, reader: &mut InputReader<'_>) {
    if !(*share.get_ref() > 0.0 && *share.get_ref() <= 1.0) {
        reader.wrong(share, "a share is above 0 and up to 1; write for instance 0.3");
    }
}
