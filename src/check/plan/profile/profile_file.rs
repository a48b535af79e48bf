//! Profiles read from TOML.

use serde::Deserialize;
use toml::Spanned;
use wildmatch::WildMatch;

use super::{Bar, Entry, Profile};
use crate::check::model::Level;
use crate::check::rules;
use crate::input::{InputError, InputReader, did_you_mean};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileWritten {
    name: Spanned<String>,
    about: String,
    #[serde(default)]
    rule: Vec<EntryWritten>,
}

/// `[[rule]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryWritten {
    #[serde(rename = "match")]
    matching: Spanned<String>,
    level: Option<BarWritten>,
    #[serde(default)]
    tolerate: Vec<Spanned<u16>>,
    reason: Spanned<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum BarWritten {
    Off,
    Note,
    Should,
    Must,
}

impl From<BarWritten> for Bar {
    fn from(written: BarWritten) -> Self {
        match written {
            BarWritten::Off => Self::Off,
            BarWritten::Note => Self::At(Level::Note),
            BarWritten::Should => Self::At(Level::Should),
            BarWritten::Must => Self::At(Level::Must),
        }
    }
}

impl Profile {
    /// Reads a profile; `origin` is its path, for messages.
    pub fn parse(origin: &str, text: &str) -> Result<Self, InputError> {
        let mut reader = InputReader::new(origin, text);
        let written: ProfileWritten = reader.read()?;
        if written.name.get_ref().trim().is_empty() {
            reader.wrong(&written.name, "reports name the profile; give it a name");
        }
        let mut entries = Vec::new();
        for entry in written.rule {
            let glob = entry.matching.get_ref();
            let matching = WildMatch::new(glob.split('@').next().unwrap_or(glob));
            if !rules().any(|rule| matching.matches(rule.id)) {
                let meant = did_you_mean(glob, rules().map(|rule| rule.id));
                reader.wrong(&entry.matching, format!("no rule matches `{glob}`; {meant}"));
            }
            if entry.level.is_none() && entry.tolerate.is_empty() {
                let problem = "this changes nothing; give `level`, or statuses to `tolerate`";
                reader.wrong(&entry.matching, problem);
            }
            for status in &entry.tolerate {
                if !(100..600).contains(status.get_ref()) {
                    reader.wrong(status, "a status is a number from 100 to 599");
                }
            }
            if entry.reason.get_ref().trim().is_empty() {
                reader.wrong(&entry.reason, "leniency without a reason is none; give the reason");
            }
            entries.push(Entry {
                matching: WildMatch::new(glob),
                level: entry.level.map(Into::into),
                tolerate: entry.tolerate.iter().map(|status| *status.get_ref()).collect(),
                reason: entry.reason.into_inner(),
            });
        }
        let (name, about) = (written.name.into_inner(), written.about);
        reader.finish(Self { name, about, entries })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_profile_is_reported_with_its_line_and_what_was_meant() {
        let head = "name = 'own'\nabout = 'Mine.'\n[[rule]]\n";
        for (entry, described) in [
            (
                "match = 'refuses_nul'\nlevel = 'off'\nreason = 'x'",
                "own.toml:4: rule[0].match: no rule matches",
            ),
            ("match = 'refuses_nul'\nlevel = 'off'\nreason = 'x'", "`refuses_null`?"),
            (
                "match = 'refuses_*'\nreason = 'x'",
                "own.toml:4: rule[0].match: this changes nothing",
            ),
            (
                "match = '*'\nlevel = 'of'\nreason = 'x'",
                "own.toml:5: rule[0].level: unknown word `of`",
            ),
            (
                "match = '*'\ntolerate = [4]\nreason = 'x'",
                "own.toml:5: rule[0].tolerate[0]: a status",
            ),
            ("match = '*'\nlevel = 'off'\nreason = ' '", "own.toml:6: rule[0].reason: leniency"),
            ("match = '*'\nlevels = 'off'\nreason = 'x'", "did you mean `level`?"),
            ("match = '*'\nlevel = 'off'", "`reason` is missing"),
        ] {
            let error = Profile::parse("own.toml", &format!("{head}{entry}")).unwrap_err();
            assert!(error.to_string().contains(described), "{error}");
        }
    }
}
