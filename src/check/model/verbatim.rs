//! Text that is sent as it stands: what no JSON value can hold, and what is long by repetition.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

/// What stands for its own number, from 0, in a piece that is repeated.
const NUMBER: &str = "{n}";

/// Text in pieces, each repeated some times: a hundred thousand letters cost a plan no more than one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verbatim(Vec<(Cow<'static, str>, u32)>);

impl Verbatim {
    /// This text.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![(text.into(), 1)])
    }

    /// These pieces one after the other, each as often as it says. In one that stands more than once,
    /// `{n}` is the number of its turn, from 0.
    pub fn pieces(pieces: &[(&'static str, u32)]) -> Self {
        Self(pieces.iter().map(|(text, times)| (Cow::Borrowed(*text), *times)).collect())
    }

    /// The text, where it is one piece that stands once: a short one.
    pub fn as_text(&self) -> Option<&str> {
        match self.0.as_slice() {
            [(text, 1)] => Some(text),
            _ => None,
        }
    }
}

impl fmt::Display for Verbatim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (text, times) in &self.0 {
            if *times > 1 && text.contains(NUMBER) {
                for turn in 0..*times {
                    formatter.write_str(&text.replace(NUMBER, &turn.to_string()))?;
                }
                continue;
            }
            let times = usize::try_from(*times).unwrap_or_default();
            formatter.write_str(&text.repeat(times))?;
        }
        Ok(())
    }
}

impl Serialize for Verbatim {
    /// A string, or a list of pieces with their number where one is repeated.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [(text, 1)] => serializer.serialize_str(text),
            pieces => serializer.collect_seq(pieces),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_repeated_and_numbered() {
        let text = Verbatim::pieces(&[("[", 3), ("{n}", 1), (",{n}", 2), ("]", 3)]);
        assert_eq!(text.to_string(), "[[[{n},0,1]]]");
        assert_eq!(Verbatim::text("1e400").to_string(), "1e400");
    }

    #[test]
    fn a_plan_shows_a_long_text_in_short() {
        let long = Verbatim::pieces(&[("\"", 1), ("a", 100_000), ("\"", 1)]);
        let shown = serde_json::to_string(&long).unwrap();
        assert_eq!(shown, r#"[["\"",1],["a",100000],["\"",1]]"#);
        assert_eq!(serde_json::to_string(&Verbatim::text("1e400")).unwrap(), "\"1e400\"");
    }
}
