//! Settings that no type of its own reads: keys with their values and lines, in sections.

use toml::de::{DeTable, DeValue};

use super::place::line_at;
use super::problem::InputError;
use super::reader::InputReader;

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The table that it stands in; `None` above all tables.
    pub section: Option<String>,
    /// The key.
    pub key: String,
    /// Its line, counted from 1.
    pub line: u32,
    /// Its value.
    pub value: SettingValue,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    /// `true` or `false`.
    Switch(bool),
    /// A text or number, or a list of such. A table is a list of `name=value`.
    Texts(Vec<String>),
}

/// Reads the settings of a TOML text, in its order; `origin` names it in messages. Tables are sections.
///
/// # Errors
/// A text that is no TOML, and values that are neither of the above, such as a list of lists.
pub fn settings(origin: &str, text: &str) -> Result<Vec<Setting>, InputError> {
    let mut reader = InputReader::new(origin, text);
    // Whatever is no TOML is explained as everywhere.
    reader.read::<toml::Table>()?;
    let mut settings = Vec::new();
    if let Ok(table) = DeTable::parse(text) {
        collect(table.get_ref(), None, text, &mut reader, &mut settings);
    }
    settings.sort_by_key(|setting: &Setting| setting.line);
    reader.finish(settings)
}

fn collect(
    table: &DeTable<'_>,
    section: Option<&str>,
    text: &str,
    reader: &mut InputReader<'_>,
    settings: &mut Vec<Setting>,
) {
    for (name, value) in table {
        let key = name.get_ref().to_string();
        if let (None, DeValue::Table(members)) = (section, value.get_ref()) {
            collect(members, Some(&key), text, reader, settings);
            continue;
        }
        let Some(read) = read(value.get_ref()) else {
            reader.wrong(value, "write true or false, a text, a number, or a list of these");
            continue;
        };
        let section = section.map(str::to_owned);
        settings.push(Setting {
            section,
            key,
            line: line_at(text, name.span().start),
            value: read,
        });
    }
}

fn read(value: &DeValue<'_>) -> Option<SettingValue> {
    match value {
        DeValue::Boolean(is_on) => Some(SettingValue::Switch(*is_on)),
        DeValue::Array(items) => {
            let texts = items.iter().map(|item| single(item.get_ref()));
            texts.collect::<Option<_>>().map(SettingValue::Texts)
        }
        DeValue::Table(members) => {
            let pairs = members.iter().map(|(name, value)| {
                Some(format!("{}={}", name.get_ref(), single(value.get_ref())?))
            });
            pairs.collect::<Option<_>>().map(SettingValue::Texts)
        }
        other => single(other).map(|text| SettingValue::Texts(vec![text])),
    }
}

/// A value that is one text.
fn single(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> SettingValue {
        SettingValue::Texts(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn every_key_has_its_section_line_and_value() {
        let text = "target = \"http://a\"\n\n[conform]\nstrict = true\nonly = [\"a\", \"b\"]\n\
                    bind = { x = \"1\", y = 2 }\n";
        let read = settings("a.toml", text).unwrap();
        let places: Vec<(Option<&str>, &str, u32)> = read
            .iter()
            .map(|setting| (setting.section.as_deref(), setting.key.as_str(), setting.line))
            .collect();
        let conform = Some("conform");
        assert_eq!(
            places,
            [
                (None, "target", 1),
                (conform, "strict", 4),
                (conform, "only", 5),
                (conform, "bind", 6)
            ]
        );
        let values: Vec<SettingValue> = read.into_iter().map(|setting| setting.value).collect();
        let expected = [
            texts(&["http://a"]),
            SettingValue::Switch(true),
            texts(&["a", "b"]),
            texts(&["x=1", "y=2"]),
        ];
        assert_eq!(values, expected);
    }

    #[test]
    fn what_is_no_setting_is_named_with_its_line() {
        let error = settings("a.toml", "[x]\ny = [[1]]\n").unwrap_err().to_string();
        assert!(error.starts_with("a.toml:2: x.y: write true or false"), "{error}");
        assert!(settings("a.toml", "x = ").unwrap_err().to_string().contains("not TOML"));
    }
}
