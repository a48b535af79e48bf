//! Members that JSON text names twice, which a parsed value no longer shows.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The first name that an object of the text names twice; `None` too where the text is not JSON.
pub(super) fn repeated(text: &[u8]) -> Option<String> {
    let mut name = None;
    let mut reader = serde_json::Deserializer::from_slice(text);
    // The error ends the reading; the name is what counts.
    let _ = Names { repeated: &mut name }.deserialize(&mut reader);
    name
}

struct Names<'n> {
    repeated: &'n mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Names<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Names<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Names { repeated: &mut *self.repeated })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !seen.insert(name.clone()) {
                *self.repeated = Some(name);
                return Err(A::Error::custom("named twice"));
            }
            members.next_value_seed(Names { repeated: &mut *self.repeated })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_within_its_own_object_only() {
        assert_eq!(repeated(br#"{"a": 1, "b": {"a": [2, {"c": null}]}, "c": "a"}"#), None);
        assert_eq!(repeated(br#"{"a": 1, "b": [{"c": 1.5, "c": true}]}"#).unwrap(), "c");
        assert_eq!(repeated(br#"{"a": 1, "\u0061": -2}"#).unwrap(), "a", "escaped alike");
        assert_eq!(repeated(b"{"), None);
    }
}
