//! JSON text becomes a value with the line of every node.

use std::cell::Cell;
use std::fmt;
use std::io::Read;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use crate::spec::model::SpecError;
use crate::spec::text::marks::{Marks, OpenPlace};
use crate::spec::text::parsed::Parsed;

/// Reads one JSON document.
pub(in crate::spec) fn parse(text: &str, origin: &str) -> Result<Parsed, SpecError> {
    let line = Cell::new(1);
    let lines = Lines { bytes: text.as_bytes(), line: &line };
    let mut marks = Marks::default();
    let root = marks.open_item(0, 1);
    let mut deserializer = serde_json::Deserializer::from_reader(lines);
    let node = Node { line: &line, marks: &mut marks, open: root };
    let value = node
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| syntax(&error, origin))?;
    Ok(Parsed { value, marks })
}

fn syntax(error: &serde_json::Error, origin: &str) -> SpecError {
    let position = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let message = error.to_string();
    // serde_json ends its message with the position, which the error says on its own.
    let reason = message.rsplit_once(" at line ").map_or(&*message, |(reason, _)| reason);
    SpecError::Syntax {
        origin: origin.to_owned(),
        format: "JSON",
        line: position(error.line()),
        column: position(error.column()),
        reason: reason.to_owned(),
    }
}

/// Counts the lines that were read. The deserializer asks for one byte at a time and never runs
/// ahead of a name or an item, so the count is exact where it is taken.
struct Lines<'a> {
    bytes: &'a [u8],
    line: &'a Cell<u32>,
}

impl Read for Lines<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let (Some(slot), Some((byte, rest))) = (buffer.first_mut(), self.bytes.split_first())
        else {
            return Ok(0);
        };
        *slot = *byte;
        self.bytes = rest;
        if *byte == b'\n' {
            self.line.set(self.line.get() + 1);
        }
        Ok(1)
    }
}

struct Node<'a> {
    line: &'a Cell<u32>,
    marks: &'a mut Marks,
    open: OpenPlace,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        let (line, marks) = (self.line, self.marks);
        while let Some(value) = items.next_element_seed(Item { line, marks, index: list.len() })? {
            list.push(value);
        }
        marks.close(self.open);
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        let (line, marks) = (self.line, self.marks);
        while let Some((name, at)) = members.next_key_seed(Name { line })? {
            let entry = match map.entry(name) {
                Entry::Vacant(entry) => entry,
                Entry::Occupied(entry) => {
                    let name = entry.key();
                    return Err(A::Error::custom(format_args!(
                        "duplicate member {name:?}; keep one of them"
                    )));
                }
            };
            let open = marks.open_member(entry.key(), at);
            entry.insert(members.next_value_seed(Node { line, marks, open })?);
        }
        marks.close(self.open);
        Ok(Value::Object(map))
    }
}

struct Item<'a> {
    line: &'a Cell<u32>,
    marks: &'a mut Marks,
    index: usize,
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let open = self.marks.open_item(self.index, self.line.get());
        let (line, marks) = (self.line, self.marks);
        Node { line, marks, open }.deserialize(deserializer)
    }
}

struct Name<'a> {
    line: &'a Cell<u32>,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = (String, u32);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let line = self.line.get();
        <String as serde::Deserialize>::deserialize(deserializer).map(|name| (name, line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::model::Pointer;

    #[test]
    fn every_node_has_the_line_of_its_name_or_beginning() {
        let text = "{\n \"a\"\n :\n 1,\n \"b\": [\n 1\n ,\n 2], \"c\": {}\n}";
        let parsed = parse(text, "a.json").unwrap();
        let line = |pointer: &str| parsed.marks.line(&Pointer::from_escaped(pointer));
        assert_eq!(line("/a"), 2);
        assert_eq!(line("/b"), 5);
        assert_eq!(line("/b/0"), 6);
        assert_eq!(line("/b/1"), 8);
        assert_eq!(line("/c"), 8);
    }

    #[test]
    fn a_duplicate_member_is_refused_with_its_line() {
        let message = parse("{\"a\": 1,\n\"a\": 2}", "a.json").unwrap_err().to_string();
        assert!(message.starts_with("a.json:2:"), "{message}");
        assert!(message.contains("duplicate member \"a\""), "{message}");
    }

    #[test]
    fn deep_nesting_and_trailing_text_are_refused() {
        let deep = "[".repeat(100_000);
        assert!(parse(&deep, "a.json").is_err());
        assert!(parse("{} {}", "a.json").is_err());
    }
}
