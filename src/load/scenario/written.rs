//! A scenario as it is written, key by key.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::given::BindWritten;
use super::values::{ConnectionsWritten, Count, FaultWord, Period, PhaseWritten, Rate, StageWord};
use crate::load::IntervalChoice;
use crate::load::life::LifeWritten;

/// The SLOs of the scenario that is used where none is named.
const DEFAULT_SLOS: [&str; 3] = ["error_rate<1%", "dead_workers==0", "violations==0"];

/// A whole scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) name: Spanned<String>,
    /// For people only.
    #[serde(rename = "about")]
    pub(super) _about: Option<String>,
    pub(super) life: Option<Spanned<LifeChoice>>,
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
    pub(super) connections: Option<Spanned<ConnectionsWritten>>,
    pub(super) keep_alive: Option<Spanned<bool>>,
    pub(super) pool_size: Option<Spanned<u32>>,
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
    pub(super) rate: Option<Spanned<Rate>>,
    pub(super) share: Option<Spanned<f64>>,
    pub(super) outage: Option<Spanned<Period>>,
    pub(super) batch: Option<Spanned<Count>>,
    #[serde(default)]
    pub(super) slos: Vec<Spanned<String>>,
}

/// `[[fault]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultWritten {
    pub(super) kind: Spanned<FaultWord>,
    pub(super) share: Option<Spanned<f64>>,
    pub(super) rate: Option<Spanned<Rate>>,
    pub(super) stage: Option<Spanned<String>>,
    pub(super) back_after: Option<Spanned<Period>>,
    pub(super) lasts: Option<Spanned<Period>>,
    pub(super) bytes_per_second: Option<Spanned<u32>>,
}

/// `[capacity]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CapacityWritten {
    pub(super) min: Spanned<u32>,
    pub(super) max: Spanned<u32>,
    pub(super) precision: Option<Spanned<u32>>,
    pub(super) ramp: Option<Spanned<Period>>,
    pub(super) hold: Option<Spanned<Period>>,
    pub(super) max_duration: Option<Spanned<Period>>,
}

/// `life = "plain"`, or `[life]`.
#[derive(Clone, Debug)]
pub(super) enum LifeChoice {
    Named(String),
    Own(Box<LifeWritten>),
}

impl<'de> Deserialize<'de> for LifeChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Choice;
        impl<'de> Visitor<'de> for Choice {
            type Value = LifeChoice;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the name of a life, or a life")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<LifeChoice, E> {
                Ok(LifeChoice::Named(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LifeChoice, A::Error> {
                let life = LifeWritten::deserialize(MapAccessDeserializer::new(map))?;
                Ok(LifeChoice::Own(Box::new(life)))
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
            life: None,
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
