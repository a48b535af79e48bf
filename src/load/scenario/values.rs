//! The values of a scenario's keys: times, rates, counts and words.

use std::fmt;
use std::time::Duration;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

use crate::load::{IntervalChoice, parse_duration, parse_rate};

/// A time: `"30s"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load) struct Period(pub(in crate::load) Duration);

/// A rate: `"5/s"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct WrittenRate(pub(super) f64);

/// A number of workers: `100`, or a share of the fleet: `"150%"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Count {
    Workers(u32),
    Percent(f64),
}

/// `phase`, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::load) enum PhaseWritten {
    Spread,
    OnJoin,
}

/// The kind of a stage, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum StageWord {
    Ramp,
    Hold,
    Soak,
    Spike,
    Churn,
    HerdReconnect,
    RollingRestart,
    RampDown,
}

impl StageWord {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ramp => "ramp",
            Self::Hold => "hold",
            Self::Soak => "soak",
            Self::Spike => "spike",
            Self::Churn => "churn",
            Self::HerdReconnect => "herd-reconnect",
            Self::RollingRestart => "rolling-restart",
            Self::RampDown => "ramp-down",
        }
    }
}

impl Period {
    pub(in crate::load) fn read(text: &str) -> Result<Self, String> {
        parse_duration(text).map(Self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).map_err(|hint| de::Error::custom(format!("`{text}` is no time: {hint}")))
    }
}

impl<'de> Deserialize<'de> for WrittenRate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let rate = parse_rate(&text).map(Self);
        rate.map_err(|hint| de::Error::custom(format!("`{text}` is no rate: {hint}")))
    }
}

impl<'de> Deserialize<'de> for IntervalChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor)
    }
}

struct CountVisitor;

impl Visitor<'_> for CountVisitor {
    type Value = Count;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number of workers or a share of the fleet")
    }

    fn visit_i64<E: de::Error>(self, count: i64) -> Result<Count, E> {
        let workers = u32::try_from(count);
        workers
            .map(Count::Workers)
            .map_err(|_| E::invalid_value(de::Unexpected::Signed(count), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Count, E> {
        let number = text.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
        number
            .filter(|percent| (0.0..=100_000.0).contains(percent))
            .map(Count::Percent)
            .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

impl Count {
    /// The number of workers, in a fleet of `fleet` workers.
    pub(super) fn of(self, fleet: u32) -> u32 {
        match self {
            Self::Workers(workers) => workers,
            Self::Percent(percent) => {
                let workers = (f64::from(fleet) * percent / 100.0).round();
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a float beyond the range becomes the nearest end of it"
                )]
                let workers = workers as u32;
                workers
            }
        }
    }
}
