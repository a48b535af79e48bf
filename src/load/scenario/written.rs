//! A scenario as it is written, key by key.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::bind_written::BindWritten;
use super::fault_written::FaultWritten;
use super::values::{Count, Period, PhaseWritten, StageWord, WrittenRate};
use crate::load::behavior::BehaviorWritten;
use crate::load::{ConnectionChoice, IntervalChoice};

/// The SLOs of the scenario that is used where none is named.
const DEFAULT_SLOS: [&str; 4] =
    ["goodput>=95%", "error_rate<1%", "dead_workers==0", "violations==0"];

/// A whole scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) name: Spanned<String>,
    /// For people only.
    #[serde(rename = "about")]
    pub(super) _about: Option<String>,
    #[serde(rename = "life")]
    pub(super) behavior: Option<Spanned<BehaviorChoice>>,
    pub(super) fleet: FleetWritten,
    #[serde(default)]
    pub(super) stage: Vec<Spanned<StageWritten>>,
    #[serde(default)]
    pub(super) fault: Vec<Spanned<FaultWritten>>,
    #[serde(default)]
    pub(super) slos: Vec<Spanned<String>>,
    pub(super) capacity: Option<CapacityWritten>,
}

/// `[fleet]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FleetWritten {
    pub(super) workers: Option<Spanned<u32>>,
    pub(super) seed: Option<u64>,
    pub(super) pack: Option<Spanned<u32>>,
    pub(super) interval: Option<Spanned<IntervalChoice>>,
    pub(super) fallback: Option<Spanned<Period>>,
    pub(super) jitter: Option<Spanned<f64>>,
    pub(super) phase: Option<Spanned<PhaseWritten>>,
    pub(super) connections: Option<Spanned<ConnectionChoice>>,
    pub(super) keep_alive: Option<Spanned<bool>>,
    pub(super) pool_size: Option<Spanned<u32>>,
    pub(super) resend_closed: Option<bool>,
    pub(super) timeout: Option<Spanned<Period>>,
    pub(super) organisations: Option<Spanned<u32>>,
    pub(super) check_every: Option<Spanned<u32>>,
    pub(super) heartbeat_ttl: Option<Spanned<Period>>,
    pub(super) entry: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) tokens: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) bind: BTreeMap<String, Spanned<BindWritten>>,
}

/// `[[stage]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StageWritten {
    pub(super) name: Option<Spanned<String>>,
    pub(super) kind: Spanned<StageWord>,
    pub(super) duration: Spanned<Period>,
    pub(super) from: Option<Spanned<Count>>,
    pub(super) to: Option<Spanned<Count>>,
    pub(super) over: Option<Spanned<Period>>,
    pub(super) rate: Option<Spanned<WrittenRate>>,
    pub(super) share: Option<Spanned<f64>>,
    pub(super) outage: Option<Spanned<Period>>,
    pub(super) batch: Option<Spanned<Count>>,
    #[serde(default)]
    pub(super) slos: Vec<Spanned<String>>,
}

/// `[capacity]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CapacityWritten {
    pub(super) min: Spanned<u32>,
    pub(super) max: Spanned<u32>,
    pub(super) precision: Option<Spanned<Count>>,
    pub(super) ramp: Option<Spanned<Period>>,
    pub(super) hold: Option<Spanned<Period>>,
    pub(super) max_duration: Option<Spanned<Period>>,
}

/// `life = "plain"`, or `[life]`.
#[derive(Clone, Debug)]
pub(super) enum BehaviorChoice {
    Named(String),
    Own(Box<BehaviorWritten>),
}

impl<'de> Deserialize<'de> for BehaviorChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Choice;
        impl<'de> Visitor<'de> for Choice {
            type Value = BehaviorChoice;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the name of a life, or a life")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<BehaviorChoice, E> {
                Ok(BehaviorChoice::Named(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BehaviorChoice, A::Error> {
                let behavior = BehaviorWritten::deserialize(MapAccessDeserializer::new(map))?;
                Ok(BehaviorChoice::Own(Box::new(behavior)))
            }
        }
        deserializer.deserialize_any(Choice)
    }
}

impl Written {
    /// A ramp to `workers`, then a hold.
    pub(super) fn ramp_and_hold(workers: u32, ramp: Duration, hold: Duration) -> Self {
        let stage = |kind, duration| {
            nowhere(StageWritten {
                name: None,
                kind: nowhere(kind),
                duration: nowhere(Period(duration)),
                from: None,
                to: None,
                over: None,
                rate: None,
                share: None,
                outage: None,
                batch: None,
                slos: Vec::new(),
            })
        };
        Self {
            name: nowhere("default".to_owned()),
            _about: None,
            behavior: None,
            fleet: FleetWritten { workers: Some(nowhere(workers)), ..FleetWritten::default() },
            stage: vec![stage(StageWord::Ramp, ramp), stage(StageWord::Hold, hold)],
            fault: Vec::new(),
            slos: DEFAULT_SLOS.map(|slo| nowhere(slo.to_owned())).into(),
            capacity: None,
        }
    }
}

/// A value that stands in no file.
fn nowhere<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}
