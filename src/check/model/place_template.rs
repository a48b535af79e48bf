//! A text with places in it: `{answer:/organization_id}.{body:/environment_name}`.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::check::model::Place;

/// How a value is put together from others of the same exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Place(Place),
}

impl Template {
    /// The value at one place, as it stands.
    pub fn of(place: Place) -> Self {
        Self(vec![Part::Place(place)])
    }

    /// Reads a text with places in braces; the error says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (place, after) = after
                .split_once('}')
                .ok_or_else(|| format!("`{text}` has a brace that is not closed; close it"))?;
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Place(Place::parse(place)?));
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        parts.retain(|part| !matches!(part, Part::Text(text) if text.is_empty()));
        if parts.iter().any(|part| matches!(part, Part::Place(_))) {
            return Ok(Self(parts));
        }
        Err(format!("`{text}` has no place in braces; write for instance {{answer:/id}}"))
    }

    /// The places in it.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.0.iter().filter_map(|part| match part {
            Part::Place(place) => Some(place),
            Part::Text(_) => None,
        })
    }

    /// The text with `value` asked for each place; the first place without a value otherwise.
    pub fn fill(&self, value: impl Fn(&Place) -> Option<Value>) -> Result<String, &Place> {
        let mut filled = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Place(place) => filled.push_str(&text_of(&value(place).ok_or(place)?)),
            }
        }
        Ok(filled)
    }
}

/// A value as it stands in a text: a string without its quotes.
pub(in crate::check) fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl fmt::Display for Template {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Text(text) => formatter.write_str(text),
            Part::Place(place) => write!(formatter, "{{{place}}}"),
        })
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_from_its_places() {
        let text = "{answer:/org}.{body:/name}-x";
        let template = Template::parse(text).unwrap();
        assert_eq!(template.to_string(), text);
        let value = |place: &Place| match place {
            Place::Answer(_) => Some("acme".into()),
            _ => Some(7.into()),
        };
        assert_eq!(template.fill(value), Ok("acme.7-x".to_owned()));
        assert_eq!(template.fill(|_| None).unwrap_err().to_string(), "answer:/org");
    }

    #[test]
    fn a_template_without_a_place_or_with_an_open_brace_is_refused() {
        for text in ["plain", "{answer:/a", "{nowhere}", ""] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }
}
