//! The JSON types a schema allows, as a small set.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// One JSON type; a whole number and a fraction are distinguished, as JSON Schema does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JsonType {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction: `1`, and `1.0` as well.
    Integer,
    /// A number with a fraction.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    /// Every type, in a fixed order.
    pub const ALL: [Self; 7] = [
        Self::Null,
        Self::Boolean,
        Self::Integer,
        Self::Number,
        Self::String,
        Self::Array,
        Self::Object,
    ];

    /// The type of a value.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if is_whole(number) => Self::Integer,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    /// The word of JSON Schema's `type` keyword.
    pub fn word(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

fn is_whole(number: &serde_json::Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// A set of JSON types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// Every type.
    pub const ANY: Self = Self(0x7f);
    /// No type.
    pub const NONE: Self = Self(0);

    /// The set a `type` keyword stands for; `number` covers whole numbers.
    pub fn from_keyword(keyword: &Value) -> Self {
        match keyword {
            Value::String(word) => Self::from_word(word),
            Value::Array(words) => words
                .iter()
                .filter_map(Value::as_str)
                .fold(Self::NONE, |set, word| set.union(Self::from_word(word))),
            _ => Self::ANY,
        }
    }

    fn from_word(word: &str) -> Self {
        let mut set = Self::NONE;
        for kind in JsonType::ALL {
            if kind.word() == word || (word == "number" && kind == JsonType::Integer) {
                set.0 |= 1 << kind as u8;
            }
        }
        set
    }

    /// The set of the types of `values`.
    pub fn of_values<'v>(values: impl IntoIterator<Item = &'v Value>) -> Self {
        values
            .into_iter()
            .fold(Self::NONE, |set, value| Self(set.0 | 1 << JsonType::of(value) as u8))
    }

    /// What is in either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both sets.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// True where `kind` is in the set.
    pub fn contains(self, kind: JsonType) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// The types in the set, in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = JsonType> {
        JsonType::ALL.into_iter().filter(move |kind| self.contains(*kind))
    }
}

impl fmt::Display for Types {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hide_integer = self.contains(JsonType::Number);
        let words: Vec<_> = self
            .iter()
            .filter(|kind| !(hide_integer && *kind == JsonType::Integer))
            .map(JsonType::word)
            .collect();
        formatter.write_str(&words.join(" or "))
    }
}

impl Serialize for Types {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn number_covers_whole_numbers_and_a_whole_float_is_an_integer() {
        let number = Types::from_keyword(&json!("number"));
        assert!(number.contains(JsonType::Integer) && number.contains(JsonType::Number));
        assert_eq!(number.to_string(), "number");
        assert_eq!(JsonType::of(&json!(1.0)), JsonType::Integer);
        assert_eq!(JsonType::of(&json!(1.5)), JsonType::Number);
    }

    #[test]
    fn a_list_of_types_is_their_union() {
        let set = Types::from_keyword(&json!(["string", "null"]));
        assert_eq!(set.to_string(), "null or string");
    }
}
