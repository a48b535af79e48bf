//! `HdrHistogram` interval logs, version 1.3 with V2 histograms: what the standard tools read.
//!
//! Values are microseconds, `Interval_Max` is milliseconds; tools that take a ratio of units
//! (`-outputValueUnitRatio`) want 1000. Each tag is a series of its own.

use std::io::{self, Write};
use std::time::{Duration, SystemTime};

use hdrhistogram::serialization::V2DeflateSerializer;
use hdrhistogram::serialization::interval_log::{IntervalLogIterator, LogEntry};
use thiserror::Error;

use super::Histogram;
use super::encoding::{DecodeError, encode};

/// Microseconds in the unit of `Interval_Max`.
const MAX_DIVISOR: f64 = 1_000.0;

/// Why an interval could not be written.
#[derive(Debug, Error)]
pub enum LogError {
    /// The writer beneath failed.
    #[error("cannot write the interval log: {0}")]
    Write(#[from] io::Error),
    /// The histogram has no encoding.
    #[error("cannot encode an interval: {0}")]
    Encode(String),
}

/// Writes an interval log as the run goes on.
pub struct LogWriter<W: Write> {
    out: W,
    serializer: V2DeflateSerializer,
}

impl<W: Write> LogWriter<W> {
    /// Begins a log of a run that began at `started`; every later time counts from then.
    pub fn new(mut out: W, started: SystemTime, title: &str) -> Result<Self, LogError> {
        let since = started.duration_since(SystemTime::UNIX_EPOCH);
        let epoch = since.unwrap_or_default().as_secs_f64();
        for line in title.lines() {
            writeln!(out, "#{line}")?;
        }
        writeln!(out, "#[Values in microseconds, Interval_Max in milliseconds]")?;
        writeln!(out, "#[Histogram log format version 1.3]")?;
        writeln!(out, "#[BaseTime: {epoch:.3} (seconds since epoch)]")?;
        writeln!(out, "#[StartTime: {epoch:.3} (seconds since epoch)]")?;
        writeln!(
            out,
            "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\
             \"Interval_Compressed_Histogram\""
        )?;
        let serializer = V2DeflateSerializer::new();
        Ok(Self { out, serializer })
    }

    /// Writes what was counted from `start` (since the run began) for `length`, under `tag`.
    /// An empty histogram writes nothing.
    pub fn write(
        &mut self,
        tag: &str,
        start: Duration,
        length: Duration,
        histogram: &Histogram,
    ) -> Result<(), LogError> {
        let Some(counts) = histogram.filled() else {
            return Ok(());
        };
        let encoded = encode(counts, &mut self.serializer).map_err(LogError::Encode)?;
        let (start, length) = (start.as_secs_f64(), length.as_secs_f64());
        let max = super::rate::float(counts.max()) / MAX_DIVISOR;
        writeln!(self.out, "Tag={},{start:.3},{length:.3},{max:.3},{encoded}", plain(tag))?;
        Ok(())
    }

    /// Hands on what is buffered.
    pub fn flush(&mut self) -> Result<(), LogError> {
        Ok(self.out.flush()?)
    }

    /// The writer beneath.
    pub fn into_inner(self) -> W {
        self.out
    }
}

/// One interval of a log.
#[derive(Clone, Debug)]
pub struct LoggedInterval {
    /// The series that it belongs to.
    pub tag: String,
    /// When it began, since the run did.
    pub start: Duration,
    /// What was counted in it.
    pub histogram: Histogram,
}

/// Why a log cannot be read.
#[derive(Debug, Error)]
pub enum LogReadError {
    /// A line is none of an interval log.
    #[error("not an interval log: {0}")]
    Form(String),
    /// A histogram cannot be decoded.
    #[error("an interval cannot be read: {0}")]
    Histogram(#[from] DecodeError),
}

/// Reads the intervals of a log whose tag `wanted` says yes to, in their order.
///
/// # Errors
/// The first line that is no part of an interval log, and the first wanted histogram that is none.
pub fn read(
    text: &str,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<LoggedInterval>, LogReadError> {
    let mut intervals = Vec::new();
    for entry in IntervalLogIterator::new(text.as_bytes()) {
        let entry = entry.map_err(|error| LogReadError::Form(format!("{error:?}")))?;
        let LogEntry::Interval(interval) = entry else { continue };
        let tag = interval.tag().map_or("", |tag| tag.as_str());
        if wanted(tag) {
            let histogram = Histogram::decode(interval.encoded_histogram())?;
            let start = interval.start_timestamp();
            intervals.push(LoggedInterval { tag: tag.to_owned(), start, histogram });
        }
    }
    Ok(intervals)
}

/// A series' tag: `stage/operation/clock`.
pub fn tag(stage: &str, operation: &str, clock: &str) -> String {
    plain(&format!("{stage}/{operation}/{clock}"))
}

/// A tag ends at a comma, and a log's line at its end.
fn plain(tag: &str) -> String {
    let is_plain = |c: char| c != ',' && !c.is_whitespace() && !c.is_control();
    tag.chars().map(|c| if is_plain(c) { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use hdrhistogram::serialization::Deserializer;
    use hdrhistogram::serialization::interval_log::{IntervalLogIterator, LogEntry};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn sample(scale: u64) -> Histogram {
        let mut histogram = Histogram::new();
        for step in 1..=1_000 {
            histogram.record(Duration::from_micros(step * scale));
        }
        histogram
    }

    fn log(intervals: &[(&str, Duration, &Histogram)]) -> String {
        let started = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_250);
        let mut writer = LogWriter::new(Vec::new(), started, "steady-5k\nseed 7").unwrap();
        for (tag, start, histogram) in intervals {
            writer.write(tag, *start, SECOND, histogram).unwrap();
        }
        writer.flush().unwrap();
        String::from_utf8(writer.into_inner()).unwrap()
    }

    #[test]
    fn an_independent_reader_finds_what_was_recorded() {
        let (fast, slow) = (sample(3), sample(50_000));
        let text = log(&[("a/beat/service", SECOND, &fast), ("b", SECOND * 2, &slow)]);
        let mut read = Vec::new();
        for entry in IntervalLogIterator::new(text.as_bytes()) {
            match entry.unwrap() {
                LogEntry::Interval(interval) => read.push(interval),
                LogEntry::StartTime(at) | LogEntry::BaseTime(at) => {
                    assert_eq!(at, Duration::from_millis(1_700_000_000_250));
                }
            }
        }
        assert_eq!(read.len(), 2);
        for (interval, written) in read.iter().zip([&fast, &slow]) {
            let bytes = STANDARD.decode(interval.encoded_histogram()).unwrap();
            let counts: hdrhistogram::Histogram<u64> =
                Deserializer::new().deserialize(&mut &bytes[..]).unwrap();
            assert_eq!(counts.len(), 1_000);
            let longest = written.max().unwrap().as_micros();
            assert!(counts.equivalent(counts.max(), u64::try_from(longest).unwrap()));
            for quantile in [0.5, 0.99, 0.999] {
                let value = Duration::from_micros(counts.value_at_quantile(quantile));
                assert_eq!(Some(value), written.quantile(quantile));
            }
        }
        assert_eq!(read[0].tag().unwrap().as_str(), "a/beat/service");
        assert_eq!(read[1].start_timestamp(), SECOND * 2);
        assert_eq!(read[1].duration(), SECOND);
        assert!((read[0].max() - 3.0).abs() < 0.01, "{}", read[0].max());
    }

    #[test]
    fn a_tag_cannot_break_a_line() {
        assert_eq!(tag("ramp up", "a,b", "lag\n"), "ramp_up/a_b/lag_");
        let text = log(&[("x,\ny", SECOND, &sample(1))]);
        assert!(text.lines().last().unwrap().starts_with("Tag=x__y,1.000,1.000,"));
    }

    #[test]
    fn an_interval_in_which_nothing_was_counted_has_no_line() {
        let text = log(&[("a", SECOND, &Histogram::new())]);
        assert!(text.lines().all(|line| line.starts_with(['#', '"'])));
    }

    #[test]
    fn what_was_written_is_read_again() {
        let (fast, slow) = (sample(3), sample(50_000));
        let text = log(&[("a/beat/service", SECOND, &fast), ("b", SECOND * 2, &slow)]);
        let read = super::read(&text, |tag| tag.ends_with("/service")).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!((read[0].tag.as_str(), read[0].start), ("a/beat/service", SECOND));
        assert!(read[0].histogram.iter().eq(fast.iter()));
        assert_eq!(super::read(&text, |_| true).unwrap().len(), 2);
    }

    #[test]
    fn what_is_no_log_is_refused() {
        for text in ["nonsense\n", "Tag=a,1.0,1.0,1.0,AAAA\n"] {
            assert!(super::read(text, |_| true).is_err(), "{text}");
        }
        assert!(super::read("", |_| true).unwrap().is_empty());
    }
}
