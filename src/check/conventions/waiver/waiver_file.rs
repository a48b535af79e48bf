//! Waivers read from TOML.

use chrono::NaiveDate;
use serde::Deserialize;
use toml::{Spanned, Value};

use super::Waiver;
use crate::input::{InputError, InputReader};

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    waiver: Vec<Spanned<Written>>,
}

/// A waiver as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    check: Spanned<String>,
    reason: Spanned<String>,
    owner: Spanned<String>,
    expires: Spanned<Value>,
}

/// What each key takes.
fn hint(key: &str) -> Option<&'static str> {
    Some(match key {
        "waiver" => "write [[waiver]] with check, reason, owner and expires",
        "check" => "name a rule or an operation, as \"no_content@heartbeat#*\"",
        "reason" => "say why the failure may pass",
        "owner" => "say who will fix it",
        "expires" => "write its last day, as 2030-01-31",
        _ => return None,
    })
}

/// Reads the waivers in `text`; `origin` is its file, for messages.
///
/// # Errors
/// Text that cannot be read, or everything that is wrong with the waivers in it.
pub fn read(origin: &str, text: &str) -> Result<Vec<Waiver>, InputError> {
    let mut reader = InputReader::with_hints(origin, text, hint);
    let written: File = reader.read()?;
    let waivers = written.waiver.into_iter().filter_map(|waiver| self::waiver(waiver, &mut reader));
    let waivers = waivers.collect();
    reader.finish(waivers)
}

/// A waiver, where nothing is wrong with it.
fn waiver(written: Spanned<Written>, reader: &mut InputReader<'_>) -> Option<Waiver> {
    let line = reader.line(&written);
    let Written { check, reason, owner, expires } = written.into_inner();
    let names_something = check.get_ref().contains(|c: char| c.is_ascii_alphanumeric());
    if !names_something {
        let problem = "this would let every failure pass, known or not; name a rule or an \
                       operation, as \"no_content@heartbeat#*\"";
        reader.wrong(&check, problem);
    }
    let reason = sentence(reason, "it is empty; say why the failure may pass", reader);
    let owner = sentence(owner, "it is empty; say who will fix it", reader);
    let expires = day(&expires, reader);
    Some(Waiver {
        reason: reason?,
        owner: owner?,
        expires: expires?,
        check: check.into_inner(),
        file: reader.origin().into(),
        line: usize::try_from(line).unwrap_or(usize::MAX),
    })
    .filter(|_| names_something)
}

fn sentence(text: Spanned<String>, problem: &str, reader: &mut InputReader<'_>) -> Option<String> {
    if text.get_ref().trim().is_empty() {
        reader.wrong(&text, problem);
        return None;
    }
    Some(text.into_inner())
}

fn day(expires: &Spanned<Value>, reader: &mut InputReader<'_>) -> Option<NaiveDate> {
    let text = match expires.get_ref() {
        Value::Datetime(day) => day.to_string(),
        Value::String(day) => day.clone(),
        _ => String::new(),
    };
    let day = text.parse().ok();
    if day.is_none() {
        reader.wrong(expires, "not a day; write its last day, as 2030-01-31");
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A waiver with this line in place of the one that begins with the same key.
    fn changed(line: &str) -> String {
        let lines = [
            "[[waiver]]",
            "check = \"no_content@*\"",
            "reason = \"ticket 12\"",
            "owner = \"gateway team\"",
            "expires = 2030-01-31",
        ];
        let key = line.split(' ').next().unwrap_or_default();
        let lines = lines.map(|known| if known.starts_with(key) { line } else { known });
        format!("# known failures\n{}\n", lines.join("\n"))
    }

    #[test]
    fn a_day_may_be_a_date_or_a_text_and_the_line_is_that_of_the_waiver() {
        for line in ["expires = 2030-01-31", "expires = \"2030-01-31\""] {
            let waivers = read("w.toml", &changed(line)).unwrap();
            assert_eq!(waivers[0].expires, NaiveDate::from_ymd_opt(2030, 1, 31).unwrap());
            assert_eq!(waivers[0].line, 2);
        }
        assert_eq!(read("w.toml", ""), Ok(Vec::new()));
    }

    #[test]
    fn what_is_wrong_is_reported_with_its_line() {
        for (text, line, part) in [
            (changed("expires = 2030-02-31"), 6, "w.toml:6"),
            (changed("expires = 5"), 6, "write its last day"),
            (changed("expires = 2030-01-31T10:00:00Z"), 6, "write its last day"),
            (changed("check = \"*\""), 3, "name a rule"),
            (changed("reason = \" \""), 4, "say why the failure may pass"),
            (changed("owner = 7"), 5, "string"),
            (changed("ownr = \"x\"") + "ownr = 1", 7, "ownr"),
            (changed("owner ="), 5, "w.toml:5"),
            ("[[waiver]]\ncheck = \"a@b\"\n".to_owned(), 1, "reason"),
            ("[[waivers]]\n".to_owned(), 1, "waivers"),
        ] {
            let error = read("w.toml", &text).unwrap_err();
            assert!(error.to_string().contains(part), "{text}: {error}");
            assert_eq!(error.problems[0].line, line, "{text}: {error}");
        }
    }

    #[test]
    fn the_published_schema_takes_what_the_reader_takes() {
        let schema = include_str!("../../../../docs/schemas/waivers-v1.schema.json");
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        for (line, is_taken) in [
            ("expires = \"2030-01-31\"", true),
            ("expires = \"soon\"", false),
            ("expires = 2030", false),
            ("check = \"*\"", false),
            ("reason = \" \"", false),
            ("owner = \"\"", false),
            ("owners = \"gateway\"", false),
        ] {
            // As JSON, a date of TOML is a text.
            let text = changed(line).replace("= 2030-01-31", "= \"2030-01-31\"");
            let text = if line.starts_with("owners") { format!("{text}{line}\n") } else { text };
            let value = serde_json::to_value(toml::from_str::<Value>(&text).unwrap()).unwrap();
            assert_eq!(validator.is_valid(&value), is_taken, "{text}");
            assert_eq!(read("w.toml", &text).is_ok(), is_taken, "{text}");
        }
    }
}
