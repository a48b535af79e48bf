//! A file of waivers, read: TOML in, waivers or one message with its line out.

use chrono::NaiveDate;
use serde::Deserialize;
use toml::{Spanned, Value};

use super::{Waiver, WaiverError};

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

/// Reads the waivers in `text`; `file` is named in messages.
pub fn read(text: &str, file: &str) -> Result<Vec<Waiver>, WaiverError> {
    let reader = Reader { text, file };
    let written: File = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let hint = "a waiver is `[[waiver]]` with check, reason, owner and expires";
        reader.wrong(at, format!("{}; {hint}", error.message().trim()))
    })?;
    written.waiver.into_iter().map(|waiver| reader.waiver(waiver)).collect()
}

struct Reader<'a> {
    text: &'a str,
    file: &'a str,
}

impl Reader<'_> {
    fn waiver(&self, written: Spanned<Written>) -> Result<Waiver, WaiverError> {
        let line = self.line(written.span().start);
        let Written { check, reason, owner, expires } = written.into_inner();
        if !check.get_ref().contains(|c: char| c.is_ascii_alphanumeric()) {
            let problem = "check: name a rule or an operation, as in 'no_content@heartbeat#*'; one \
                           waiver for everything would hide what nobody knows of";
            return Err(self.wrong(check.span().start, problem));
        }
        Ok(Waiver {
            reason: self.told("reason", "why is the failure let pass?", reason)?,
            owner: self.told("owner", "who sees to it that it is mended?", owner)?,
            expires: self.day(&expires)?,
            check: check.into_inner(),
            file: self.file.into(),
            line,
        })
    }

    fn told(
        &self,
        key: &str,
        question: &str,
        text: Spanned<String>,
    ) -> Result<String, WaiverError> {
        if text.get_ref().trim().is_empty() {
            return Err(self.wrong(text.span().start, format!("{key} is empty: {question}")));
        }
        Ok(text.into_inner())
    }

    fn day(&self, expires: &Spanned<Value>) -> Result<NaiveDate, WaiverError> {
        let text = match expires.get_ref() {
            Value::Datetime(day) => day.to_string(),
            Value::String(day) => day.clone(),
            _ => String::new(),
        };
        text.parse().map_err(|_| {
            self.wrong(expires.span().start, "expires: write its last day, as 2030-01-31")
        })
    }

    fn wrong(&self, at: usize, problem: impl Into<String>) -> WaiverError {
        let (file, line) = (self.file.to_owned(), self.line(at));
        WaiverError { file, line, problem: problem.into() }
    }

    /// The line, counted from 1, of the byte at this offset.
    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }
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
            let waivers = read(&changed(line), "w.toml").unwrap();
            assert_eq!(waivers[0].expires, NaiveDate::from_ymd_opt(2030, 1, 31).unwrap());
            assert_eq!(waivers[0].line, 2);
        }
        assert_eq!(read("", "w.toml"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, part) in [
            (changed("expires = 2030-02-31"), 6, "w.toml:6"),
            (changed("expires = 5"), 6, "write its last day"),
            (changed("expires = 2030-01-31T10:00:00Z"), 6, "write its last day"),
            (changed("check = \"*\""), 3, "name a rule"),
            (changed("reason = \" \""), 4, "why is the failure let pass?"),
            (changed("owner = 7"), 5, "string"),
            (changed("ownr = \"x\"") + "ownr = 1", 7, "ownr"),
            (changed("owner ="), 5, "w.toml:5"),
            ("[[waiver]]\ncheck = \"a@b\"\n".to_owned(), 1, "reason"),
            ("[[waivers]]\n".to_owned(), 1, "waivers"),
        ] {
            let error = read(&text, "w.toml").unwrap_err();
            assert!(error.to_string().contains(part), "{text}: {error}");
            assert_eq!(error.line, line, "{text}: {error}");
        }
    }
}
