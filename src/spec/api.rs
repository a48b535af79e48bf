//! The set of documents under test, merged into one set of operations.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use serde::Serialize;
use serde_json::Value;

use super::load::{self, Fetch};
use super::marks::Marks;
use super::name::{self, Named};
use super::source::Source;
use super::validators::Validators;
use super::{Operation, Pointer, SpecError, input, structure};

/// The published documents, as they stand in `specs/`.
const EMBEDDED: [(&str, &str); 4] = [
    ("specs/register_worker.yaml", include_str!("../../specs/register_worker.yaml")),
    ("specs/start_worker.yaml", include_str!("../../specs/start_worker.yaml")),
    ("specs/start_worker_for_queue.yaml", include_str!("../../specs/start_worker_for_queue.yaml")),
    ("specs/worker_heartbeat.yaml", include_str!("../../specs/worker_heartbeat.yaml")),
];

/// Which words a document's schemas are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Dialect {
    /// OpenAPI 3.0: its own dialect, translated to 2020-12 when loaded.
    #[serde(rename = "3.0")]
    V30,
    /// OpenAPI 3.1: JSON Schema 2020-12.
    #[serde(rename = "3.1")]
    V31,
}

/// One loaded document.
#[derive(Debug)]
pub struct Document {
    /// The path or URL, as the user gave it.
    pub origin: String,
    /// The dialect of its schemas.
    pub dialect: Dialect,
    /// Its content. In place: the schemas of a 3.0 document are translated to 2020-12, and each
    /// `$ref` is made absolute within the set of documents.
    pub root: Value,
    pub(super) marks: Marks,
}

impl Document {
    /// Where something in this document stands.
    pub fn location(&self, pointer: &Pointer) -> Location {
        Location {
            document: self.origin.as_str().into(),
            pointer: pointer.clone(),
            line: self.marks.line(pointer),
        }
    }
}

/// Where something stands in the documents: shown as `file:line`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Location {
    /// The document's path or URL, as the user gave it.
    pub document: Arc<str>,
    /// The pointer inside the document.
    pub pointer: Pointer,
    /// The line, counted from 1; 0 where it is not known.
    pub line: u32,
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => formatter.write_str(&self.document),
            line => write!(formatter, "{}:{line}", self.document),
        }
    }
}

/// A handle on a schema: a document of the [`Api`] and a pointer into it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Schema {
    /// The document's index in [`Api::documents`].
    pub document: usize,
    /// The schema's pointer in that document.
    pub pointer: Pointer,
}

impl Schema {
    /// The handle on a schema below this one.
    #[must_use]
    pub fn join<T: fmt::Display>(&self, tokens: impl IntoIterator<Item = T>) -> Self {
        Self { document: self.document, pointer: self.pointer.join_all(tokens) }
    }
}

/// The documents under test and the operations they declare.
#[derive(Debug)]
pub struct Api {
    pub(super) documents: Vec<Document>,
    operations: Vec<Operation>,
    by_name: BTreeMap<String, usize>,
    pub(super) validators: Mutex<Validators>,
}

impl Api {
    /// Loads files and folders; a URL is refused.
    pub fn load(inputs: &[String]) -> Result<Self, SpecError> {
        Self::load_with(inputs, &|_| {
            Err("no network here; download it and give the file".to_owned())
        })
    }

    /// Loads files, folders, and the URLs that `fetch` brings (inputs and `$ref`s alike).
    pub fn load_with(inputs: &[String], fetch: &Fetch<'_>) -> Result<Self, SpecError> {
        Self::from_sources(input::sources(inputs, fetch)?, fetch)
    }

    /// Loads the documents in `specs/`, which are built in.
    pub fn embedded() -> Result<Self, SpecError> {
        let source = |(origin, text): (&str, &str)| Source::from_text(origin, text);
        let sources = EMBEDDED.map(source).into_iter().collect::<Result<_, _>>()?;
        Self::from_sources(sources, &|_| Err("no network here".to_owned()))
    }

    /// Merges documents into one set of operations; `fetch` brings what `$ref`s to URLs lead to.
    pub fn from_sources(sources: Vec<Source>, fetch: &Fetch<'_>) -> Result<Self, SpecError> {
        let given = sources.len();
        let documents: Vec<Document> = load::load(sources, fetch)?
            .into_iter()
            .map(|loaded| Document {
                origin: loaded.origin,
                dialect: loaded.dialect,
                root: loaded.root,
                marks: loaded.marks,
            })
            .collect();
        let mut operations = Vec::new();
        for home in 0..given {
            operations.extend(structure::operations(&documents, home)?);
        }
        if operations.is_empty() {
            let origins = documents.iter().map(|document| document.origin.as_str());
            return Err(SpecError::NoOperations(
                origins.take(given).collect::<Vec<_>>().join(", "),
            ));
        }
        refuse_duplicates(&operations)?;
        let by_name = give_names(&mut operations);
        Ok(Self { documents, operations, by_name, validators: Mutex::default() })
    }

    /// Every loaded document, those that `$ref` pulled in included.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// Every operation, in the order of the documents.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation with this short name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.get(*self.by_name.get(name)?)
    }
}

fn refuse_duplicates(operations: &[Operation]) -> Result<(), SpecError> {
    let mut seen = BTreeMap::new();
    for operation in operations {
        let key = (&operation.path, &operation.method);
        if let Some(first) = seen.insert(key, &operation.location) {
            return Err(SpecError::DuplicateOperation {
                method: operation.method.clone(),
                path: operation.path.clone(),
                first: Location::clone(first),
                second: Box::new(operation.location.clone()),
            });
        }
    }
    Ok(())
}

fn give_names(operations: &mut [Operation]) -> BTreeMap<String, usize> {
    let named: Vec<Named<'_>> = (operations.iter())
        .map(|operation| Named {
            path: &operation.path,
            method: &operation.method,
            operation_id: operation.operation_id.as_deref(),
        })
        .collect();
    let short = name::short_names(&named);
    for (operation, name) in operations.iter_mut().zip(&short) {
        operation.name.clone_from(name);
    }
    short.into_iter().zip(0..).collect()
}
