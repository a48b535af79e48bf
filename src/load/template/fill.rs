//! Templates filled in: for one worker, one beat, one moment.

use std::io::Write;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Datelike, Timelike, Utc};

use super::segments::{BodyTemplate, NowForm, Segment, ValueSource};
use super::variables::{Unset, Variables};
use crate::load::model::rng::{Purpose, draw};

/// What a template is filled in with.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'v> {
    /// The seed of the fleet.
    pub seed: u64,
    /// The worker's index.
    pub worker: u32,
    /// The index of the worker's organisation.
    pub organisation: u32,
    /// The beat's number, counted from 0.
    pub beat: u32,
    /// The moment of sending.
    pub now: SystemTime,
    /// The worker's variables.
    pub variables: &'v Variables,
}

impl BodyTemplate {
    /// Writes the body after what `buffer` holds; allocates nothing where the buffer is large
    /// enough.
    pub fn render(&self, scope: &Scope<'_>, buffer: &mut Vec<u8>) -> Result<(), Unset> {
        fill(&self.segments, scope, buffer)
    }
}

impl ValueSource {
    /// Writes the text after what `buffer` holds, without any encoding.
    pub fn render(&self, scope: &Scope<'_>, buffer: &mut Vec<u8>) -> Result<(), Unset> {
        fill(&self.segments, scope, buffer)
    }
}

fn fill(segments: &[Segment], scope: &Scope<'_>, buffer: &mut Vec<u8>) -> Result<(), Unset> {
    for segment in segments {
        match segment {
            Segment::Bytes(bytes) => buffer.extend_from_slice(bytes),
            Segment::Variable(slot) => {
                let json = scope.variables.json(*slot).ok_or(Unset(*slot))?;
                buffer.extend_from_slice(json.as_bytes());
            }
            Segment::Inner(slot) => {
                let json = scope.variables.json(*slot).ok_or(Unset(*slot))?;
                buffer.extend_from_slice(unquoted(json).as_bytes());
            }
            Segment::Plain(slot) => {
                let text = scope.variables.text(*slot).ok_or(Unset(*slot))?;
                buffer.extend_from_slice(text.as_bytes());
            }
            Segment::Worker => number(buffer, scope.worker.into()),
            Segment::Organisation => number(buffer, scope.organisation.into()),
            Segment::Beat => number(buffer, scope.beat.into()),
            Segment::Counter(key) => number(buffer, scope.counter(*key)),
            Segment::Choice(key, options) => {
                let option = options.get(scope.choice(*key, options.len()));
                fill(option.map_or(&[][..], |option| option), scope, buffer)?;
            }
            Segment::Now(form) => now(*form, scope.now, buffer),
        }
    }
    Ok(())
}

impl Scope<'_> {
    /// A number that grows by one to three with each beat.
    pub(super) fn counter(&self, key: u64) -> u64 {
        let parts = [key, self.worker.into(), self.beat.into()];
        u64::from(self.beat) * 2 + draw(self.seed, Purpose::Counter, parts) % 2
    }

    /// Which of `count` options is taken.
    pub(super) fn choice(&self, key: u64, count: usize) -> usize {
        let parts = [key, self.worker.into(), self.beat.into()];
        let bits = draw(self.seed, Purpose::Choice, parts) >> 32;
        usize::try_from(bits).unwrap_or_default().checked_rem(count).unwrap_or_default()
    }
}

/// A JSON string without its quotes, escapes kept; any other scalar as it is.
fn unquoted(json: &str) -> &str {
    let inner = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(json)
}

fn number(buffer: &mut Vec<u8>, value: u64) {
    // Writing to a `Vec` cannot fail.
    let _ = write!(buffer, "{value}");
}

pub(super) fn now(form: NowForm, now: SystemTime, buffer: &mut Vec<u8>) {
    let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let milliseconds = since.as_secs() * 1_000 + u64::from(since.subsec_millis());
    match form {
        NowForm::Unix => number(buffer, since.as_secs()),
        NowForm::UnixMilliseconds => number(buffer, milliseconds),
        NowForm::Rfc3339 => {
            let time = DateTime::<Utc>::from(SystemTime::UNIX_EPOCH + since);
            let _ = write!(
                buffer,
                "\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z\"",
                time.year(),
                time.month(),
                time.day(),
                time.hour(),
                time.minute(),
                time.second(),
                since.subsec_millis(),
            );
        }
    }
}
