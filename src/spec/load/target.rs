//! Where a `$ref` leads: its absolute form, and the document behind a URL.

use std::path::{Component, Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use crate::spec::model::{Pointer, Schema};
use crate::spec::text::source::Source;

/// Fetches the text behind an `http` or `https` URL, or says why it cannot.
pub type Fetch<'a> = dyn Fn(&str) -> Result<String, String> + 'a;

/// A place in a document.
pub(in crate::spec) type ReferenceTarget = Schema;

/// What stands for itself in the fragment of a URI
/// ([RFC 3986 §3.5](https://www.rfc-editor.org/rfc/rfc3986#section-3.5)).
const FRAGMENT: AsciiSet = NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'~')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

impl Schema {
    /// A handle from its parts.
    pub(in crate::spec) fn new(document: usize, pointer: Pointer) -> Self {
        Self { document, pointer }
    }
}

/// The URI that documents of one set know each other by.
pub(in crate::spec) fn document_uri(index: usize) -> String {
    format!("doc:///{index}")
}

/// The URI of a place.
pub(in crate::spec) fn absolute(to: &ReferenceTarget) -> String {
    let fragment = utf8_percent_encode(to.pointer.as_str(), &FRAGMENT);
    format!("{}#{fragment}", document_uri(to.document))
}

/// The absolute form of a `$ref` in the document `from`.
pub(in crate::spec) fn canonical(from: usize, to: &ReferenceTarget) -> String {
    if from == to.document {
        let fragment = utf8_percent_encode(to.pointer.as_str(), &FRAGMENT);
        return format!("#{fragment}");
    }
    absolute(to)
}

/// Reads the absolute form of a `$ref` in the document `from`.
pub(in crate::spec) fn from_canonical(from: usize, text: &str) -> Option<ReferenceTarget> {
    let (resource, fragment) = text.split_once('#')?;
    let document = match resource.strip_prefix("doc:///") {
        Some(index) => index.parse().ok()?,
        None if resource.is_empty() => from,
        None => return None,
    };
    let pointer = percent_decode_str(fragment).decode_utf8().ok()?;
    Some(ReferenceTarget::new(document, Pointer::from_escaped(pointer)))
}

/// The nearest place on the way to `pointer` that is there, and the first token that is not.
pub(in crate::spec) fn nearest(root: &Value, pointer: &Pointer) -> (Pointer, String) {
    let mut known = Pointer::root();
    for token in pointer.tokens() {
        let next = known.join(&token);
        if next.lookup(root).is_none() {
            return (known, token);
        }
        known = next;
    }
    (known, String::new())
}

/// Where `pointer` leads since the translation of nullable schemas; `None` where nothing moved.
pub(in crate::spec) fn settled(root: &Value, pointer: &Pointer) -> Option<Pointer> {
    if pointer.lookup(root).is_some() {
        return None;
    }
    let mut at = Pointer::root();
    for token in pointer.tokens() {
        let next = at.join(&token);
        at = match next.lookup(root) {
            Some(_) => next,
            None => at.join_all(["anyOf", "0", &token]),
        };
        at.lookup(root)?;
    }
    Some(at)
}

/// The document behind `url`, or why it cannot be had.
pub(in crate::spec) fn fetch(
    url: &Url,
    reference: &str,
    referrer: &str,
    referrer_base: &Url,
    fetch: &Fetch<'_>,
) -> Result<Source, String> {
    match url.scheme() {
        "http" | "https" => Ok(Source::from_url(url, fetch(url.as_str())?)),
        "file" if referrer_base.scheme() != "file" => {
            Err("a document from elsewhere may not read local files".to_owned())
        }
        "file" => {
            let path = url.to_file_path().map_err(|()| format!("{url} is no path"))?;
            let origin = origin_beside(referrer, reference).unwrap_or_else(|| url.to_string());
            Source::from_file(&path, &origin).map_err(|error| error.to_string())
        }
        _ => Err(format!("{url} was not loaded; give it as another document")),
    }
}

/// How messages call the file that `reference` leads to from the file `referrer`.
fn origin_beside(referrer: &str, reference: &str) -> Option<String> {
    let path = reference.split(['#', '?']).next()?;
    if path.starts_with('/') || path.contains("://") {
        return None;
    }
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let mut origin = PathBuf::from(Path::new(referrer).parent()?);
    for component in Path::new(&*path).components() {
        match component {
            Component::Normal(name) => origin.push(name),
            Component::ParentDir => match origin.components().next_back() {
                Some(Component::Normal(_)) => {
                    origin.pop();
                }
                _ => origin.push(".."),
            },
            _ => {}
        }
    }
    origin.into_os_string().into_string().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_absolute_form_reads_back() {
        for pointer in ["", "/paths/~1a~1{id}/get", "/components/schemas/A%20b ü\"#"] {
            for document in [0, 3] {
                let target = ReferenceTarget::new(document, Pointer::from_escaped(pointer));
                let text = canonical(0, &target);
                assert!(text.is_ascii() && !text.contains(['{', ' ', '"']), "{text}");
                assert_eq!(from_canonical(0, &text), Some(target));
            }
        }
    }

    #[test]
    fn a_file_beside_another_is_called_by_its_path() {
        let origin = |reference| origin_beside("a/b/api.yaml", reference);
        assert_eq!(origin("./c.yaml#/x").unwrap(), "a/b/c.yaml");
        assert_eq!(origin("../d%20e.yaml").unwrap(), "a/d e.yaml");
        assert_eq!(origin("../../../f.yaml").unwrap(), "../f.yaml");
        assert_eq!(origin("file:///g.yaml"), None);
    }
}
