//! A histogram as text: `HdrHistogram`'s V2 encoding, deflated, in base64.

use std::io::Read;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::ZlibDecoder;
use hdrhistogram::Histogram as Counts;
use hdrhistogram::serialization::{Deserializer, Serializer, V2DeflateSerializer};
use thiserror::Error;

use super::Histogram;
use super::histogram::DIGITS;

/// The first four bytes of the deflated encoding, and of what is inside.
const DEFLATED_COOKIE: u32 = 0x1c84_9314;
const PLAIN_COOKIE: u32 = 0x1c84_9313;

/// Bytes of a V2 header, and where its count of digits stands.
const HEADER_BYTES: usize = 40;
const DIGITS_AT: usize = 12;

/// The most bytes that an encoded histogram of ours can come to: nine for each of its counters.
const MAX_BYTES: u64 = 1_000_000;

/// Why a text is no histogram.
#[derive(Debug, Error)]
pub enum DecodeError {
    /// It is no base64.
    #[error("a histogram is not base64: {0}")]
    Base64(#[from] base64::DecodeError),
    /// It is no deflated V2 encoding with three digits.
    #[error("a histogram is no deflated HdrHistogram V2 of three digits: {0}")]
    Form(String),
}

impl Histogram {
    /// The histogram as text that every `HdrHistogram` library reads. The count of saturated
    /// durations is not part of it. `None` where nothing was counted.
    pub fn encode(&self) -> Option<String> {
        encode(self.filled()?, &mut V2DeflateSerializer::new()).ok()
    }

    /// Reads what `encode` wrote, or another `HdrHistogram` library with three digits.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        Self::decode_as(text, 0, None)
    }

    /// The same with what the encoding leaves out: how many durations were beyond the longest that the
    /// histogram distinguishes, and the longest of all, which the encoding has by its bucket alone.
    pub fn decode_exactly(
        text: &str,
        saturated: u64,
        longest: Duration,
    ) -> Result<Self, DecodeError> {
        Self::decode_as(text, saturated, Some(longest))
    }

    fn decode_as(
        text: &str,
        saturated: u64,
        longest: Option<Duration>,
    ) -> Result<Self, DecodeError> {
        let bytes = STANDARD.decode(text.trim())?;
        let form = |reason: &str| DecodeError::Form(reason.to_owned());
        // Unpacked and bounded here: the library allocates whatever the bytes ask for.
        if cookie(&bytes) != Some(DEFLATED_COOKIE) {
            return Err(form("another encoding"));
        }
        let mut plain = Vec::new();
        ZlibDecoder::new(bytes.get(8..).unwrap_or_default())
            .take(MAX_BYTES + 1)
            .read_to_end(&mut plain)
            .map_err(|error| DecodeError::Form(error.to_string()))?;
        let length = number(&plain, 4).map_or(usize::MAX, |length| length as usize);
        if cookie(&plain) != Some(PLAIN_COOKIE) || length != plain.len().wrapping_sub(HEADER_BYTES)
        {
            return Err(form("cut short, or too long"));
        }
        if number(&plain, DIGITS_AT) != Some(u32::from(DIGITS)) {
            return Err(form("another number of digits"));
        }
        let mut counts: Counts<u64> = Deserializer::new()
            .deserialize(&mut plain.as_slice())
            .map_err(|error| DecodeError::Form(error.to_string()))?;
        counts.auto(true);
        Ok(Self::of(counts, saturated, Duration::from_mins(1), longest))
    }
}

/// The encoding of `counts`; `serializer` keeps its buffers from call to call.
pub(super) fn encode(
    counts: &Counts<u64>,
    serializer: &mut V2DeflateSerializer,
) -> Result<String, String> {
    let mut bytes = Vec::new();
    serializer.serialize(counts, &mut bytes).map_err(|error| error.to_string())?;
    Ok(STANDARD.encode(bytes))
}

/// The kind of an encoding: its low byte says how wide the counters are.
fn cookie(bytes: &[u8]) -> Option<u32> {
    number(bytes, 0)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?;
    Some(u32::from_be_bytes(four.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Histogram {
        let mut histogram = Histogram::new();
        for step in 0..5_000_u64 {
            histogram.record(Duration::from_micros(step * step));
        }
        histogram
    }

    #[test]
    fn a_histogram_comes_back_as_it_was_and_can_be_merged() {
        let written = sample();
        let mut read = Histogram::decode(&written.encode().unwrap()).unwrap();
        assert!(read.iter().eq(written.iter()));
        assert_eq!(read.quantile(0.99), written.quantile(0.99));
        read.merge(&written);
        read.record(Duration::from_secs(50));
        assert_eq!(read.len(), 10_001);
    }

    #[test]
    fn an_empty_histogram_has_no_encoding() {
        assert_eq!(Histogram::new().encode(), None);
    }

    #[test]
    fn what_is_no_histogram_is_refused() {
        let whole = sample().encode().unwrap();
        let cut = STANDARD.encode(&STANDARD.decode(&whole).unwrap()[..200]);
        let mut fine: Counts<u64> = Counts::new(5).unwrap();
        fine.record(1_000_000).unwrap();
        let five_digits = encode(&fine, &mut V2DeflateSerializer::new()).unwrap();
        for (text, reason) in [
            ("", "another encoding"),
            ("&", "not base64"),
            ("AAAA", "another encoding"),
            (&cut, "three digits"),
            (&five_digits, "another number of digits"),
        ] {
            let error = Histogram::decode(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
