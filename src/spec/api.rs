//! The set of documents under test, merged into one set of operations.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::spec::load::documents;
use crate::spec::load::name::{self, Named};
use crate::spec::load::target::Fetch;
use crate::spec::load::{input, structure};
use crate::spec::model::{Document, Location, Operation, SpecError};
use crate::spec::text::source::Source;
use crate::spec::validators::Validators;

/// The published documents, as they stand in `specs/`.
const EMBEDDED: [(&str, &str); 4] = [
    ("specs/register_worker.yaml", include_str!("../../specs/register_worker.yaml")),
    ("specs/start_worker.yaml", include_str!("../../specs/start_worker.yaml")),
    ("specs/start_worker_for_queue.yaml", include_str!("../../specs/start_worker_for_queue.yaml")),
    ("specs/worker_heartbeat.yaml", include_str!("../../specs/worker_heartbeat.yaml")),
];

/// The documents under test and the operations they declare.
///
/// ```
/// use cp_harness::spec::Api;
///
/// let api = Api::embedded()?;
/// let heartbeat = api.operation("worker_heartbeat").unwrap();
/// assert_eq!(heartbeat.method, "POST");
/// # Ok::<(), cp_harness::spec::SpecError>(())
/// ```
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
        let documents: Vec<Document> = documents::load(sources, fetch)?
            .into_iter()
            .map(|loaded| Document {
                origin: loaded.origin,
                dialect: loaded.dialect,
                root: loaded.root,
                text: loaded.text,
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
