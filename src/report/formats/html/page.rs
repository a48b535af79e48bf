//! What all pages have in common: the head, the verdict and why, and how texts from elsewhere become
//! text of a page.
//!
//! Escaping follows from types: askama escapes whatever a template writes, and only what implements
//! [`HtmlSafe`] is written as it stands. That is [`Trusted`], whose texts are part of this program, and
//! the charts, which are templates themselves. No template switches escaping off, which a test holds.
//! Behind that stands a content security policy: it names the style sheet and the script by their
//! SHA-256, so that a browser runs and loads nothing else, whatever a page may hold.

use std::fmt;

use askama::filters::HtmlSafe;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::report::compare::ComparisonVerdict;
use crate::report::conform::Verdict;
use crate::report::gate::{GateVerdict, PhaseStanding};
use crate::report::shared::{beginning, visible};

const STYLE: &str = include_str!("templates/style.css");
const SCRIPT: &str = include_str!("templates/page.js");

/// Characters of a text that stands in a line, and of one that stands in lines of its own.
const LINE: usize = 1_000;
const BLOCK: usize = 4_096;

/// A text of this program, which is written as it stands.
#[derive(Clone, Copy)]
pub(super) struct Trusted(&'static str);

impl HtmlSafe for Trusted {}

impl fmt::Display for Trusted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

/// The head of a page, and what it says first.
pub(super) struct Page {
    /// What the page is about: `Conformance`.
    pub(super) kind: &'static str,
    /// Of what: the target.
    pub(super) subject: String,
    /// The verdict, with the tone of its badge.
    pub(super) verdict: Badge,
    /// Why, the gravest first, each with who acts on it where that is known.
    pub(super) reasons: Vec<Reason>,
    /// What there is to know about the run.
    pub(super) facts: Vec<Fact>,
}

/// A word in a tone.
pub(super) struct Badge {
    pub(super) word: String,
    /// `good`, `bad`, `warn` or `quiet`: a class of the style sheet.
    pub(super) tone: &'static str,
}

/// Why a verdict is not a pass.
pub(super) struct Reason {
    pub(super) text: String,
    pub(super) owner: &'static str,
}

/// A name and a value.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) value: String,
}

impl Page {
    pub(super) fn style() -> Trusted {
        Trusted(STYLE)
    }

    pub(super) fn script() -> Trusted {
        Trusted(SCRIPT)
    }

    /// The content security policy: this style sheet, this script, and nothing from anywhere.
    pub(super) fn policy() -> String {
        let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
        format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; \
             base-uri 'none'; form-action 'none'",
            hash(STYLE),
            hash(SCRIPT)
        )
    }
}

impl Reason {
    /// Reasons of a run that concern its target.
    pub(super) fn all<'r>(texts: impl IntoIterator<Item = &'r String>) -> Vec<Self> {
        texts.into_iter().map(|text| Self { text: line(text), owner: "" }).collect()
    }
}

/// Facts, without those that have no value.
pub(super) fn facts(facts: impl IntoIterator<Item = (&'static str, Option<String>)>) -> Vec<Fact> {
    let there = facts.into_iter().filter_map(|(name, value)| Some((name, value?)));
    there.filter(|(_, value)| !value.is_empty()).map(|(name, value)| Fact { name, value }).collect()
}

impl Badge {
    pub(super) fn new(word: &str, tone: &'static str) -> Self {
        Self { word: word.to_owned(), tone }
    }
}

impl From<Verdict> for Badge {
    fn from(verdict: Verdict) -> Self {
        let tone = match verdict {
            Verdict::Passed => "good",
            Verdict::Failed => "bad",
            Verdict::Inconclusive | Verdict::Invalid | Verdict::Interrupted => "warn",
        };
        Self::new(super::super::findings::word(verdict), tone)
    }
}

impl From<GateVerdict> for Badge {
    fn from(verdict: GateVerdict) -> Self {
        let (word, tone) = match verdict {
            GateVerdict::Passed => ("passed", "good"),
            GateVerdict::Failed => ("failed", "bad"),
            GateVerdict::Inconclusive => ("inconclusive", "warn"),
            GateVerdict::Invalid => ("invalid", "warn"),
            GateVerdict::Error => ("error", "bad"),
            GateVerdict::Interrupted => ("interrupted", "warn"),
        };
        Self::new(word, tone)
    }
}

impl From<PhaseStanding> for Badge {
    fn from(standing: PhaseStanding) -> Self {
        let (word, tone) = match standing {
            PhaseStanding::Passed => ("passed", "good"),
            PhaseStanding::Failed => ("failed", "bad"),
            PhaseStanding::Inconclusive => ("inconclusive", "warn"),
            PhaseStanding::Invalid => ("invalid", "warn"),
            PhaseStanding::Skipped => ("skipped", "quiet"),
            PhaseStanding::Interrupted => ("interrupted", "warn"),
            PhaseStanding::Error => ("error", "bad"),
        };
        Self::new(word, tone)
    }
}

impl From<ComparisonVerdict> for Badge {
    fn from(verdict: ComparisonVerdict) -> Self {
        let (word, tone) = match verdict {
            ComparisonVerdict::NoWorse => ("no worse", "good"),
            ComparisonVerdict::Worse => ("worse", "bad"),
            ComparisonVerdict::Inconclusive => ("inconclusive", "warn"),
            ComparisonVerdict::NotComparable => ("not comparable", "warn"),
        };
        Self::new(word, tone)
    }
}

/// A text from elsewhere that stands in a line: what a page would hide or turn around is shown by its
/// code.
pub(super) fn line(text: &str) -> String {
    visible(&beginning(LINE, text)).replace('\n', "\u{23ce} ")
}

/// A text from elsewhere that stands in lines of its own.
pub(super) fn block(text: &str) -> String {
    visible(&beginning(BLOCK, text))
}

/// A link that a page may have: of the web, and of no other scheme.
pub(super) fn link(url: &str) -> Option<&str> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    is_web.then_some(url)
}

/// The first so many, and how many there are beside them.
pub(super) fn first<T>(limit: usize, all: impl IntoIterator<Item = T>) -> (Vec<T>, usize) {
    let mut all = all.into_iter();
    let first: Vec<T> = all.by_ref().take(limit).collect();
    (first, all.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_would_hide_is_shown() {
        assert_eq!(line("a\u{202e}b\u{0}c\nd"), "a\\u{202e}b\\u{0}c\u{23ce} d");
        assert_eq!(block("a\n\tb\r"), "a\n\tb\\u{d}");
        assert_eq!(block(&"x".repeat(9_000)).chars().count(), BLOCK + 1);
    }

    #[test]
    fn only_the_web_is_linked() {
        assert_eq!(link("https://spec.openapis.org/"), Some("https://spec.openapis.org/"));
        for other in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", " https://a"]
        {
            assert_eq!(link(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_written_as_it_stands_ends_no_element() {
        assert!(!STYLE.contains("</") && !SCRIPT.contains("</") && !SCRIPT.contains("<!--"));
    }

    #[test]
    fn no_template_switches_escaping_off() {
        let folder = format!("{}/src/report/formats/html/templates", env!("CARGO_MANIFEST_DIR"));
        let mut templates = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            for off in ["|safe", "| safe", "javascript:", " style=", " onclick=", " onload="] {
                assert!(!text.contains(off), "{}: {off}", path.display());
            }
            templates += 1;
        }
        assert!(templates >= 10, "{templates}");
    }
}
