//! What the documents promise as a whole: loaded from text, asked by handle.

mod one_document;
mod refused;
mod text;

use crate::spec::api::Api;
use crate::spec::model::{Pointer, Schema, SpecError};
use crate::spec::text::source::Source;

/// Loads documents that know each other by name; all of those named `api…` are given.
fn load(documents: &[(&str, &str)]) -> Result<Api, SpecError> {
    let folder = tempfile::tempdir().unwrap();
    let mut sources = Vec::new();
    for (name, text) in documents {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        if name.starts_with("api") {
            sources.push(path);
        }
    }
    let sources = sources.iter().map(|path| {
        let name = path.strip_prefix(folder.path()).unwrap();
        Source::from_file(path, name.to_str().unwrap())
    });
    let sources = sources.collect::<Result<_, _>>()?;
    Api::from_sources(sources, &|_| Err("no network here".to_owned()))
}

fn api(text: &str) -> Api {
    load(&[("api.yaml", text)]).unwrap()
}

fn message(text: &str) -> String {
    load(&[("api.yaml", text)]).unwrap_err().to_string()
}

fn schema(pointer: &str) -> Schema {
    Schema::new(0, Pointer::from_escaped(pointer))
}

/// A document with one operation, and these components below it.
fn with_components(version: &str, components: &str) -> String {
    format!("openapi: {version}\npaths: {{/a: {{get: {{}}}}}}\ncomponents:\n{components}")
}
