//! A behavior as it is written in TOML.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use toml::Spanned;

use crate::load::ConnectionChoice;
use crate::load::scenario::{Period, PhaseWritten};

/// A behavior, or the part of a scenario that holds one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::load) struct BehaviorWritten {
    pub(in crate::load) name: Option<Spanned<String>>,
    /// For people only.
    #[serde(rename = "about")]
    pub(in crate::load) _about: Option<String>,
    #[serde(default)]
    pub(in crate::load) given: Vec<Spanned<String>>,
    pub(in crate::load) interval: Option<Spanned<String>>,
    pub(in crate::load) id: Option<Spanned<String>>,
    pub(in crate::load) goodbye: Option<Spanned<f64>>,
    pub(in crate::load) timeout: Option<Spanned<Period>>,
    pub(in crate::load) connections: Option<Spanned<ConnectionChoice>>,
    pub(in crate::load) keep_alive: Option<Spanned<bool>>,
    pub(in crate::load) phase: Option<Spanned<PhaseWritten>>,
    #[serde(default)]
    pub(in crate::load) enter: Vec<Spanned<CallWritten>>,
    #[serde(default)]
    pub(in crate::load) beat: Vec<Spanned<CallWritten>>,
    #[serde(default)]
    pub(in crate::load) leave: Vec<Spanned<CallWritten>>,
}

/// A call of a behavior.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::load) struct CallWritten {
    pub(super) operation: Spanned<String>,
    pub(super) timeout: Option<Spanned<Period>>,
    pub(super) body: Option<Spanned<BodyWritten>>,
    #[serde(default)]
    pub(super) path: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    pub(super) query: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    pub(super) take: BTreeMap<String, Spanned<String>>,
    pub(super) every: Option<Spanned<EveryWritten>>,
    pub(super) entry: Option<Spanned<EntryWritten>>,
}

/// A body: a TOML table, or JSON in a string.
#[derive(Clone, Debug)]
pub(super) enum BodyWritten {
    Table(Value),
    Json(String),
}

/// The ways in that a call of entering belongs to: one, or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "the name of a way in, or a list of such names")]
pub(super) enum EntryWritten {
    One(String),
    Several(Vec<String>),
}

impl EntryWritten {
    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// How often: a number of beats, or a time.
#[derive(Clone, Copy, Debug)]
pub(super) enum EveryWritten {
    Beats(u32),
    Time(Period),
}

impl<'de> Deserialize<'de> for BodyWritten {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Body;
        impl<'de> Visitor<'de> for Body {
            type Value = BodyWritten;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a table, or JSON in a string")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<BodyWritten, E> {
                Ok(BodyWritten::Json(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BodyWritten, A::Error> {
                let value = Value::deserialize(MapAccessDeserializer::new(map))?;
                Ok(BodyWritten::Table(value))
            }
        }
        deserializer.deserialize_any(Body)
    }
}

impl<'de> Deserialize<'de> for EveryWritten {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Every;
        impl Visitor<'_> for Every {
            type Value = EveryWritten;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number of beats (1 or more) or a time as `300s`")
            }

            fn visit_i64<E: de::Error>(self, count: i64) -> Result<EveryWritten, E> {
                match u32::try_from(count) {
                    Ok(count) if count > 0 => Ok(EveryWritten::Beats(count)),
                    _ => Err(E::invalid_value(de::Unexpected::Signed(count), &self)),
                }
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<EveryWritten, E> {
                Period::read(text).map(EveryWritten::Time).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Every)
    }
}
