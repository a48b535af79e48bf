//! What can be wrong with the documents, each with its place and the remedy.

use std::fmt;

use thiserror::Error;

use crate::spec::model::Location;

/// Why the documents cannot be used.
#[derive(Debug, Error)]
pub enum SpecError {
    /// A file or folder that cannot be read.
    #[error("cannot read {origin}: {source}; give the path of an OpenAPI document or of a folder")]
    Unreadable {
        /// The path, as the user gave it.
        origin: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A URL that cannot be fetched.
    #[error("cannot fetch {url}: {reason}")]
    Unfetched {
        /// The URL.
        url: String,
        /// What went wrong, and the remedy.
        reason: String,
    },
    /// A document beyond the size limit.
    #[error("{origin} is larger than {limit_mib} MiB; split it, or load only the part under test")]
    TooLarge {
        /// The document.
        origin: String,
        /// The limit, in MiB.
        limit_mib: usize,
    },
    /// A document in another encoding.
    #[error("{origin}:{line}: not UTF-8; save the document in UTF-8")]
    NotUtf8 {
        /// The document.
        origin: String,
        /// The line of the first byte that is not UTF-8.
        line: u32,
    },
    /// A document without content.
    #[error("{0} is empty; give an OpenAPI 3.0 or 3.1 document")]
    Empty(String),
    /// Text that is neither YAML nor JSON.
    #[error("{origin}:{line}:{column}: not {format}: {reason}")]
    Syntax {
        /// The document.
        origin: String,
        /// `YAML` or `JSON`.
        format: &'static str,
        /// The line, counted from 1.
        line: u32,
        /// The column, counted from 1; 0 where it is not known.
        column: u32,
        /// What the reader stumbled over.
        reason: String,
    },
    /// Text that the reader will not take, though it may be YAML or JSON.
    #[error("{origin}:{line}: {reason}")]
    Refused {
        /// The document.
        origin: String,
        /// The line, counted from 1.
        line: u32,
        /// What it is, and the remedy.
        reason: String,
    },
    /// A document of another kind.
    #[error("{0} is not an OpenAPI document: no `openapi` member at the top; add `openapi: 3.1.0`")]
    NotOpenApi(String),
    /// A Swagger 2.0 document.
    #[error(
        "{0} is Swagger 2.0, not OpenAPI 3; convert it first, for instance with https://converter.swagger.io"
    )]
    Swagger(Location),
    /// A version other than 3.0 and 3.1.
    #[error("{location}: OpenAPI {version} is not supported; only 3.0 and 3.1 are")]
    UnsupportedVersion {
        /// Where it says so.
        location: Location,
        /// What it says.
        version: String,
    },
    /// `$ref`s that lead nowhere.
    #[error("{0}")]
    BrokenReferences(BrokenReferences),
    /// `$ref`s that lead in a circle where there is no recursion.
    #[error(
        "{location} {}: `$ref` cycle: {}; break it by writing one of them out",
        location.pointer,
        chain.join(" → ")
    )]
    ReferenceCycle {
        /// Where the circle begins.
        location: Location,
        /// What it leads through.
        chain: Vec<String>,
    },
    /// A folder, or no input at all, without any document.
    #[error(
        "no OpenAPI document in {0}; expected *.yaml, *.yml or *.json with an `openapi` member"
    )]
    NoDocuments(String),
    /// Documents that promise nothing.
    #[error("no operations in {0}: `paths` is missing or empty; give a document with operations")]
    NoOperations(String),
    /// One operation, declared twice.
    #[error("{method} {path} is declared twice: {first} and {second}; give each operation once")]
    DuplicateOperation {
        /// The method.
        method: String,
        /// The path template.
        path: String,
        /// One place.
        first: Location,
        /// The other place.
        second: Box<Location>,
    },
    /// A piece of a document that is not as OpenAPI says.
    #[error("{location} {}: {problem}", location.pointer)]
    Structure {
        /// Where it stands.
        location: Location,
        /// What is wrong, and what is expected.
        problem: String,
    },
    /// A schema that cannot be compiled.
    #[error("{location} {}: unusable schema: {reason}; correct the schema", location.pointer)]
    Schema {
        /// Where it stands.
        location: Location,
        /// What the compiler says.
        reason: String,
    },
}

/// One `$ref` that leads nowhere.
#[derive(Debug)]
pub struct BrokenReference {
    /// Where it stands.
    pub location: Location,
    /// What it says.
    pub reference: String,
    /// What is missing.
    pub reason: String,
}

/// `$ref`s that lead nowhere: the first few, and how many there are.
#[derive(Debug)]
pub struct BrokenReferences {
    /// The first few.
    pub shown: Vec<BrokenReference>,
    /// How many there are in all.
    pub total: usize,
}

impl fmt::Display for BrokenReferences {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, broken) in self.shown.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            write!(
                formatter,
                "{} {}: broken `$ref` {:?}: {}",
                broken.location, broken.location.pointer, broken.reference, broken.reason
            )?;
        }
        match self.total - self.shown.len() {
            0 => Ok(()),
            more => write!(formatter, "\nand {more} more broken `$ref`s"),
        }
    }
}
