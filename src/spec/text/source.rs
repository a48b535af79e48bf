//! Text of a document, and how it becomes a value with the line of every node.

use std::path::Path;

use url::Url;

use crate::spec::model::SpecError;
use crate::spec::text::parsed::Parsed;
use crate::spec::text::{json, yaml};

/// The largest text that is read, in MiB.
const LIMIT_MIB: usize = 64;

/// The text of a document, and where it comes from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path or URL, as messages show it.
    pub origin: String,
    /// The absolute URL that relative `$ref`s start from.
    pub base: Url,
    /// The text.
    pub text: String,
}

impl Source {
    /// The document in a file.
    pub fn from_file(path: &Path, origin: &str) -> Result<Self, SpecError> {
        let unreadable = |source| SpecError::Unreadable { origin: origin.to_owned(), source };
        let absolute = path.canonicalize().map_err(unreadable)?;
        let metadata = absolute.metadata().map_err(unreadable)?;
        if metadata.len() > (LIMIT_MIB << 20) as u64 {
            return Err(too_large(origin));
        }
        let text = utf8(std::fs::read(&absolute).map_err(unreadable)?, origin)?;
        let base = Url::from_file_path(&absolute)
            .map_err(|()| unreadable(std::io::ErrorKind::InvalidFilename.into()))?;
        let origin = origin.to_owned();
        Ok(Self { origin, base, text })
    }

    /// A document that is at hand, under a name; its relative `$ref`s lead to others at hand.
    pub fn from_text(origin: &str, text: &str) -> Result<Self, SpecError> {
        let base = Url::parse("text:///").and_then(|base| base.join(origin));
        let base = base.map_err(|error| SpecError::Unreadable {
            origin: origin.to_owned(),
            source: std::io::Error::new(std::io::ErrorKind::InvalidFilename, error),
        })?;
        let (origin, text) = (origin.to_owned(), text.to_owned());
        Ok(Self { origin, base, text })
    }

    /// A document that was fetched.
    pub fn from_url(url: &Url, text: String) -> Self {
        Self { origin: url.to_string(), base: url.clone(), text }
    }

    /// Reads the text as JSON or YAML, by what it looks like rather than by its name.
    pub(in crate::spec) fn parse(&self) -> Result<Parsed, SpecError> {
        if self.text.len() > LIMIT_MIB << 20 {
            return Err(too_large(&self.origin));
        }
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(&self.text);
        if text.trim().is_empty() {
            return Err(SpecError::Empty(self.origin.clone()));
        }
        if !text.trim_start().starts_with('{') {
            return yaml::parse(text, &self.origin);
        }
        match json::parse(text, &self.origin) {
            Err(_) if self.is_yaml_by_name() => yaml::parse(text, &self.origin),
            read => read,
        }
    }

    fn is_yaml_by_name(&self) -> bool {
        let extension = Path::new(self.base.path()).extension();
        extension.is_some_and(|extension| extension == "yaml" || extension == "yml")
    }
}

fn too_large(origin: &str) -> SpecError {
    SpecError::TooLarge { origin: origin.to_owned(), limit_mib: LIMIT_MIB }
}

fn utf8(bytes: Vec<u8>, origin: &str) -> Result<String, SpecError> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        SpecError::NotUtf8 { origin: origin.to_owned(), line: line_after(valid) }
    })
}

fn line_after(bytes: &[u8]) -> u32 {
    let lines = bytes.split(|byte| *byte == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str, text: &str) -> Source {
        Source {
            origin: name.to_owned(),
            base: Url::parse(&format!("doc:///{name}")).unwrap(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn the_format_is_reported_by_the_text() {
        let as_json = source("a.yaml", "\u{feff}\r\n {\"a\": [1]}\r\n").parse().unwrap();
        let as_yaml = source("a.json", "\u{feff}a:\r\n- 1\r\n").parse().unwrap();
        assert_eq!(as_json.value, as_yaml.value);
        let flow = source("a.yaml", "{a: [1]}").parse().unwrap();
        assert_eq!(flow.value, as_yaml.value);
    }

    #[test]
    fn a_broken_json_file_is_reported_as_json() {
        let message = source("a.json", "{\n \"a\": ,\n}").parse().unwrap_err().to_string();
        assert!(message.starts_with("a.json:2:7: not JSON: "), "{message}");
    }

    #[test]
    fn an_empty_document_is_refused() {
        for text in ["", " \r\n", "\u{feff}", "# only a comment\n", "---\n", "null\n"] {
            let message = source("a.yaml", text).parse().unwrap_err().to_string();
            assert!(message.starts_with("a.yaml is empty"), "{text:?}: {message}");
        }
    }

    #[test]
    fn another_encoding_is_refused_with_its_line() {
        let message = utf8(b"a: 1\nb: \xe9\n".to_vec(), "a.yaml").unwrap_err().to_string();
        assert!(message.starts_with("a.yaml:2: not UTF-8"), "{message}");
    }
}
