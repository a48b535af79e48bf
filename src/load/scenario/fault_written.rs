//! `[[fault]]` as it is written: the keys of every fault, and those that one of them alone takes.

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use serde::de::{self, EnumAccess, MapAccess, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::values::{Period, WrittenRate};
use crate::load::model::worker_fault::{FAULTS, FaultForm, KeyKind, KeyValue};

/// The names of all faults.
static NAMES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| FAULTS.iter().map(|fault| fault.name).collect());

/// The keys that a fault may have, whatever its kind.
static KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let own = FAULTS.iter().filter_map(|fault| fault.key.as_ref());
    ["kind", "share", "rate", "stage"].into_iter().chain(own.map(|key| key.name)).collect()
});

/// `[[fault]]`.
#[derive(Clone, Debug)]
pub(super) struct FaultWritten {
    pub(super) kind: Spanned<FaultWord>,
    pub(super) share: Option<Spanned<f64>>,
    pub(super) rate: Option<Spanned<WrittenRate>>,
    pub(super) stage: Option<Spanned<String>>,
    /// The keys that belong to one kind alone, with their reader.
    pub(super) own: Vec<OwnKey>,
}

/// A key of one kind of fault, as written.
#[derive(Clone, Debug)]
pub(super) struct OwnKey {
    pub(super) name: &'static str,
    pub(super) span: Range<usize>,
    pub(super) value: KeyValue,
}

/// The kind of a fault, as written: its row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct FaultWord(pub(super) &'static FaultForm);

/// The name of a key.
struct KeyName(&'static str);

/// What to write where the key of a fault has something else.
pub(super) fn hint(key: &str) -> Option<&'static str> {
    let mut keys = FAULTS.iter().filter_map(|fault| fault.key.as_ref());
    keys.find(|known| known.name == key).map(|known| known.hint)
}

impl<'de> Deserialize<'de> for FaultWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Word;
        impl<'de> Visitor<'de> for Word {
            type Value = FaultWord;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the kind of a fault")
            }

            fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<FaultWord, A::Error> {
                let (name, rest) = access.variant::<String>()?;
                rest.unit_variant()?;
                let form = FAULTS.iter().find(|fault| fault.name == name);
                form.map(FaultWord).ok_or_else(|| de::Error::unknown_variant(&name, &NAMES))
            }
        }
        // As an enumeration, so that what is no word at all is refused as for any other kind.
        deserializer.deserialize_enum("FaultWord", &NAMES, Word)
    }
}

impl<'de> Deserialize<'de> for KeyName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        // Refused here and not by the table, so that the message has the place of the key.
        let known = KEYS.iter().find(|known| **known == name);
        known.map(|known| Self(known)).ok_or_else(|| de::Error::unknown_field(&name, &KEYS))
    }
}

impl<'de> Deserialize<'de> for FaultWritten {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("FaultWritten", &KEYS, FaultTable)
    }
}

struct FaultTable;

impl<'de> Visitor<'de> for FaultTable {
    type Value = FaultWritten;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a fault")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FaultWritten, A::Error> {
        let (mut kind, mut share, mut rate, mut stage) = (None, None, None, None);
        let mut own = Vec::new();
        while let Some(KeyName(name)) = map.next_key()? {
            match name {
                "kind" => kind = Some(map.next_value()?),
                "share" => share = Some(map.next_value()?),
                "rate" => rate = Some(map.next_value()?),
                "stage" => stage = Some(map.next_value()?),
                _ => {
                    let mut keys = FAULTS.iter().filter_map(|fault| fault.key.as_ref());
                    let Some(key) = keys.find(|key| key.name == name) else { continue };
                    let (span, value) = match key.takes {
                        KeyKind::Time => {
                            let time = map.next_value::<Spanned<Period>>()?;
                            (time.span(), KeyValue::Time(time.get_ref().0))
                        }
                        KeyKind::Whole => {
                            let number = map.next_value::<Spanned<u32>>()?;
                            (number.span(), KeyValue::Whole(*number.get_ref()))
                        }
                    };
                    own.push(OwnKey { name, span, value });
                }
            }
        }
        let kind = kind.ok_or_else(|| de::Error::missing_field("kind"))?;
        Ok(FaultWritten { kind, share, rate, stage, own })
    }
}
