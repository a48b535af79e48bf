//! What the user names as input: files, folders and URLs become sources.

use std::path::{Path, PathBuf};

use url::Url;

use crate::spec::load::target::Fetch;
use crate::spec::load::version;
use crate::spec::model::SpecError;
use crate::spec::text::source::Source;

/// The sources behind `inputs`, in their order; a folder gives its documents by name.
pub(in crate::spec) fn sources(
    inputs: &[String],
    fetch: &Fetch<'_>,
) -> Result<Vec<Source>, SpecError> {
    let mut sources = Vec::new();
    for input in inputs {
        if let Some(url) = url(input) {
            let text = fetch(url.as_str())
                .map_err(|reason| SpecError::Unfetched { url: input.clone(), reason })?;
            sources.push(Source::from_url(&url, text));
        } else if Path::new(input).is_dir() {
            sources.extend(folder(input)?);
        } else {
            sources.push(Source::from_file(Path::new(input), input)?);
        }
    }
    if sources.is_empty() {
        return Err(SpecError::NoDocuments("the inputs".to_owned()));
    }
    Ok(sources)
}

fn url(input: &str) -> Option<Url> {
    let url = Url::parse(input).ok()?;
    ["http", "https"].contains(&url.scheme()).then_some(url)
}

fn folder(origin: &str) -> Result<Vec<Source>, SpecError> {
    let unreadable = |source| SpecError::Unreadable { origin: origin.to_owned(), source };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(origin).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if is_document(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    let mut sources = Vec::new();
    for path in paths {
        let source = Source::from_file(&path, &path.to_string_lossy())?;
        // Files of pieces stand beside the documents that refer to them.
        if !version::is_piece(&source.parse()?.value) {
            sources.push(source);
        }
    }
    if sources.is_empty() {
        return Err(SpecError::NoDocuments(origin.to_owned()));
    }
    Ok(sources)
}

fn is_document(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let is_hidden = name.is_none_or(|name| name.starts_with('.'));
    let extension = path.extension().and_then(|extension| extension.to_str());
    let is_known = extension.is_some_and(|extension| {
        ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    });
    is_known && !is_hidden && path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_FETCH: &Fetch<'_> = &|_| Err("no network".to_owned());

    #[test]
    fn a_folder_gives_its_whole_documents_by_name() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("b.yml", "openapi: 3.1.0\npaths: {}"),
            ("a.json", "{\"openapi\": \"3.0.0\"}"),
            ("pieces.yaml", "Pet: {type: object}"),
            ("api.waivers.toml", "not yaml ["),
            (".hidden.yaml", ": : :"),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let input = folder.path().to_str().unwrap().to_owned();
        let found = sources(&[input], NO_FETCH).unwrap();
        let names = found.iter().map(|source| source.base.path_segments().unwrap().next_back());
        assert_eq!(names.map(Option::unwrap).collect::<Vec<_>>(), ["a.json", "b.yml"]);
    }

    #[test]
    fn an_input_that_is_not_there_is_named() {
        let message = |input: &str| sources(&[input.to_owned()], NO_FETCH).unwrap_err().to_string();
        assert!(message("nowhere.yaml").starts_with("cannot read nowhere.yaml: "));
        assert_eq!(message("http://a.test/b"), "cannot fetch http://a.test/b: no network");
        let empty = tempfile::tempdir().unwrap();
        assert!(message(empty.path().to_str().unwrap()).starts_with("no OpenAPI document in "));
        assert!(sources(&[], NO_FETCH).is_err());
    }
}
